package io.asyncio4j.internal.trace;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A flight log as bytes. */
/*
 *   int MAGIC, int VERSION
 *   text loop, text threads
 *   long milliseconds since 1970 at the begin, long nanoseconds from begin to end
 *   long how long a step may take, in nanoseconds
 *   long events lost, int texts lost
 *   int n, n times: int id, text
 *   int n, n times: long, long       events: nanoseconds << 8 | kind; subject << 32 | other
 *   int n, n times: long, long, int  events that are not in the ring, with the id of their text
 *
 * A text is an int, its length in bytes, and so many bytes of UTF-8.
 */
public final class FlightBytes {

    public static final int MAGIC = 0x4134_464c; // A4FL
    public static final int VERSION = 1;

    // numbers of texts that are not in the table
    private static final int EXTRA_TEXTS = 1 << 30;

    private final Flight flight;
    private final long nanos;
    private final EventRing.Copy events;

    FlightBytes(Flight flight, long nanos, EventRing.Copy events) {
        this.flight = flight;
        this.nanos = nanos;
        this.events = events;
    }

    byte[] write(List<Flight.Extra> extras) {
        var bytes = new ByteArrayOutputStream(events.words.length * Long.BYTES + (1 << 16));
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            write(out, flight.loop.name());
            write(out, flight.threads());
            out.writeLong(flight.startMillis);
            out.writeLong(nanos);
            out.writeLong(flight.allowedNanos());
            out.writeLong(events.lost);
            out.writeInt(flight.texts.forgotten());
            Map<String, Integer> added = writeTexts(out, extras);
            writeEvents(out);
            out.writeInt(extras.size());
            for (Flight.Extra extra : extras) {
                out.writeLong(EventRing.first(extra.kind(), extra.nanos()));
                out.writeLong(EventRing.second(extra.subject(), extra.other()));
                out.writeInt(added.getOrDefault(extra.text(), TextTable.NONE));
            }
        } catch (IOException e) {
            throw new AssertionError(e); // to memory
        }
        return bytes.toByteArray();
    }

    private Map<String, Integer> writeTexts(DataOutputStream out, List<Flight.Extra> extras)
            throws IOException {
        Map<Integer, String> named = namedTexts();
        Map<String, Integer> added = new LinkedHashMap<>();
        for (Flight.Extra extra : extras) {
            if (extra.text() != null) {
                added.putIfAbsent(extra.text(), EXTRA_TEXTS + added.size());
            }
        }
        out.writeInt(named.size() + added.size());
        for (Map.Entry<Integer, String> text : named.entrySet()) {
            out.writeInt(text.getKey());
            write(out, text.getValue());
        }
        for (Map.Entry<String, Integer> text : added.entrySet()) {
            out.writeInt(text.getValue());
            write(out, text.getKey());
        }
        return added;
    }

    private Map<Integer, String> namedTexts() {
        Map<Integer, String> named = new HashMap<>();
        long[] words = events.words;
        for (int i = 0; i < words.length; i += 2) {
            int id = EventRing.other(words[i + 1]);
            if (id != TextTable.NONE
                    && Codes.namesText(EventRing.kind(words[i]), EventRing.subject(words[i + 1]))) {
                if (!named.containsKey(id)) {
                    String text = flight.texts.text(id);
                    if (text != null) {
                        named.put(id, text);
                    }
                }
            }
        }
        return named;
    }

    private void writeEvents(DataOutputStream out) throws IOException {
        long[] words = events.words;
        out.writeInt(words.length / 2);
        var block = new byte[Long.BYTES * 1_024];
        int filled = 0;
        for (long word : words) {
            for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
                block[filled++] = (byte) (word >>> shift);
            }
            if (filled == block.length) {
                out.write(block);
                filled = 0;
            }
        }
        out.write(block, 0, filled);
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
