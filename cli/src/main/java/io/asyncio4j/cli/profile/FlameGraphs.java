package io.asyncio4j.cli.profile;

import io.asyncio4j.inspect.PrintableText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import one.convert.Arguments;
import one.convert.CallStack;
import one.convert.FlameGraph;
import one.convert.Frame;

/**
 * Flame graphs, as async-profiler's converter makes them: one page, which asks nobody for anything. Names are made harmless
 * here, as that takes them for names of methods; and the page is given a Content-Security-Policy, and a dark mode.
 */
final class FlameGraphs {

    private static final String NAMES_BEGIN = "const cpool = [";
    private static final String NAMES_END = "unpack(cpool);";
    private static final String SCRIPT_BEGIN = "<script>";
    private static final String SCRIPT_END = "</script>";
    private static final String HEAD = "<meta charset='utf-8'>";
    private static final String DARK = "@media (prefers-color-scheme: dark) {"
            + " html { background: #fff; filter: invert(0.88) hue-rotate(180deg); } }";

    private FlameGraphs() {}

    static String page(String title, List<Profile.Counted> stacks) {
        var graph = new FlameGraph(arguments(title));
        for (Profile.Counted stack : stacks) {
            var frames = new CallStack();
            int depth = 0;
            for (String frame : stack.frames()) {
                frames.push(PrintableText.of(frame), type(depth++));
            }
            graph.addSample(frames, stack.samples());
        }
        var bytes = new ByteArrayOutputStream();
        try (var out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            graph.dump(out);
        }
        return secured(bytes.toString(StandardCharsets.UTF_8));
    }

    private static Arguments arguments(String title) {
        var arguments = new Arguments();
        arguments.title = escaped(PrintableText.of(title));
        return arguments;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** {@return what a Content-Security-Policy calls {@code script}, so that it runs and no other one} */
    static String hash(String script) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // each JDK has it
        }
    }

    // It stands for a colour.
    private static byte type(int depth) {
        return switch (depth) {
            case 0 -> Frame.TYPE_CPP;
            case 1 -> Frame.TYPE_KERNEL;
            default -> Frame.TYPE_JIT_COMPILED;
        };
    }

    private static String secured(String page) {
        int names = page.indexOf(NAMES_BEGIN);
        int end = page.lastIndexOf(NAMES_END);
        int begin = page.indexOf(SCRIPT_BEGIN) + SCRIPT_BEGIN.length();
        int last = page.lastIndexOf(SCRIPT_END);
        if (begin < SCRIPT_BEGIN.length() || names < begin || end < names || last < end
                || !page.contains(HEAD)) {
            throw new IllegalStateException("the flame graph is not written as expected");
        }
        // within texts of JavaScript, which means the same to it and nothing to HTML
        String harmless = page.substring(names, end).replace("<", "\\x3c").replace(">", "\\x3e");
        String script = page.substring(begin, names) + harmless + page.substring(end, last);
        String policy = "default-src 'none'; script-src " + hash(script)
                + "; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
        return page.substring(0, begin).replace(HEAD, HEAD
                + "\n<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n<style>" + DARK
                + "</style>") + script + page.substring(last);
    }
}
