package io.asyncio4j.net.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each behaviour of asyncio's I/O is named by a test ({@code // STR-07} above it), or stands in docs/divergences.md as left
 * out. The list is {@code behaviours.txt}.
 */
class BehavioursTest {

    private static final Path LIST = Path.of("src", "test", "resources", "behaviours.txt");
    private static final Path CHECKOUT = Path.of("..");
    private static final Pattern FAMILY =
            Pattern.compile("([A-Z]{3}) (\\d+)(?: without ((?:\\d\\d ?)+))?\\s*(?:#.*)?");
    private static final Pattern ID = Pattern.compile("\\b([A-Z]{3}-\\d\\d)\\b");

    private static final Set<String> ALL = new TreeSet<>();
    private static final Set<String> MEANINGFUL = new TreeSet<>();

    static {
        try {
            for (String line : Files.readAllLines(LIST)) {
                Matcher family = FAMILY.matcher(line);
                if (family.matches()) {
                    String without = family.group(3) == null ? "" : family.group(3);
                    for (int i = 1; i <= Integer.parseInt(family.group(2)); i++) {
                        String number = String.format("%02d", i);
                        ALL.add(family.group(1) + "-" + number);
                        if (!without.contains(number)) {
                            MEANINGFUL.add(family.group(1) + "-" + number);
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void eachIsNamedByATest_orLeftOutOnPurpose() throws IOException {
        Set<String> unnamed = new TreeSet<>(MEANINGFUL);
        unnamed.removeAll(namedBelow(CHECKOUT.resolve("net/src/test/java")));
        unnamed.removeAll(namedBelow(CHECKOUT.resolve("core/src/test/java")));
        unnamed.removeAll(leftOut());
        assertThat(unnamed).as("behaviours that no test names").isEmpty();
    }

    @Test
    void testsNameOnlyThoseThatThereAre() throws IOException {
        Set<String> families = new TreeSet<>(ALL.stream().map(id -> id.substring(0, 3)).toList());
        Set<String> unknown = new TreeSet<>(namedBelow(CHECKOUT.resolve("net/src/test/java")));
        unknown.removeIf(id -> !families.contains(id.substring(0, 3)));
        unknown.removeAll(ALL);
        assertThat(unknown).as("behaviours that tests name and the list does not know").isEmpty();
    }

    private static Set<String> namedBelow(Path folder) throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith("Test.java")).toList()) {
                if (!file.endsWith("BehavioursTest.java")) {
                    addIds(Files.readString(file), named);
                }
            }
        }
        return named;
    }

    /** {@return the ids of rows whose last column, the test, is a dash: there is nothing to test} */
    private static Set<String> leftOut() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String line : Files.readAllLines(CHECKOUT.resolve("docs/divergences.md"))) {
            String[] cells = line.split("\\|", -1);
            if (cells.length > 5 && (cells[5].strip().equals("-") || cells[5].contains("does not compile"))) {
                addIds(cells[1], named);
            }
        }
        return named;
    }

    private static void addIds(String text, Set<String> named) {
        Matcher id = ID.matcher(text);
        while (id.find()) {
            named.add(id.group(1));
        }
    }
}
