package io.asyncio4j.internal.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Tells user code from the frames of this library and of the JDK's thread machinery. */
public final class Stacks {

    private static final String OURS = "io.asyncio4j.";
    // exported packages of the library; others below OURS are tools', such as the console's
    private static final String[] EXPORTED =
            {"", "sync.", "spi.", "inspect.", "net.", "net.spi.", "process.", "testkit.", "testkit.junit."};
    private static final String[] INTERNAL = {"internal.", "net.internal.", "testkit.internal."};
    private static final String LAMBDA = "lambda$";

    private Stacks() {}

    public static boolean isUserCode(StackTraceElement frame) {
        String type = frame.getClassName();
        return !isOurs(type)
                && !type.startsWith("java.lang.VirtualThread")
                && !type.startsWith("jdk.internal.vm.")
                && !type.equals("java.lang.Thread");
    }

    /** {@return the user's frames of a stack trace, oldest first} What the JDK does on our behalf is ours. */
    public static List<StackTraceElement> userFrames(StackTraceElement[] newestFirst) {
        var frames = new ArrayList<StackTraceElement>();
        boolean onTop = true;
        for (StackTraceElement frame : newestFirst) {
            if (isUserCode(frame)) {
                frames.add(frame);
                onTop &= isJdk(frame);
            } else if (onTop) {
                frames.clear();
            }
        }
        Collections.reverse(frames);
        return frames;
    }

    /** {@return where a stack stands: its newest frame outside of the JDK} The list is not empty. */
    public static StackTraceElement newest(List<StackTraceElement> oldestFirst) {
        for (StackTraceElement frame : oldestFirst.reversed()) {
            if (!isJdk(frame)) {
                return frame;
            }
        }
        return oldestFirst.getLast();
    }

    private static boolean isJdk(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.");
    }

    /** {@return {@code File.java:line}, or that it is one of jshell's snippets} */
    public static String site(StackTraceElement frame) {
        if (Snippets.isSnippet(frame.getClassName())) {
            return Snippets.NAME;
        }
        String file = frame.getFileName();
        return (file == null ? frame.getClassName() : file) + ":" + frame.getLineNumber();
    }

    /** {@return {@code Type.method(File.java:line)}, without packages, and with lambdas called so} */
    public static String shortForm(StackTraceElement frame) {
        String method = frame.getMethodName();
        if (method.startsWith(LAMBDA)) {
            int end = method.lastIndexOf('$');
            String around = end > LAMBDA.length() ? method.substring(LAMBDA.length(), end) : "";
            method = (around.isEmpty() || Snippets.isNameless(around) ? "" : around + ".") + "<lambda>";
        } else if (Snippets.isNameless(method) && Snippets.isSnippet(frame.getClassName())) {
            method = "<typed>";
        }
        return Names.simple(frame.getClassName()) + "." + method + "(" + site(frame) + ")";
    }

    private static boolean isOurs(String type) {
        if (!type.startsWith(OURS)) {
            return false;
        }
        int at = OURS.length();
        for (String name : EXPORTED) {
            if (type.startsWith(name, at) && Character.isUpperCase(type.charAt(at + name.length()))) {
                return true;
            }
        }
        for (String name : INTERNAL) {
            if (type.startsWith(name, at)) {
                return true;
            }
        }
        return false;
    }
}
