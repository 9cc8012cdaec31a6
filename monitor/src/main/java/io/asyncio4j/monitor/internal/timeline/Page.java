package io.asyncio4j.monitor.internal.timeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What makes a page that stands by itself: one file, which asks nobody for anything. Its Content-Security-Policy lets it run
 * the scripts that it was written with, known by their hashes, and nothing else; data is no script.
 */
final class Page {

    private Page() {}

    /** {@return a text that lies beside {@code type}} */
    static String resource(Class<?> type, String name) {
        try (InputStream in = type.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar of the monitor lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the source expression of a policy that allows {@code inline}, the exact text of a script or style} */
    static String hash(String inline) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(inline.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // each JDK has it
        }
    }

    /** {@return {@code text} as HTML shows it} */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
