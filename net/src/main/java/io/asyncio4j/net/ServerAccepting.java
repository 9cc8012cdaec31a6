package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.net.internal.real.SocketErrors;
import io.asyncio4j.net.spi.Listener;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** The task that accepts connections at one address of a server. It ends when its listener is closed. */
/*
 * It accepts as many as the backlog holds, then lets others run, so a flood of connections does not keep the loop. When
 * there are no descriptors left, the waiting connections would wake it again at once, for nothing: it pauses. So it does
 * when nothing else helps: an error may be of one connection, but not of so many one after the other.
 */
final class ServerAccepting {

    static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int FAILURES_BEFORE_PAUSE = 10;

    private final EventLoop loop;
    private final Listener listener;
    private final ServerClients clients;
    private final int mostAtATime;

    // loop-confined: how many attempts have failed one after the other
    private int failures;

    ServerAccepting(EventLoop loop, Listener listener, ServerClients clients, int mostAtATime) {
        this.loop = loop;
        this.listener = listener;
        this.clients = clients;
        this.mostAtATime = mostAtATime;
    }

    Task<?> start() {
        Task<?> task = loop.createTask(TaskOptions.named("accept at " + text()), this::run);
        task.addDoneCallback(ended -> {
            Throwable e = ended.cancelled() ? null : ended.exception();
            if (e != null) {
                report("the server at " + text() + " accepts no more connections", e);
            }
        });
        return task;
    }

    private String text() {
        return SocketErrors.text(listener.localAddress());
    }

    private void run() throws IOException {
        try {
            while (true) {
                clients.awaitRoom();
                if (acceptSome()) {
                    listener.acceptable().await(IOException.class);
                } else {
                    Asyncio.sleep(Duration.ZERO);
                }
            }
        } catch (ClosedChannelException e) {
            // the server is closed
        }
    }

    /** {@return whether there is nobody left to accept} */
    private boolean acceptSome() throws IOException {
        for (int i = 0; i < mostAtATime && clients.hasRoom(); i++) {
            Transport accepted;
            try {
                accepted = listener.accept();
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                if (SocketErrors.isOutOfResources(e)) {
                    report("socket.accept() out of system resource", e);
                    Asyncio.sleep(PAUSE);
                } else {
                    report("a connection could not be accepted at " + text(), e);
                    if (++failures >= FAILURES_BEFORE_PAUSE) {
                        Asyncio.sleep(PAUSE);
                    }
                }
                return false;
            }
            if (accepted == null) {
                return true;
            }
            failures = 0;
            clients.add(accepted, text());
        }
        return false;
    }

    private void report(String message, @Nullable Throwable e) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message", message);
        if (e != null) {
            entries.put("exception", e);
        }
        entries.put("socket", listener);
        loop.callExceptionHandler(entries);
    }
}
