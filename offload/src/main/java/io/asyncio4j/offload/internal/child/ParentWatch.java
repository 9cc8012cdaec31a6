package io.asyncio4j.offload.internal.child;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Ends this process as soon as the parent's end of its standard input is closed, which the system does when the parent
 * dies, however it dies.
 */
final class ParentWatch {

    /** The exit status of a child whose parent has died: that of SIGHUP. */
    static final int ORPHANED = 129;

    private ParentWatch() {}

    /**
     * Takes the standard input away from the program and watches it.
     *
     * @param socket the file to remove, which the parent cannot any more
     */
    static void start(Path socket) {
        InputStream parent = System.in;
        System.setIn(InputStream.nullInputStream());
        watch(parent, () -> orphaned(socket));
    }

    /** Calls {@code whenGone}, on another thread, when {@code parent} has come to its end. */
    static void watch(InputStream parent, Runnable whenGone) {
        Thread.ofPlatform().daemon().name("asyncio4j-parent").start(() -> {
            try {
                while (parent.read() >= 0) {
                    // it says nothing, it only holds the other end
                }
            } catch (IOException e) {
                // as good as its end
            }
            whenGone.run();
        });
    }

    /** Ends this process at once. */
    static void orphaned(Path socket) {
        remove(socket);
        Runtime.getRuntime().halt(ORPHANED);
    }

    // The last one to leave removes the folder.
    private static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(socket.getParent());
        } catch (IOException | RuntimeException e) {
            // somebody else is still there, or was faster
        }
    }
}
