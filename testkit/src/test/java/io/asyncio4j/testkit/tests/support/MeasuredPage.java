package io.asyncio4j.testkit.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What stands in {@code docs/testing.md} between {@code <!-- measured NAME -->} and {@code <!-- end -->}: written by who measures. */
public final class MeasuredPage {

    private static final Path PAGE = Path.of("..", "docs", "testing.md");
    private static final String END = "<!-- end -->";

    private MeasuredPage() {}

    /** {@return what stands there} */
    public static String get(String name) throws IOException {
        String page = Files.readString(PAGE);
        return page.substring(start(page, name), end(page, name)).strip();
    }

    /** Prints {@code measured}, and with {@code -Ddocs.update=true} writes it there. */
    public static void put(String name, String measured) throws IOException {
        System.out.println(measured);
        if (Boolean.getBoolean("docs.update")) {
            String page = Files.readString(PAGE);
            Files.writeString(PAGE, page.substring(0, start(page, name)) + "\n" + measured + "\n"
                    + page.substring(end(page, name)));
        }
    }

    private static int start(String page, String name) {
        String mark = "<!-- measured " + name + " -->";
        int at = page.indexOf(mark);
        if (at < 0) {
            throw new AssertionError(PAGE + " has no " + mark);
        }
        return at + mark.length();
    }

    private static int end(String page, String name) {
        int at = page.indexOf(END, start(page, name));
        if (at < 0) {
            throw new AssertionError(PAGE + " has no " + END + " behind " + name);
        }
        return at;
    }
}
