package io.asyncio4j.offload.internal.pool;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a pool's sockets, which nobody but this user can enter. A socket is in it only until its child has
 * connected.
 */
final class SocketFolder {

    // what the address of a socket may be long, less the name of the folder and the file
    private static final int LONGEST = 75;

    private @Nullable Path folder;

    /** {@return where the socket of {@code child} is to be} */
    synchronized Path socket(int child) throws IOException {
        if (folder == null || !Files.isDirectory(folder)) {
            folder = make();
        }
        return folder.resolve(child + ".sock");
    }

    private static Path make() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        if (parent.toString().length() > LONGEST && Files.isWritable(Path.of("/tmp"))) {
            parent = Path.of("/tmp");
        }
        FileAttribute<?>[] onlyOwner =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions
                                    .asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                        : new FileAttribute<?>[0];
        return Files.createTempDirectory(parent, "asyncio4j-", onlyOwner);
    }

    /** Removes the folder, unless something is still in it. */
    synchronized void remove() {
        if (folder != null) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                // a child that is just ending removes it
            }
        }
    }
}
