package io.asyncio4j.monitor.internal.web;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON. What could end a script or a line of it is escaped, too. */
final class Json {

    private final StringBuilder out = new StringBuilder();

    private Json() {}

    /** {@return {@code value} as JSON}: a map, a collection, a number, a boolean, null; anything else is a text. */
    static String of(@Nullable Object value) {
        var json = new Json();
        json.write(value);
        return json.out.toString();
    }

    private void write(@Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case Double number -> out.append(Double.isFinite(number) ? rounded(number) : "null");
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            case Map<?, ?> map -> writeMap(map);
            case Collection<?> list -> writeList(list);
            default -> writeText(value.toString());
        }
    }

    private static String rounded(double number) {
        double thousandths = Math.rint(number * 1e3) / 1e3;
        return thousandths == Math.rint(thousandths) && Math.abs(thousandths) < 1e15
                ? Long.toString((long) thousandths) : Double.toString(thousandths);
    }

    private void writeMap(Map<?, ?> map) {
        String comma = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(comma);
            writeText(String.valueOf(entry.getKey()));
            out.append(':');
            write(entry.getValue());
            comma = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
    }

    private void writeList(Collection<?> list) {
        out.append('[');
        String comma = "";
        for (Object element : list) {
            out.append(comma);
            write(element);
            comma = ",";
        }
        out.append(']');
    }

    private void writeText(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c < ' ' || c == '<' || c == '>' || c == '&' || c == 0x7f || c == 0x2028 || c == 0x2029
                            || isLone(text, i)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    // half of a pair cannot be sent as UTF-8
    private static boolean isLone(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
                : Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
