package io.asyncio4j.offload.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * One message.
 *
 * @param id which call it is about, or which class; 0 where that does not matter
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares frames
public record Frame(Kind kind, long id, byte[] payload) {

    /** What it says. The code is what goes over the wire; pool and child are always of the same version. */
    public enum Kind {
        HELLO(1),
        SETUP(2),
        READY(3),
        CALL(4),
        CANCEL(5),
        RESULT(6),
        CLASS_WANTED(7),
        CLASS(8),
        BYE(9);

        final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        static @Nullable Kind of(byte code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            return null;
        }
    }

    public static Frame of(Kind kind, long id) {
        return new Frame(kind, id, new byte[0]);
    }

    @Override
    public String toString() {
        return kind + " " + id + " (" + payload.length + " bytes)";
    }
}
