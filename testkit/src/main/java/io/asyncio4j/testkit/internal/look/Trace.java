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

    private final StringBuilder text = new StringBuilder();

    public void add(long nanos, String what, String whom) {
        text.append(nanos).append(' ').append(what).append(' ').append(whom).append('\n');
    }

    /** {@return those of {@code lines} that are the program's, without the clearing up} */
    public static List<String> untilEnd(List<String> lines) {
        return lines.stream().takeWhile(line -> !line.contains(END)).toList();
    }

    public void add(long nanos, String what, String whom, long number) {
        text.append(nanos).append(' ').append(what).append(' ').append(whom).append(' ').append(number)
                .append('\n');
    }

    /** {@return the lines} */
    public List<String> lines() {
        return text.toString().lines().toList();
    }

    /** {@return their SHA-256, in hexadecimal digits} */
    public String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has SHA-256", e);
        }
    }
}
