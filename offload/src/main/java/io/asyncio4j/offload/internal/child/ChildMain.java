package io.asyncio4j.offload.internal.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.offload.internal.wire.Frame;
import io.asyncio4j.offload.internal.wire.FrameChannel;
import io.asyncio4j.offload.spi.Parcels;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** The main class of a child process. */
public final class ChildMain {

    private ChildMain() {}

    /**
     * Serves the pool that has started this process, until it says good-bye or dies.
     *
     * @param args the socket on which it listens; or {@code --train}, to use what a child uses and end
     */
    @SuppressWarnings("CatchAndPrintStackTrace") // it is the last thing that this process says
    public static void main(String[] args) {
        try {
            if (args[0].equals("--train")) {
                Training.run();
                return;
            }
            Path socket = Path.of(args[0]);
            ParentWatch.start(socket);
            var connection = SocketChannel.open(StandardProtocolFamily.UNIX);
            connection.connect(UnixDomainSocketAddress.of(socket));
            if (!servesToTheEnd(new FrameChannel(connection))) {
                ParentWatch.orphaned(socket);
            }
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
        System.exit(0); // threads that calls have left running do not hold it up
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // if it is not the other side's death, these are the last words
    private static boolean servesToTheEnd(FrameChannel channel) {
        try {
            return serve(channel);
        } catch (IOException e) { // a connection of which something was not read yet is reset, not ended
            e.printStackTrace();
            return false;
        }
    }

    /** Serves the other side of {@code channel}; says whether that has said good-bye. */
    static boolean serve(FrameChannel channel) throws IOException {
        channel.send(Frame.of(Frame.Kind.HELLO, ProcessHandle.current().pid()));
        var out = new LinkedBlockingQueue<Frame>();
        Thread.ofPlatform().daemon().name("asyncio4j-answers").start(() -> send(channel, out));
        var desk = new ServedClasses.Desk(out::add);
        @Nullable Worker worker = null;
        while (true) {
            Frame frame = channel.receive();
            if (frame == null) {
                return false;
            }
            switch (frame.kind()) {
                case SETUP -> {
                    String patterns = new String(frame.payload(), UTF_8);
                    worker = new Worker(
                            Parcels.trusting(patterns.isEmpty() ? List.of() : List.of(patterns.split("\n"))),
                            desk,
                            out);
                    Thread.ofPlatform().daemon().name("asyncio4j-worker").start(worker);
                    out.add(Frame.of(Frame.Kind.READY, 0));
                }
                case CALL -> {
                    if (worker != null) {
                        worker.add(frame);
                    }
                }
                case CANCEL -> {
                    if (worker != null) {
                        worker.cancel(frame.id());
                    }
                }
                case BYE -> {
                    return true;
                }
                case CLASS -> desk.answer(frame);
                default -> throw new IOException("the pool has sent " + frame);
            }
        }
    }

    // A thread of its own, for the worker's may be interrupted, which would close the channel.
    private static void send(FrameChannel channel, LinkedBlockingQueue<Frame> out) {
        try {
            while (true) {
                channel.send(out.take());
            }
        } catch (IOException | InterruptedException e) {
            // the pool is gone; so is this process, in a moment
        }
    }
}
