package io.asyncio4j.cli.profile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What makes a page harmless: its Content-Security-Policy, and texts that are no HTML. */
final class Page {

    private Page() {}

    /** {@return the source expression of a policy that allows {@code inline}, the exact text of a script} */
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
