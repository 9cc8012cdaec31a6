package io.asyncio4j.net.internal.real;

import io.asyncio4j.net.internal.parts.NetLogs;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The files that Unix sockets leave behind: which may be removed, and when. */
final class UnixSocketFiles {

    private UnixSocketFiles() {}

    /**
     * Removes a socket that nobody listens to any more from {@code path}. When it cannot be told whether somebody does, as
     * without a descriptor, without permission or of a socket of another type, it stays.
     *
     * @throws java.net.BindException if somebody does
     */
    static void removeStale(Path path) throws IOException {
        if (!isSocket(path)) {
            return; // binding will say what is wrong, if anything is
        }
        if (isAnswered(path)) {
            throw SocketErrors.inUse(path);
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            NetLogs.net().log(System.Logger.Level.WARNING, "cannot remove the stale socket " + path, e);
        }
    }

    private static boolean isAnswered(Path path) throws IOException {
        var address = UnixDomainSocketAddress.of(path);
        try (var probe = Channels.open(() -> SocketChannel.open(StandardProtocolFamily.UNIX))) {
            probe.configureBlocking(false); // a full backlog must not hold us up
            probe.connect(address);
            return true;
        } catch (IOException e) {
            if (SocketErrors.isRefused(e) || SocketErrors.isMissing(e)) {
                return false;
            }
            throw SocketErrors.binding(address, e);
        }
    }

    private static boolean isSocket(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther();
        } catch (IOException e) {
            return false;
        }
    }

    /** {@return what identifies the file at {@code path}, or null if nobody can tell} */
    static @Nullable Object keyOf(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** Removes the file at {@code path} if it is still the one that {@code key} identifies. */
    static void removeIfSame(Path path, @Nullable Object key) {
        if (key == null || !key.equals(keyOf(path))) {
            return;
        }
        try {
            Files.delete(path);
        } catch (NoSuchFileException e) {
            // somebody was faster
        } catch (IOException e) {
            NetLogs.net().log(System.Logger.Level.ERROR, "cannot remove the socket " + path, e);
        }
    }
}
