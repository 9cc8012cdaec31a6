package io.asyncio4j.testkit.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms of the kit: which there are, which may use which, how large they may grow, and that each says so itself. */
class RoomsTest {

    private static final Path INTERNAL =
            Path.of("src", "main", "java", "io", "asyncio4j", "testkit", "internal");
    private static final Pattern IMPORT =
            Pattern.compile("^import io\\.asyncio4j\\.testkit\\.internal\\.(\\w+)\\.", Pattern.MULTILINE);
    private static final int LEAST_FILES = 5;
    private static final int MOST_FILES = 20;

    /** The rooms from the ground up, each with those below it that it may use. */
    private static final Map<String, Set<String>> MAY_USE = new LinkedHashMap<>();

    static {
        room("look");
        room("chance", "look");
        room("order", "chance", "look");
        room("stuck", "look");
        room("world", "stuck", "order", "chance", "look");
        room("leak", "look");
        room("run", "world", "leak", "stuck", "order", "chance", "look");
        room("net");
    }

    private static void room(String name, String... below) {
        assertThat(MAY_USE.keySet()).as("what stands below %s", name).containsAll(List.of(below));
        MAY_USE.put(name, Set.of(below));
    }

    private static List<Path> filesOf(String room) throws IOException {
        try (Stream<Path> files = Files.list(INTERNAL.resolve(room))) {
            return files.toList();
        }
    }

    @Test
    void thereAreTheseRooms_andNothingBesideThem() throws IOException {
        try (Stream<Path> entries = Files.list(INTERNAL)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet()))
                    .isEqualTo(MAY_USE.keySet());
        }
    }

    @Test
    void arrowsPointDown() throws IOException {
        var wrong = new TreeSet<String>();
        for (Map.Entry<String, Set<String>> room : MAY_USE.entrySet()) {
            for (Path file : filesOf(room.getKey())) {
                Matcher imports = IMPORT.matcher(Files.readString(file));
                while (imports.find()) {
                    if (!room.getValue().contains(imports.group(1))) {
                        wrong.add(file + " uses " + imports.group(1) + ", and " + room.getKey() + " may use "
                                + room.getValue());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void roomsAreNeitherSmallNorLarge() throws IOException {
        for (String room : MAY_USE.keySet()) {
            assertThat(filesOf(room)).as("files of %s", room).hasSizeBetween(LEAST_FILES, MOST_FILES);
        }
    }

    /** A package-info says in a line what a room is for, draws what is in it, and names what it may use. */
    @Test
    void everyRoom_saysWhatItIsFor_whatIsInIt_andWhatItMayUse() throws IOException {
        for (Map.Entry<String, Set<String>> room : MAY_USE.entrySet()) {
            String info = Files.readString(INTERNAL.resolve(room.getKey()).resolve("package-info.java"));
            assertThat(info.lines().skip(1).findFirst().orElse("")).as("the purpose of %s", room.getKey())
                    .matches(" \\* \\S.*\\.");
            Matcher said = Pattern.compile("May use: ([^.]+)\\.").matcher(info);
            assertThat(said.find()).as("what %s says that it may use", room.getKey()).isTrue();
            Set<String> names = Set.of(said.group(1).split(", "));
            assertThat(names).as("what %s says that it may use", room.getKey())
                    .isEqualTo(room.getValue().isEmpty() ? Set.of("no other room") : room.getValue());
            for (Path file : filesOf(room.getKey())) {
                String type = file.getFileName().toString().replace(".java", "");
                assertThat(info).as("the drawing of %s", room.getKey())
                        .contains(type.equals("package-info") ? "" : type.equals("Act") ? "Acts" : type);
            }
        }
    }
}
