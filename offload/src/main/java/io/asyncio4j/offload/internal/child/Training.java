package io.asyncio4j.offload.internal.child;

import io.asyncio4j.offload.RemoteCallable;
import io.asyncio4j.offload.internal.wire.Frame;
import io.asyncio4j.offload.internal.wire.FrameChannel;
import io.asyncio4j.offload.spi.Parcel;
import io.asyncio4j.offload.spi.Parcels;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Does what a child does in its first moments, with itself, for the JVM to note which classes that takes. */
final class Training {

    // it takes a second or two; the program that has started it may be gone by then, and nobody else would end it
    private static final int LONGEST_MILLIS = 60_000;

    private Training() {}

    static void run() throws Exception {
        Thread.ofPlatform().daemon().start(Training::endAfterAll);
        ParentWatch.watch(InputStream.nullInputStream(), () -> {});
        Path folder = Files.createTempDirectory("asyncio4j-train-");
        Path socket = folder.resolve("s");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            var childs = SocketChannel.open(StandardProtocolFamily.UNIX);
            childs.connect(UnixDomainSocketAddress.of(socket));
            try (var pools = new FrameChannel(server.accept())) {
                Thread pool = Thread.ofPlatform().daemon().start(() -> playPool(pools));
                boolean _ = ChildMain.serve(new FrameChannel(childs));
                pool.join();
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(folder);
        }
    }

    private static void endAfterAll() {
        try {
            Thread.sleep(LONGEST_MILLIS);
        } catch (InterruptedException e) {
            // nobody has a reason to
        }
        Runtime.getRuntime().halt(1);
    }

    private static void playPool(FrameChannel channel) {
        try {
            channel.receive();
            channel.send(Frame.of(Frame.Kind.SETUP, 0));
            channel.receive();
            Parcels parcels = Parcels.trusting(List.of());
            String captured = "value";
            make(channel, parcels.pack(RemoteCallable.of(() -> Map.of(captured, List.of(1, 2L, 3.0)))));
            make(channel, parcels.pack(RemoteCallable.of(() -> {
                throw new IllegalStateException(captured);
            })));
            channel.send(Frame.of(Frame.Kind.CANCEL, 1));
            channel.send(Frame.of(Frame.Kind.BYE, 0));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void make(FrameChannel channel, Parcel parcel) throws Exception {
        byte[] bytes = parcel.bytes();
        channel.send(new Frame(Frame.Kind.CALL, 1,
                ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(0).put(bytes).array()));
        Frame answer = channel.receive();
        if (answer == null) {
            throw new IllegalStateException("no answer");
        }
        try {
            parcel.open(answer.payload(), "training");
        } catch (Throwable e) {
            // the second one
        }
    }
}
