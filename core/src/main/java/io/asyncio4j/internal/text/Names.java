package io.asyncio4j.internal.text;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How things are called in texts for people. */
public final class Names {

    private static final int LONGEST_VALUE = 120;

    private Names() {}

    /** {@return a name for a callback or a coroutine: its class, and {@code Outer.<lambda>} for a lambda} */
    public static String of(Object callable) {
        return ofClass(callable.getClass());
    }

    /** {@return a name for a callback or a coroutine of class {@code type}} */
    public static String ofClass(Class<?> type) {
        return ofClassName(type.getName());
    }

    /** {@return the same for the class with {@code name}} That of a hidden class has a slash. */
    public static String ofClassName(String name) {
        int lambda = name.indexOf("$$Lambda");
        if (lambda >= 0) {
            return simple(name.substring(0, lambda)) + ".<lambda>";
        }
        return name.indexOf('/') >= 0 ? "<hidden>" : simple(name);
    }

    private static final int LONGEST_FAILURE = 200;

    // texts only, so that no class is kept alive
    private static final ClassValue<String> OF_CLASSES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return ofClass(type);
        }
    };

    /** {@return what {@link #ofClass} gives, made once} */
    public static String knownOfClass(Class<?> type) {
        return OF_CLASSES.get(type);
    }

    /** {@return the message of a request: a text, cut when it is long; of another object its class; null for none} */
    public static @Nullable String message(@Nullable Object message) {
        return message == null ? null
                : message instanceof String text ? cut(text) : simple(message.getClass().getName());
    }

    /** {@return the class and message of {@code failure}, cut when they are long} */
    public static String failure(Throwable failure) {
        String text = simple(failure.getClass().getName());
        try {
            String message = failure.getMessage();
            text = message == null ? text : text + ": " + message;
        } catch (Throwable e) {
            text += ": getMessage failed, " + e.getClass().getName();
        }
        return cut(text);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_FAILURE ? text : text.substring(0, LONGEST_FAILURE - 3) + "...";
    }

    /** {@return a class name without its package, nested ones with a dot} */
    static String simple(String className) {
        if (Snippets.isSnippet(className)) {
            return Snippets.name(className);
        }
        return className.substring(className.lastIndexOf('.') + 1).replace('$', '.');
    }

    /** {@return the text form of a result, strings quoted, cut when it is long} */
    public static String value(@Nullable Object value) {
        String text = value instanceof CharSequence ? "'" + value + "'" : text(value);
        if (text.length() <= LONGEST_VALUE) {
            return text;
        }
        int half = (LONGEST_VALUE - 3) / 2;
        return text.substring(0, half) + "..." + text.substring(text.length() - half);
    }

    /** {@return the text form of a user's object, whatever that does} It must not hide what it is part of. */
    public static String text(@Nullable Object value) {
        try {
            return String.valueOf(value);
        } catch (Throwable e) {
            return "<" + (value == null ? "null" : simple(value.getClass().getName())) + ": toString failed, "
                    + e.getClass().getName() + ">";
        }
    }

    /** {@return seconds, to the millisecond} */
    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }
}
