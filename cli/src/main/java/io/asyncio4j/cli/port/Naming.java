package io.asyncio4j.cli.port;

import io.asyncio4j.Asyncio;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/** Python's names in Java. */
final class Naming {
    /** What a static import brings, every object has, or a draft defines: a function of that name would hide it. */
    private static final Set<String> TAKEN = Stream.concat(
            Stream.of(Asyncio.class, Object.class).flatMap(type -> Stream.of(type.getDeclaredMethods()))
                    .map(Method::getName),
            Stream.of("range", "seconds")).collect(Collectors.toUnmodifiableSet());

    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("Exception", "Exception"), Map.entry("BaseException", "Throwable"),
            Map.entry("ValueError", "IllegalArgumentException"),
            Map.entry("TypeError", "IllegalArgumentException"),
            Map.entry("RuntimeError", "IllegalStateException"),
            Map.entry("KeyError", "NoSuchElementException"),
            Map.entry("IndexError", "IndexOutOfBoundsException"),
            Map.entry("LookupError", "NoSuchElementException"),
            Map.entry("OSError", "IOException"), Map.entry("IOError", "IOException"),
            Map.entry("ConnectionError", "IOException"),
            Map.entry("FileNotFoundError", "FileNotFoundException"),
            Map.entry("ZeroDivisionError", "ArithmeticException"),
            Map.entry("ArithmeticError", "ArithmeticException"),
            Map.entry("NotImplementedError", "UnsupportedOperationException"),
            Map.entry("AssertionError", "AssertionError"), Map.entry("TimeoutError", "TimeoutException"),
            Map.entry("ExceptionGroup", "ExceptionGroup"), Map.entry("BaseExceptionGroup", "ExceptionGroup"),
            Map.entry("asyncio.CancelledError", "CancelledError"),
            Map.entry("CancelledError", "CancelledError"),
            Map.entry("asyncio.TimeoutError", "TimeoutException"),
            Map.entry("asyncio.InvalidStateError", "InvalidStateException"),
            Map.entry("asyncio.QueueEmpty", "QueueEmptyException"),
            Map.entry("asyncio.QueueFull", "QueueFullException"),
            Map.entry("asyncio.QueueShutDown", "QueueShutDownException"),
            Map.entry("KeyboardInterrupt", "SignalExit"),
            Map.entry("StopIteration", "NoSuchElementException"));

    private Naming() {}

    /** {@return the name of a variable or a field} */
    static String variable(String python) {
        return camel(python);
    }

    /** {@return the name of a function or a method} */
    static String function(String python) {
        var name = camel(python);
        if (python.equals("main")) {
            return "mainTask"; // main is where a Java program begins
        }
        return TAKEN.contains(name) ? name + "_" : name;
    }

    private static String camel(String python) {
        if (python.equals(python.toUpperCase(Locale.ROOT))) {
            return python; // a constant, or _
        }
        int start = 0;
        while (python.charAt(start) == '_') {
            start++; // those in front stay: they tell that it is private
        }
        var name = new StringBuilder(python.substring(0, start));
        boolean upper = false;
        for (int i = start; i < python.length(); i++) {
            char c = python.charAt(i);
            if (c == '_') {
                upper = true;
            } else {
                name.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return SourceVersion.isKeyword(name) ? name + "_" : name.toString();
    }

    /** {@return the Java exception for a Python one}; its own name if it is the program's. */
    static String exception(String python) {
        return EXCEPTIONS.getOrDefault(python, python);
    }

    static boolean isException(String python) {
        return EXCEPTIONS.containsKey(python);
    }

    /** {@return {@code text} as a literal} */
    static String literal(String text) {
        var literal = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default -> {
                    if (c < ' ') {
                        literal.append("\\u%04x".formatted((int) c));
                    } else {
                        literal.append(c);
                    }
                }
            }
        }
        return literal.append('"').toString();
    }
}
