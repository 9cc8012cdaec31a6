package io.asyncio4j.process;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a standard stream of a subprocess comes from or goes to.
 *
 * <p><b>From CPython:</b> {@code PIPE}, {@code DEVNULL}, {@code STDOUT} or a file.
 */
public final class Redirect {

    /** The same as this program's. */
    public static final Redirect INHERIT = new Redirect("INHERIT", null);
    /** A stream of {@link Process}. */
    public static final Redirect PIPE = new Redirect("PIPE", null);
    /** Nothing comes in, what goes out is dropped. */
    public static final Redirect DEVNULL = new Redirect("DEVNULL", null);
    /** For standard error: the same as standard output. */
    public static final Redirect STDOUT = new Redirect("STDOUT", null);

    private final String name;
    private final ProcessBuilder.@Nullable Redirect file;

    private Redirect(String name, ProcessBuilder.@Nullable Redirect file) {
        this.name = name;
        this.file = file;
    }

    /** {@return the content of {@code file}, for standard input} */
    public static Redirect from(Path file) {
        return new Redirect("from " + file, ProcessBuilder.Redirect.from(file.toFile()));
    }

    /** {@return {@code file}, which is made or emptied first, for an output} */
    public static Redirect to(Path file) {
        return new Redirect("to " + file, ProcessBuilder.Redirect.to(file.toFile()));
    }

    /** {@return the end of {@code file}, for an output} */
    public static Redirect appendTo(Path file) {
        return new Redirect("appending to " + file, ProcessBuilder.Redirect.appendTo(file.toFile()));
    }

    ProcessBuilder.Redirect forInput() {
        if (this == STDOUT || file != null && file.type() != ProcessBuilder.Redirect.Type.READ) {
            throw new IllegalArgumentException("standard input cannot be " + this);
        }
        return this == DEVNULL ? ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()) : builders();
    }

    ProcessBuilder.Redirect forOutput() {
        if (file != null && file.type() == ProcessBuilder.Redirect.Type.READ) {
            throw new IllegalArgumentException("an output cannot be " + this);
        }
        return this == DEVNULL ? ProcessBuilder.Redirect.DISCARD : builders();
    }

    private ProcessBuilder.Redirect builders() {
        return this == INHERIT ? ProcessBuilder.Redirect.INHERIT
                : this == PIPE ? ProcessBuilder.Redirect.PIPE : Objects.requireNonNull(file);
    }

    @Override
    public String toString() {
        return name;
    }
}
