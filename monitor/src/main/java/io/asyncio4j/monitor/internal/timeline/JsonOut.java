package io.asyncio4j.monitor.internal.timeline;

import java.io.IOException;
import java.io.Writer;

/**
 * Writes JSON as it comes, however much it is. What HTML might see in a text is written as {@code \\u003c} and so on, so that
 * the text may stand in a script element and cannot end it.
 */
final class JsonOut {

    private static final String HEX = "0123456789abcdef";

    private final Writer out;
    private boolean follows;

    JsonOut(Writer out) {
        this.out = out;
    }

    void beginObject() throws IOException {
        begin('{');
    }

    void beginObject(String name) throws IOException {
        name(name);
        begin('{');
    }

    void endObject() throws IOException {
        end('}');
    }

    void beginArray(String name) throws IOException {
        name(name);
        begin('[');
    }

    void endArray() throws IOException {
        end(']');
    }

    void field(String name, String text) throws IOException {
        name(name);
        text(text);
    }

    void field(String name, long number) throws IOException {
        name(name);
        value(number);
    }

    void field(String name, double number) throws IOException {
        name(name);
        separate();
        out.write(Double.toString(number));
    }

    void value(String text) throws IOException {
        text(text);
    }

    void value(long number) throws IOException {
        separate();
        out.write(Long.toString(number));
    }

    private void name(String name) throws IOException {
        text(name);
        out.write(':');
        follows = false;
    }

    private void begin(char bracket) throws IOException {
        separate();
        out.write(bracket);
        follows = false;
    }

    private void end(char bracket) throws IOException {
        out.write(bracket);
        follows = true;
    }

    private void separate() throws IOException {
        if (follows) {
            out.write(',');
        }
        follows = true;
    }

    private void text(String text) throws IOException {
        separate();
        out.write('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> {
                    out.write('\\');
                    out.write(c);
                }
                case '\n' -> out.write("\\n");
                case '<', '>', '&', '\u007f', '\u2028', '\u2029' -> escaped(c);
                case '\u061c', '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066',
                        '\u2067', '\u2068', '\u2069' -> mark(c);
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        escaped(c); // half of a pair could not be written by itself
                    } else {
                        out.write(c);
                    }
                }
            }
        }
        out.write('"');
    }

    // What turns the direction of writing, and so makes a name look like another one, is shown as its code.
    private void mark(char c) throws IOException {
        escaped('<');
        out.write("U+%04X".formatted((int) c));
        escaped('>');
    }

    private void escaped(char c) throws IOException {
        out.write("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.write(HEX.charAt(c >> shift & 0xf));
        }
    }
}
