package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.internal.real.SocketErrors;
import io.asyncio4j.net.internal.tls.TlsTransport;
import io.asyncio4j.net.spi.Transport;
import io.asyncio4j.spi.WaitedFor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The connections of a server, from being accepted to being lost, and the tasks that serve them. Loop-confined. */
final class ServerClients {

    /** One of them. It has no streams until it is set up. */
    private final class Client {
        Transport transport;
        @Nullable Connection connection;
        @Nullable Task<?> task;

        Client(Transport transport) {
            this.transport = transport;
        }

        void serve() throws Exception {
            if (isGone()) {
                return; // the server has aborted it before this has begun
            }
            if (options.tls() != null) {
                NetParts.ensureTls();
                transport = TlsTransport.handshake(transport, options.tls(), true, new byte[0], null);
                if (isGone()) {
                    return; // it was aborted as the handshake ended
                }
            }
            Connection made = Connection.over(transport, options.limit(), true);
            connection = made;
            made.writer().setCloseTimeout(options.closeTimeout());
            made.writer().link().whenLost(() -> lost(this));
            handler.handle(made.reader(), made.writer());
        }

        boolean isGone() {
            return !connected.contains(this);
        }

        void abort() {
            if (connection != null) {
                connection.writer().abort();
            } else {
                transport.close();
                lost(this);
            }
        }
    }

    private record Waiting(BooleanSupplier until, Promise<@Nullable Void> promise) {}

    // fixed
    private final EventLoop loop;
    private final ConnectionHandler handler;
    private final ServerOptions options;

    // loop-confined
    private final Set<Client> connected = new LinkedHashSet<>();
    private final Set<Task<?>> tasks = new LinkedHashSet<>();
    private final List<Waiting> waiting = new ArrayList<>(0);
    private long failedSetups;
    private long nameless;

    ServerClients(EventLoop loop, ConnectionHandler handler, ServerOptions options) {
        this.loop = loop;
        this.handler = handler;
        this.options = options;
    }

    int count() {
        return connected.size();
    }

    long failedSetups() {
        return failedSetups;
    }

    void add(Transport transport, String server) {
        var client = new Client(transport);
        connected.add(client);
        var peer = transport.remoteAddress();
        String text = peer == null ? "" : SocketErrors.text(peer);
        String name = "server " + server + " client " + (text.isEmpty() ? "#" + ++nameless : text);
        try {
            Task<?> task = loop.createTask(TaskOptions.named(name), client::serve);
            client.task = task;
            tasks.add(task);
            task.addDoneCallback(ended -> ended(client, ended));
        } finally {
            if (client.task == null) {
                client.abort();
            }
        }
    }

    private void ended(Client client, Future<?> task) {
        Throwable e = task.cancelled() ? null : task.exception();
        tasks.remove(client.task);
        Connection connection = client.connection;
        if (connection == null && !client.isGone()) {
            failedSetups++;
            if (e != null && (loop.getDebug() || !(e instanceof IOException))) {
                report("Error on transport creation for incoming connection", e, client);
            }
            client.transport.close();
            lost(client);
        } else if (connection != null) {
            if (e != null) {
                report("Unhandled exception in client_connected_cb", e, client);
            }
            if (e != null || task.cancelled() || !connection.writer().isKeptOpen()) {
                connection.writer().close();
            }
        }
        wake();
    }

    private void report(String message, Throwable e, Client client) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message", message);
        entries.put("exception", e);
        entries.put("transport", client.transport);
        if (client.task != null) {
            entries.put("task", client.task);
        }
        loop.callExceptionHandler(entries);
    }

    private void lost(Client client) {
        connected.remove(client);
        wake();
    }

    // Ending them.

    void close() {
        for (Client client : List.copyOf(connected)) {
            if (client.connection != null) {
                client.connection.close();
            } else {
                client.abort();
            }
        }
    }

    void abort() {
        List.copyOf(connected).forEach(Client::abort);
    }

    void cancelTasks() {
        Task<?> self = Asyncio.currentTask();
        for (Task<?> task : List.copyOf(tasks)) {
            if (task != self) {
                task.cancel();
            }
        }
    }

    // Waiting.

    boolean hasRoom() {
        return connected.size() < options.mostConnections();
    }

    void awaitRoom() {
        await(this::hasRoom, () -> "room for another connection, there are " + connected.size());
    }

    /** Waits until there are none left and {@code closed} holds; as long as that does not, {@code text} tells for what. */
    void awaitNone(BooleanSupplier closed, Supplier<String> text) {
        await(() -> closed.getAsBoolean() && connected.isEmpty(), () -> closed.getAsBoolean()
                ? "end of connections, " + connected.size() + " left" : text.get());
    }

    void awaitTasks() {
        Task<?> self = Asyncio.currentTask();
        await(() -> tasks.isEmpty() || tasks.size() == 1 && tasks.contains(self),
                () -> "end of the tasks of connections, " + tasks.size() + " left");
    }

    void awaitNoneAndTheirTasks() {
        awaitNone(() -> true, () -> "");
        awaitTasks();
    }

    private void await(BooleanSupplier until, Supplier<String> text) {
        while (!until.getAsBoolean()) {
            Promise<@Nullable Void> promise = loop.createFuture(WaitedFor.of("server", text));
            waiting.add(new Waiting(until, promise));
            promise.await();
        }
    }

    /** Wakes those whose time has come, and nobody else: who is woken for nothing hears of a cancellation out of order. */
    void wake() {
        if (loop.isClosed()) {
            return;
        }
        for (Waiting each : List.copyOf(waiting)) {
            if (each.promise.done()) {
                waiting.remove(each);
            } else if (each.until.getAsBoolean()) {
                waiting.remove(each);
                each.promise.setResult(null);
            }
        }
    }
}
