package io.asyncio4j.internal.trace;

import io.asyncio4j.inspect.FlightEvent;
import io.asyncio4j.inspect.FlightEvent.Kind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads what {@link FlightBytes} has written. */
public final class FlightReader {

    private static final int EXTRA_BYTES = EventRing.EVENT_BYTES + Integer.BYTES;

    private final byte[] bytes;
    private final String loop;
    private final String threads;
    private final long startMillis;
    private final long nanos;
    private final long slowNanos;
    private final long lost;
    private final int lostTexts;
    private final Map<Integer, String> texts = new HashMap<>();
    private final ByteBuffer events;
    private final ByteBuffer extras;

    public FlightReader(byte[] bytes) {
        this.bytes = bytes;
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (in.getInt() != FlightBytes.MAGIC) {
                throw new IllegalArgumentException("not a flight log");
            }
            int version = in.getInt();
            if (version != FlightBytes.VERSION) {
                throw new IllegalArgumentException("a flight log of version " + version
                        + ", and this library reads version " + FlightBytes.VERSION);
            }
            loop = text(in);
            threads = text(in);
            startMillis = in.getLong();
            nanos = in.getLong();
            slowNanos = in.getLong();
            lost = in.getLong();
            lostTexts = in.getInt();
            for (int count = in.getInt(); count > 0; count--) {
                int id = in.getInt();
                texts.put(id, text(in));
            }
            events = part(in, EventRing.EVENT_BYTES);
            extras = part(in, EXTRA_BYTES);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a flight log that is cut off", e);
        }
    }

    private static String text(ByteBuffer in) {
        ByteBuffer text = part(in, 1);
        return StandardCharsets.UTF_8.decode(text).toString();
    }

    private static ByteBuffer part(ByteBuffer in, int bytesEach) {
        long length = (long) in.getInt() * bytesEach;
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return part;
    }

    public void forEach(Consumer<? super FlightEvent> taker) {
        for (int at = 0; at < events.limit(); at += EventRing.EVENT_BYTES) {
            tell(events.getLong(at), events.getLong(at + Long.BYTES), TextTable.NONE, taker);
        }
        for (int at = 0; at < extras.limit(); at += EXTRA_BYTES) {
            tell(extras.getLong(at), extras.getLong(at + Long.BYTES), extras.getInt(at + 2 * Long.BYTES),
                    taker);
        }
    }

    private void tell(long first, long second, int extraText, Consumer<? super FlightEvent> taker) {
        int kind = EventRing.kind(first);
        long nanos = EventRing.nanos(first);
        int subject = EventRing.subject(second);
        int other = EventRing.other(second);
        if (kind == Codes.NAMED_BY_NUMBER) {
            taker.accept(new FlightEvent(Kind.TASK_NAMED, nanos, subject, 0,
                    "Task-" + Integer.toUnsignedString(other)));
            return;
        }
        Kind known = Codes.kind(kind);
        if (known == null) {
            return;
        }
        if (known == Kind.ITEMS) {
            taker.accept(new FlightEvent(known, nanos, 0, subject, textOf(other)));
            return;
        }
        boolean inTable = extraText == TextTable.NONE && Codes.namesText(kind, subject);
        taker.accept(new FlightEvent(known, nanos, subject, inTable ? 0 : other,
                textOf(inTable ? other : extraText)));
    }

    private @Nullable String textOf(int id) {
        return id == TextTable.NONE ? null : texts.get(id);
    }

    public byte[] bytes() {
        return bytes;
    }

    public String loop() {
        return loop;
    }

    public String threads() {
        return threads;
    }

    public long startMillis() {
        return startMillis;
    }

    public long nanos() {
        return nanos;
    }

    public long slowNanos() {
        return slowNanos;
    }

    public long lost() {
        return lost;
    }

    public int lostTexts() {
        return lostTexts;
    }

    public int size() {
        return events.limit() / EventRing.EVENT_BYTES + extras.limit() / EXTRA_BYTES;
    }
}
