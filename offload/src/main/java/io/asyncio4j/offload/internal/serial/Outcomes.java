package io.asyncio4j.offload.internal.serial;

import io.asyncio4j.offload.NotSendableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Calls and outcomes as bytes.
 *
 * <pre>
 *   call      name of the class it comes from, the object
 *   outcome   VALUE, the object | FAILURE, see Failures
 * </pre>
 */
public final class Outcomes {

    private static final int VALUE = 0;
    private static final int FAILURE = 1;

    private Outcomes() {}

    /** {@return {@code call} as bytes} */
    public static byte[] ofCall(Callable<?> call, Origin origin, Trust trust) {
        var out = new ByteArrayOutputStream(512);
        try {
            new DataOutputStream(out).writeUTF(origin.className());
        } catch (IOException e) {
            throw new AssertionError(e); // into memory
        }
        Packing.pack(call, "the call", trust, origin, out);
        return out.toByteArray();
    }

    /** {@return {@code value} as bytes} */
    public static byte[] ofValue(@Nullable Object value, Origin origin, Trust trust) {
        var out = new ByteArrayOutputStream(256);
        Packing.pack(value, "the value", trust, origin, out);
        return out.toByteArray();
    }

    /** {@return the value in {@code bytes}} */
    public static @Nullable Object value(byte[] bytes, Origin origin, Trust trust) {
        try {
            return Unpacking.unpack(new ByteArrayInputStream(bytes), origin.loader(), trust, origin);
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw new NotSendableException("the value cannot be read here: " + e.getMessage(), e);
        }
    }

    /** Makes the call in {@code bytes}, and {@return its outcome as bytes} */
    public static byte[] of(byte[] bytes, @Nullable ClassLoader loader, Trust trust) {
        Callable<?> call;
        Origin origin = Origin.of(trust);
        try {
            var in = new DataInputStream(new ByteArrayInputStream(bytes));
            origin = Origin.named(in.readUTF(), loader);
            call = (Callable<?>) Unpacking.unpack(in, loader, trust, origin);
            if (call == null) {
                throw new IOException("there is no call in it");
            }
        } catch (Throwable e) {
            return failure(
                    new NotSendableException("the call could not be made of its bytes in the process where it"
                            + " should run: " + e, e),
                    origin, trust);
        }
        Object result;
        try {
            Origin itsOrigin = origin;
            result = call instanceof KeepsFailure many
                    ? many.call(e -> Failures.sendable(e, trust, itsOrigin))
                    : call.call();
        } catch (Throwable e) {
            return failure(e, origin, trust);
        }
        var out = new ByteArrayOutputStream(256);
        out.write(VALUE);
        try {
            Packing.pack(result, "the result of the call", trust, origin, out);
        } catch (Throwable e) {
            return failure(e, origin, trust);
        }
        return out.toByteArray();
    }

    private static byte[] failure(Throwable failure, Origin origin, Trust trust) {
        try {
            return packed(failure, origin, trust);
        } catch (Throwable e) { // an exception whose own methods throw
            return packed(Failures.standIn(failure, e), origin, trust);
        }
    }

    private static byte[] packed(Throwable failure, Origin origin, Trust trust) {
        var out = new ByteArrayOutputStream(1024);
        out.write(FAILURE);
        Failures.pack(failure, trust, origin, out);
        return out.toByteArray();
    }

    /** {@return the result in {@code outcome}}, or throws what the call threw. */
    public static @Nullable Object open(byte[] outcome, Origin origin, Trust trust, Throwable calledAt,
            String place)
            throws Throwable {
        var in = new ByteArrayInputStream(outcome);
        if (in.read() == FAILURE) {
            throw Failures.unpack(in, origin, trust, calledAt, place);
        }
        try {
            Object result = Unpacking.unpack(in, origin.loader(), trust, origin);
            if (result instanceof KeepsFailure.Result kept && kept.failure() != null) {
                Failures.adopt(kept.failure(), calledAt, place);
            }
            return result;
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw new NotSendableException("the result of the call cannot be read here: " + e.getMessage(),
                    e);
        }
    }
}
