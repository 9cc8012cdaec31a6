package io.asyncio4j.offload.contract;

import io.asyncio4j.Asyncio;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** A file by which processes tell each other how far they are. */
public final class Sign implements Serializable {

    private final String file;

    public Sign(Path file) {
        this.file = file.toString();
    }

    /** {@return another one, for what comes after this} */
    public Sign next() {
        return new Sign(Path.of(file + "+"));
    }

    public boolean isShown() {
        return Files.exists(Path.of(file));
    }

    public void show() throws IOException {
        show("");
    }

    public void show(String text) throws IOException {
        Path fresh = Files.createTempFile(Path.of(file).getParent(), "sign", null);
        Files.writeString(fresh, text);
        Files.move(fresh, Path.of(file), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Waits for it on this thread, and returns its text. */
    public String waitUntilShown() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!isShown()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(file + " has not been shown for 40 seconds");
            }
            Thread.sleep(2);
        }
        return Files.readString(Path.of(file));
    }

    /** Waits for it in the current task. */
    public String awaitShown() {
        return Asyncio.toThread(this::waitUntilShown);
    }
}
