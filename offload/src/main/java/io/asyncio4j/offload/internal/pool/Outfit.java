package io.asyncio4j.offload.internal.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.offload.RemoteRunnable;
import io.asyncio4j.offload.internal.wire.Frame;
import io.asyncio4j.offload.spi.Parcel;
import io.asyncio4j.offload.spi.Parcels;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What each child of a pool is started with and given first: a command line, a socket, what it may read, a warm-up, classes. */
final class Outfit {

    // fixed
    private final Settings settings;
    private final Parcels parcels;
    private final @Nullable Parcel warmUp;
    private final ServedFiles files = new ServedFiles();
    private final SocketFolder folder = new SocketFolder();
    private final StartOptions startOptions;

    Outfit(Settings settings) {
        this.settings = settings;
        parcels = Parcels.trusting(settings.trusted());
        RemoteRunnable body = settings.warmUp();
        warmUp = body == null ? null : parcels.pack(new RunnableCall(body));
        startOptions = new StartOptions(settings);
    }

    /** {@return what makes bytes of calls} */
    Parcels parcels() {
        return parcels;
    }

    ServedFiles files() {
        return files;
    }

    /**
     * Starts a process, which takes long.
     *
     * @param started is asked, as soon as there is a process, whether it is still wanted
     */
    ChildProcess start(String name, int number, PoolClock clock, ChildProcess.Starting started)
            throws IOException, InterruptedException {
        var socket = folder.socket(number);
        return ChildProcess.start(name, startOptions.command(socket), socket, settings, clock, started);
    }

    /** {@return what a child is told first} */
    Frame setUp() {
        return new Frame(Frame.Kind.SETUP, 0, String.join("\n", parcels.patterns()).getBytes(UTF_8));
    }

    @Nullable
    Parcel warmUp() {
        return warmUp;
    }

    /** There will be no children any more. */
    void remove() {
        folder.remove();
    }
}
