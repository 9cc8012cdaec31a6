package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.internal.real.SocketTransport;
import io.asyncio4j.net.spi.Listener;
import io.asyncio4j.net.spi.Transport;
import io.asyncio4j.spi.WaitedFor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Listens at one or more addresses and runs a task for each connection. The tasks and connections are the server's: it
 * names, counts, reports and, when asked to, ends them.
 *
 * <p>{@link #close} ends the listening and lets connections go on; {@link #shutdown} is the graceful end with a deadline.
 * Closing the loop closes what is left.
 *
 * <p><b>From CPython:</b> {@code asyncio.Server}.
 */
public final class Server implements AutoCloseable {

    // fixed
    private final EventLoop loop;
    private final ServerClients clients;
    private final ServerOptions options;
    private final List<Listener> bound;

    // loop-confined
    private final List<Task<?>> accepting = new ArrayList<>();
    private boolean serving;
    private boolean closed;
    private @Nullable Task<?> servingForever;
    private List<Promise<@Nullable Void>> waitingForClose = new ArrayList<>(0);

    private Server(EventLoop loop, ConnectionHandler handler, List<Listener> bound, ServerOptions options) {
        this.loop = loop;
        this.bound = bound;
        this.options = options;
        this.clients = new ServerClients(loop, handler, options);
    }

    static Server start(ConnectionHandler handler, List<Listener> bound, ServerOptions options) {
        EventLoop loop = EventLoop.running();
        var server = new Server(loop, handler, bound, options);
        loop.addResource(server);
        if (options.startServing()) {
            server.startServing();
        }
        return server;
    }

    // Queries.

    /** {@return the loop that it runs on} */
    public EventLoop getLoop() {
        return loop;
    }

    /** {@return whether it accepts connections} */
    public boolean isServing() {
        return serving && !closed;
    }

    /** {@return the addresses that it listens at, in the order of the hosts; none once it is closed} */
    public List<SocketAddress> addresses() {
        return closed ? List.of() : bound.stream().map(Listener::localAddress).toList();
    }

    /** {@return the port that it listens at, or -1 if there is none, as for a Unix socket or once it is closed} */
    public int port() {
        return !closed && bound.getFirst().localAddress() instanceof InetSocketAddress inet ? inet.getPort()
                : -1;
    }

    /** {@return how many connections there are, those included that are being set up or closed} */
    public int connections() {
        return clients.count();
    }

    /** {@return how many connections could not be set up, as when a TLS handshake fails} */
    public long failedSetups() {
        return clients.failedSetups();
    }

    // Serving.

    /**
     * Begins to accept connections; does nothing if it does already.
     *
     * @throws IllegalStateException if it is closed
     */
    public void startServing() {
        ensureOpen();
        NetParts.ensure();
        if (!serving) {
            serving = true;
            for (Listener listener : bound) {
                accepting.add(new ServerAccepting(loop, listener, clients, options.backlog()).start());
            }
        }
    }

    /**
     * Serves a connection that was accepted elsewhere.
     *
     * @throws IllegalStateException if it is closed, or a stream uses the channel
     */
    public void serve(SocketChannel accepted) throws IOException {
        ensureOpen();
        NetParts.ensure();
        Transport transport = SocketTransport.of(accepted);
        clients.add(transport, "elsewhere");
    }

    /**
     * Begins to accept connections if need be, and waits until the server is closed.
     *
     * <p><b>Cancellation:</b> closes the server and waits for its connections.
     *
     * @throws IllegalStateException if it is closed, or another task does this already
     */
    public void serveForever() {
        if (servingForever != null && !servingForever.done()) {
            throw new IllegalStateException(
                    this + " is already being awaited on serveForever() by " + servingForever);
        }
        ensureOpen();
        startServing();
        servingForever = Asyncio.currentTask();
        try {
            awaitClose();
        } catch (CancelledError e) {
            close();
            waitClosed();
            throw e;
        } finally {
            servingForever = null;
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("server " + this + " is closed");
        }
    }

    // Ending.

    /**
     * Ends the listening, at once: the addresses are free when this returns. Connections go on. Closing twice does nothing
     * more.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        NetParts.ensure();
        closed = true;
        bound.forEach(Listener::close);
        loop.removeResource(this);
        if (loop.isClosed()) {
            return;
        }
        accepting.forEach(Task::cancel);
        for (Promise<@Nullable Void> waiting : waitingForClose) {
            if (!waiting.done()) {
                waiting.setResult(null);
            }
        }
        waitingForClose = List.of();
        clients.wake();
    }

    /** Closes each connection, after what was written is sent. See {@link StreamWriter#close}. */
    public void closeClients() {
        NetParts.ensure();
        clients.close();
    }

    /** Closes each connection at once. See {@link StreamWriter#abort}. */
    public void abortClients() {
        NetParts.ensure();
        clients.abort();
    }

    /** Waits until the server is closed and its last connection is, in either order. */
    public void waitClosed() {
        clients.awaitNone(() -> closed, this::closeText);
    }

    private String closeText() {
        return "close of the server at " + bound;
    }

    private void awaitClose() {
        while (!closed) {
            Promise<@Nullable Void> promise =
                    loop.createFuture(WaitedFor.of("server", this::closeText));
            waitingForClose.add(promise);
            promise.await();
        }
    }

    /**
     * Ends the server gracefully: closes it, gives connections and their tasks {@code grace} to end by themselves, then
     * cancels the tasks and aborts the connections that are left.
     *
     * <p><b>Cancellation:</b> what is left is cancelled and aborted at once.
     *
     * @param grace how long; null for as long as it takes
     * @return whether all have ended by themselves
     */
    public boolean shutdown(@Nullable Duration grace) {
        close();
        try {
            Asyncio.timeout(grace, clients::awaitNoneAndTheirTasks);
            return true;
        } catch (TimeoutException e) {
            clients.cancelTasks();
            clients.abort();
            clients.awaitTasks();
            return false;
        } catch (CancelledError e) {
            clients.cancelTasks();
            clients.abort();
            throw e;
        }
    }

    @Override
    public String toString() {
        return "<Server " + (closed ? "closed" : "listeners=" + bound) + " connections=" + clients.count()
                + ">";
    }
}
