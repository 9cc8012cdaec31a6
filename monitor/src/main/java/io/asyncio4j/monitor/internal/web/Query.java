package io.asyncio4j.monitor.internal.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, bounded in number and length. */
final class Query {

    /** What is wrong with a request: a line for people. */
    static final class Malformed extends Exception {

        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    private static final int MOST_CHARS = 4_096;
    private static final int MOST_PARAMETERS = 16;

    private final Map<String, String> values = new HashMap<>();

    /** Reads {@code text}, which has the form of a query: {@code a=1&b=2}. */
    Query(@Nullable String text) throws Malformed {
        if (text == null || text.isEmpty()) {
            return;
        }
        String[] parts = text.split("&");
        if (text.length() > MOST_CHARS || parts.length > MOST_PARAMETERS) {
            throw new Malformed("the request is too long");
        }
        for (String part : parts) {
            String[] entry = part.split("=", 2);
            try {
                values.put(URLDecoder.decode(entry[0], StandardCharsets.UTF_8),
                        entry.length == 1 ? "" : URLDecoder.decode(entry[1], StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new Malformed("the request is not encoded as it should be");
            }
        }
    }

    /** {@return the parameter, or null} */
    @Nullable
    String find(String name) {
        return values.get(name);
    }

    /** {@return the parameter, or {@code other} if it is not there} */
    String text(String name, String other) {
        return values.getOrDefault(name, other);
    }

    /** {@return the parameter, which must be there} */
    String text(String name) throws Malformed {
        String value = values.get(name);
        if (value == null) {
            throw new Malformed("the parameter " + name + " is missing");
        }
        return value;
    }

    /** {@return the number that the parameter is} */
    long number(String name, long least, long most) throws Malformed {
        try {
            long number = Long.parseLong(text(name));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Malformed("the parameter " + name + " must be a number from " + least + " to " + most);
    }

    /** {@return the same, or {@code other} if it is not there} */
    long number(String name, long least, long most, long other) throws Malformed {
        return values.containsKey(name) ? number(name, least, most) : other;
    }
}
