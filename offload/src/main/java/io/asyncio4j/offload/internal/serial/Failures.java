package io.asyncio4j.offload.internal.serial;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.offload.NotSendableException;
import io.asyncio4j.offload.RemoteException;
import io.asyncio4j.offload.RemoteStack;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

/**
 * An exception on its way from the other process: its text, which always comes through, and itself, if it can.
 */
public final class Failures {

    private static final String RUN = "io.asyncio4j.offload.spi.Parcels";

    private Failures() {}

    /** Appends {@code failure} to {@code out}. */
    static void pack(Throwable failure, Trust trust, Origin origin, ByteArrayOutputStream out) {
        cutOwnFrames(failure);
        try {
            var data = new DataOutputStream(out);
            writeText(data, failure.getClass().getName());
            writeText(data, textOf(failure));
            writeText(data, traceOf(failure));
            writeFrames(data, failure.getStackTrace());
            var packed = new ByteArrayOutputStream();
            try {
                Packing.pack(failure, "the exception", trust, origin, packed);
                data.writeUTF("");
                packed.writeTo(data);
            } catch (NotSendableException e) {
                data.writeUTF(shortened(String.valueOf(e.getMessage())));
            }
        } catch (IOException e) {
            throw new AssertionError(e); // into memory
        }
    }

    /** {@return the exception that {@code in} holds}, made ready to be thrown to whom made the call. */
    static Throwable unpack(ByteArrayInputStream in, Origin origin, Trust trust, Throwable calledAt,
            String place)
            throws IOException {
        var data = new DataInputStream(in);
        String className = readText(data);
        String text = readText(data);
        String trace = readText(data);
        StackTraceElement[] frames = readFrames(data);
        String trouble = data.readUTF();
        Throwable failure = null;
        if (trouble.isEmpty()) {
            try {
                failure = (Throwable) Unpacking.unpack(in, origin.loader(), trust, origin);
            } catch (Exception | LinkageError | StackOverflowError e) {
                trouble = "it could not be read here: " + e;
            }
        }
        if (failure == null) {
            failure = inText(text, className, trace, trouble);
            failure.setStackTrace(frames);
        }
        adopt(failure, calledAt, place);
        return failure;
    }

    private static RemoteException inText(String text, String className, String trace, String trouble) {
        return new RemoteException(
                text + " (only the text of this " + className + " has come: " + trouble + ")",
                className, trace);
    }

    /** Gives {@code failure}, which comes from {@code place}, the stack of who made the call; its own goes beside it. */
    static void adopt(Throwable failure, Throwable calledAt, String place) {
        failure.addSuppressed(new RemoteStack(place, failure.getStackTrace()));
        failure.setStackTrace(stackOf(calledAt));
    }

    /** {@return {@code failure}, or what stands for it if it cannot be sent} */
    static Throwable sendable(Throwable failure, Trust trust, Origin origin) {
        try {
            cutOwnFrames(failure);
            Packing.pack(failure, "the exception", trust, origin, new ByteArrayOutputStream());
            return failure;
        } catch (NotSendableException e) {
            var text = inText(textOf(failure), failure.getClass().getName(), traceOf(failure),
                    shortened(String.valueOf(e.getMessage())));
            text.setStackTrace(failure.getStackTrace());
            return text;
        } catch (Throwable e) {
            return standIn(failure, e);
        }
    }

    /** {@return what stands for {@code failure}, one of whose own methods has thrown {@code trouble}} */
    static RemoteException standIn(Throwable failure, Throwable trouble) {
        String name = failure.getClass().getName();
        return inText(textOf(failure), name, name, "its own methods have failed, with " + textOf(trouble));
    }

    /** {@return the stack of who made a call, without the frames of this library on top} */
    public static StackTraceElement[] stackOf(Throwable calledAt) {
        StackTraceElement[] frames = calledAt.getStackTrace();
        List<String> library = library();
        int first = 0;
        while (first < frames.length && isOf(library, frames[first].getClassName())) {
            first++;
        }
        return Arrays.copyOfRange(frames, first, frames.length);
    }

    // frames of these, on top of the stack of who makes a call, are not the program's
    private static List<String> library() {
        return List.of("io.asyncio4j.offload.internal.", "io.asyncio4j.offload.spi.",
                "io.asyncio4j.offload.Offload", "io.asyncio4j.offload.ProcessPool",
                "io.asyncio4j.offload.RemoteCall",
                "io.asyncio4j.offload.hazelcast.internal.", "io.asyncio4j.offload.hazelcast.Cluster",
                "java.util.concurrent.",
                "io.asyncio4j.EventLoop", "io.asyncio4j.LoopExecutors", "io.asyncio4j.internal.");
    }

    private static boolean isOf(List<String> library, String className) {
        return library.stream()
                .anyMatch(prefix -> className.startsWith(prefix)
                        && (prefix.endsWith(".") || className.length() == prefix.length()
                                || className.charAt(prefix.length()) == '$'));
    }

    // The stack ends where the call began: what is below is the same for all.
    private static void cutOwnFrames(Throwable failure) {
        StackTraceElement[] frames = failure.getStackTrace();
        for (int i = 0; i < frames.length; i++) {
            if (frames[i].getClassName().equals(RUN)) {
                failure.setStackTrace(Arrays.copyOf(frames, i));
                return;
            }
        }
    }

    private static String textOf(Throwable failure) {
        try {
            return failure.toString();
        } catch (Throwable e) { // its own getMessage
            return failure.getClass().getName();
        }
    }

    private static String traceOf(Throwable failure) {
        try {
            var text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text, true));
            return text.toString();
        } catch (Throwable e) {
            return failure.getClass().getName();
        }
    }

    private static String shortened(String text) {
        return text.length() <= 10_000 ? text : text.substring(0, 10_000) + "...";
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void writeFrames(DataOutputStream out, StackTraceElement[] frames) throws IOException {
        out.writeInt(frames.length);
        for (StackTraceElement frame : frames) {
            writeText(out, frame.getClassName());
            writeText(out, frame.getMethodName());
            writeText(out, frame.getFileName() == null ? "" : frame.getFileName());
            out.writeInt(frame.getLineNumber());
        }
    }

    private static StackTraceElement[] readFrames(DataInputStream in) throws IOException {
        var frames = new StackTraceElement[in.readInt()];
        for (int i = 0; i < frames.length; i++) {
            String className = readText(in);
            String method = readText(in);
            String file = readText(in);
            frames[i] = new StackTraceElement(className, method, file.isEmpty() ? null : file, in.readInt());
        }
        return frames;
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), UTF_8);
    }
}
