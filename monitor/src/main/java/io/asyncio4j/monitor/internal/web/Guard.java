package io.asyncio4j.monitor.internal.web;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may ask. Three secrets: the token in the address that is printed, the session that the browser gets for it as
 * a cookie, and the key that a page has to send along when it wants to change something.
 */
/*
 * What each check is for. Host: a foreign name that was made to point to this machine (DNS rebinding) shall not read
 * what is here. Origin and Sec-Fetch-Site: a page of another site shall not ask in this browser's name, also where that
 * is older than SameSite. The key: nor shall it change anything, even if all of that fails. The token is not a path or a
 * fragment but a parameter that is exchanged for the cookie at once, so that it does not stay in the address bar. What
 * stands on a command line any user of the machine can read, for as long as that process runs: so a browser is started with
 * a token that is of no use any more when it has shown the page.
 * Cookies do not know ports, so its name has the port, else two monitors would overwrite each other's.
 */
final class Guard {

    /** Why a request is refused: the status, and a line for people. Null stands for a request that may pass. */
    record Refusal(int status, String message) {}

    private static final int SECRET_BYTES = 24;
    private static final int MOST_ONCE = 16;
    private static final long ONCE_NANOS = 120_000_000_000L;
    private static final String STRANGER =
            "This page belongs to whoever has started the monitor. Open the whole"
                    + " address that it has printed, with the token; the one of an older run does not open this one.";

    private final String token = secret();
    private final String session = secret();
    private final String key = secret();
    private final String cookie;
    private final InetAddress address;
    private final Set<String> hosts;
    // the tokens that open it once, and until when; guarded by itself
    private final Map<String, Long> once = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_ONCE;
        }
    };
    private final RateLimit strangers = new RateLimit(20, 40);
    private final RateLimit friends = new RateLimit(200, 400);

    Guard(int port, InetAddress address, Set<String> hosts) {
        this.cookie = "asyncio4j-monitor-" + port;
        this.address = address;
        this.hosts = hosts;
    }

    private static String secret() {
        var bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    String token() {
        return token;
    }

    /** {@return a token that opens the page once, within two minutes} */
    String tokenForOnce() {
        String made = secret();
        synchronized (once) {
            once.put(made, System.nanoTime() + ONCE_NANOS);
        }
        return made;
    }

    /** {@return what a request that changes something has in its header {@code X-Asyncio4j-Key}} */
    String key() {
        return key;
    }

    String setCookie() {
        return cookie + "=" + session + "; Path=/; HttpOnly; SameSite=Strict";
    }

    /** {@return why nobody may ask so, whoever it is} */
    @Nullable
    Refusal refusalOfOrigin(String method, Headers headers) {
        String host = headers.getFirst("Host");
        if (host == null || !isOurs(nameOf(host))) {
            return new Refusal(421, "The monitor does not serve under the host name "
                    + (host == null ? "of nobody" : host) + "; open the address that it has printed.");
        }
        String origin = headers.getFirst("Origin");
        boolean changes = method.equals("POST");
        if (origin == null ? changes : !isSame(origin, host)) {
            return new Refusal(403, "The monitor answers its own pages only, not those of "
                    + (origin == null ? "an unknown origin" : origin) + ".");
        }
        return null;
    }

    /** {@return why this one may not ask, or not now} */
    @Nullable
    Refusal refusalOfClient(String method, Headers headers) {
        if (!hasSession(headers)) {
            return strangers.take() ? new Refusal(403, STRANGER) : new Refusal(429, "Too many requests.");
        }
        String site = headers.getFirst("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")
                && !"navigate".equals(headers.getFirst("Sec-Fetch-Mode"))) {
            return new Refusal(403, "The monitor answers its own pages only.");
        }
        if (!friends.take()) {
            return new Refusal(429, "Too many requests; the page goes on by itself.");
        }
        if (method.equals("POST") && !equal(headers.getFirst("X-Asyncio4j-Key"), key)) {
            return new Refusal(403, "The page is of an older run of the monitor; load it again.");
        }
        return null;
    }

    /** Says whether {@code text} is the token of the address that was printed, or one that opens it once, and now has. */
    boolean isToken(String text) {
        return equal(text, token) || isForOnce(text);
    }

    private boolean isForOnce(String text) {
        synchronized (once) {
            Long until = once.remove(text);
            return until != null && System.nanoTime() - until < 0;
        }
    }

    /** Says whether a stranger may try a token now. */
    boolean mayTry() {
        return strangers.take();
    }

    private boolean hasSession(Headers headers) {
        for (String line : headers.getOrDefault("Cookie", java.util.List.of())) {
            for (String part : line.split(";")) {
                String[] entry = part.strip().split("=", 2);
                if (entry.length == 2 && entry[0].equals(cookie) && equal(entry[1], session)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean equal(@Nullable String given, String secret) {
        return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8),
                secret.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isOurs(String name) {
        return name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]")
                || hosts.contains(name)
                || (isAddress(name) && (!address.isLoopbackAddress() || isAddressOfOurs(name)));
    }

    private boolean isAddressOfOurs(String name) {
        try {
            return InetAddress.ofLiteral(name.startsWith("[") ? name.substring(1, name.length() - 1) : name)
                    .equals(address);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    // a name that was made to point here is a name
    private static boolean isAddress(String name) {
        return (name.startsWith("[") && name.endsWith("]")) || name.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }

    private static String nameOf(String host) {
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        return (end <= 0 ? host : host.substring(0, end)).toLowerCase(Locale.ROOT);
    }

    private static boolean isSame(String origin, String host) {
        try {
            URI uri = URI.create(origin);
            return uri.getScheme() != null && uri.getScheme().startsWith("http")
                    && host.equalsIgnoreCase(uri.getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
