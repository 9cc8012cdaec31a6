package io.asyncio4j.offload.internal.serial;

import io.asyncio4j.offload.NotSendableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Makes bytes of an object, and refuses what the other side would refuse. */
final class Packing extends ObjectOutputStream {

    private final Trust trust;
    private final Origin origin;

    private Packing(OutputStream out, Trust trust, Origin origin) throws IOException {
        super(out);
        this.trust = trust;
        this.origin = origin;
    }

    /**
     * Appends {@code root} to {@code out}.
     *
     * @param what what {@code root} is, for people: "the call", "the result of the call"
     * @throws NotSendableException if something in it is not serialisable or not trusted
     */
    static void pack(@Nullable Object root, String what, Trust trust, Origin origin,
            ByteArrayOutputStream out) {
        try (var packing = new Packing(out, trust, origin)) {
            packing.writeObject(root);
        } catch (NotTrusted e) {
            throw new NotSendableException(Unsendable.notTrusted(what, e.type), e);
        } catch (NotSerializableException e) {
            throw new NotSendableException(Unsendable.explain(root, what, e), e);
        } catch (StackOverflowError e) {
            throw new NotSendableException(
                    "cannot send " + what + " to another process: its objects are nested too"
                            + " deeply to be serialised; send them flat, for example in a list",
                    e);
        } catch (IOException | RuntimeException e) {
            throw new NotSendableException("cannot send " + what
                    + " to another process: its own serialisation has failed, with " + e, e);
        }
    }

    @Override
    protected void annotateClass(Class<?> type) throws IOException {
        check(type);
    }

    @Override
    protected void annotateProxyClass(Class<?> type) throws IOException {
        check(type);
    }

    private void check(Class<?> type) throws NotTrusted {
        if (!trust.trusts(type, origin)) {
            throw new NotTrusted(type);
        }
    }

    /** Ends the writing. */
    private static final class NotTrusted extends IOException {

        private static final long serialVersionUID = 1L;

        private final transient Class<?> type;

        NotTrusted(Class<?> type) {
            super(type.getName() + " is not trusted");
            this.type = type;
        }
    }
}
