package io.asyncio4j.testkit.internal.look;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What happened in a run, a line an event: the loop's time in nanoseconds, what, and to whom. Only what is the same in each
 * JVM is written: tasks by their number on the loop, no identity, no address.
 */
public final class Trace {

    /** What is noted when the program has ended, and what it has left is cleared away. */
    public static final String END = "ends the program";

    private static final int MOST_UNHASHED = 1 << 16;

    private final boolean keepsLines;
    private final StringBuilder text = new StringBuilder();
    private final MessageDigest digest = sha256(); // of what is not in the text any more
    private long count;

    /** Makes one that keeps its lines. */
    public Trace() {
        this(true);
    }

    /** @param keepsLines whether they may be asked for; else a program can run for as long as it likes */
    public Trace(boolean keepsLines) {
        this.keepsLines = keepsLines;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has SHA-256", e);
        }
    }

    public void add(long nanos, String what, String whom) {
        text.append(nanos).append(' ').append(what).append(' ').append(whom).append('\n');
        added();
    }

    public void add(long nanos, String what, String whom, long number) {
        text.append(nanos).append(' ').append(what).append(' ').append(whom).append(' ').append(number)
                .append('\n');
        added();
    }

    private void added() {
        count++;
        if (!keepsLines && text.length() >= MOST_UNHASHED) {
            digestText();
        }
    }

    private void digestText() {
        digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
        text.setLength(0);
    }

    /** {@return those of {@code lines} that are the program's, without the clearing up} */
    public static List<String> untilEnd(List<String> lines) {
        return lines.stream().takeWhile(line -> !line.contains(END)).toList();
    }

    /** {@return how many lines there are} */
    public long count() {
        return count;
    }

    /** {@return the lines, if they are kept} */
    public List<String> lines() {
        return text.toString().lines().toList();
    }

    /** {@return the SHA-256 of all lines, in hexadecimal digits} Nothing can be added after that. */
    public String hash() {
        digestText();
        return HexFormat.of().formatHex(digest.digest());
    }
}
