package io.asyncio4j.monitor;

import io.asyncio4j.monitor.internal.parts.MonitorParts;
import io.asyncio4j.monitor.internal.web.MonitorServer;
import java.io.IOException;
import java.net.URI;

/**
 * Serves a page that shows the loops of this program, or of others, on threads of its own: it answers also while a loop
 * is held, and says by whom.
 *
 * <pre>{@code
 * try (var monitor = Monitor.start(0)) {
 *     IO.println("look at " + monitor.address());
 *     Asyncio.run(this::serve);
 * }
 * }</pre>
 *
 * <p><b>Who may look.</b> It listens on the loopback interface, unless {@link MonitorBuilder#listenOn} says otherwise. The
 * {@linkplain #address() address} has a random token, without which nothing is shown; the browser keeps it as a cookie
 * that no other site can send. Requests that other sites make, or that come under a foreign host name, are refused. What
 * the program calls its tasks is shown as text, whatever it is. The page loads nothing from anywhere else. Nothing can be
 * changed by it, unless {@link MonitorBuilder#allowCancel} says so; it can record a timeline, for a minute at most.
 *
 * <p><b>What it costs.</b> Nothing while nobody looks. While pages are open the loops are asked some times a second, as
 * often for five pages as for one; with 10,000 tasks that is less than 2 % of a loop's time.
 *
 * <p><b>From CPython:</b> nothing of the kind; aiomonitor is the model.
 */
public final class Monitor implements AutoCloseable {

    private final MonitorServer server;

    Monitor(MonitorServer server) { this.server = server; }

    /**
     * Starts one that shows the loops of this JVM, on the loopback interface.
     *
     * @param port the port, or 0 for any that is free
     * @throws IllegalArgumentException if there is no such port
     * @throws IOException if the port is taken, or the JVM may not listen there
     */
    public static Monitor start(int port) throws IOException {
        return builder().port(port).start();
    }

    /** {@return what starts one that is not usual} */
    public static MonitorBuilder builder() {
        MonitorParts.ensure();
        return new MonitorBuilder();
    }

    /** {@return where the page is, the token included: whoever has it may look} */
    public URI address() {
        return server.address();
    }

    /**
     * {@return an address that opens the page once, within two minutes} It is for a browser's command line, which other
     * users of the machine can read; there {@link #address} would let them in, too.
     */
    public URI addressForOnce() {
        return server.addressForOnce();
    }

    /** {@return the port on which it listens} */
    public int port() {
        return server.port();
    }

    /** Stops serving, and lets go of the programs. Once or twice is the same. */
    @Override
    public void close() {
        server.close();
    }

    /** {@return the address without its token} */
    @Override
    public String toString() {
        return "Monitor[http://" + server.authority() + "/]";
    }
}
