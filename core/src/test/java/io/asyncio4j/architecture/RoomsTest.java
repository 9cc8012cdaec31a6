package io.asyncio4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.asyncio4j.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms of the core: which there are, which may use which, and how large they may grow. */
class RoomsTest {

    private static final String ROOT = EventLoop.class.getPackageName();
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Path STORIES = TESTS.resolve(Path.of("io", "asyncio4j", "tests"));
    private static final int MOST_FILES_OF_A_ROOM = 20;
    private static final int MOST_FILES_OF_A_ROOM_OF_TESTS = 25;
    private static final int MOST_EXPORTED_FILES = 55;
    private static final int MOST_LINES = 450;

    private static final List<String> EXPORTED =
            List.of(ROOT, ROOT + ".inspect", ROOT + ".spi", ROOT + ".sync");

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** The rooms from the ground up, each with those below it that it may use. CONTRIBUTING has the drawing. */
    private static final Map<String, Set<String>> MAY_USE = new LinkedHashMap<>();

    static {
        room("text");
        room("queue", "text");
        room("thread", "queue");
        room("jfr");
        room("body", "text");
        room("kernel", "body", "queue", "thread", "text");
        room("handle", "kernel", "queue", "text");
        room("channel", "kernel", "queue");
        room("generate", "kernel", "handle", "body", "thread", "text");
        room("combine", "kernel", "handle", "body", "text");
        room("bridge", "kernel", "handle", "body", "queue", "thread", "text");
        room("look", "generate", "handle", "kernel", "queue", "body", "thread", "text");
        room("watch", "look", "generate", "kernel", "handle", "queue", "thread", "jfr", "text");
        room("trace", "watch", "handle", "body", "kernel", "queue", "thread", "text");
        room("inspect", "trace", "watch", "look", "kernel", "queue", "thread", "text");
        room("loop", "inspect", "watch", "look", "bridge", "generate", "channel", "handle", "kernel", "body",
                "queue",
                "thread", "text");
        room("run", "loop", "bridge", "combine", "generate", "handle", "kernel", "body", "thread", "text");
        room("sync"); // what the exported package of this name is made of, which stands on the contract alone
    }

    /** Locks and queues: the contract, and the room behind it. */
    private static final Set<String> SYNC = Set.of(ROOT + ".sync", packageOf("sync"));

    private static void room(String name, String... below) {
        for (String each : below) {
            if (!MAY_USE.containsKey(each)) {
                throw new AssertionError(each + " stands above " + name + ", which so cannot use it");
            }
        }
        MAY_USE.put(name, Set.of(below));
    }

    private static String packageOf(String room) {
        return ROOT + ".internal." + room;
    }

    private static String roomOf(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT + ".internal.") ? name.substring(packageOf("").length()) : "";
    }

    @Test
    void arrowsBetweenRooms_pointDown() {
        var wrong = new TreeSet<String>();
        for (JavaClass type : CORE) {
            for (Dependency arrow : type.getDirectDependenciesFromSelf()) {
                String from = roomOf(type);
                String to = roomOf(arrow.getTargetClass());
                if (!from.isEmpty() && !to.isEmpty() && !from.equals(to) && !MAY_USE.get(from).contains(to)) {
                    wrong.add(sentence(type, from, arrow.getTargetClass(), to));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String sentence(JavaClass type, String from, JavaClass target, String to) {
        List<String> floors = new ArrayList<>(MAY_USE.keySet());
        return type.getSimpleName() + " in room " + from + " uses " + target.getSimpleName() + " in room "
                + to
                + (floors.indexOf(to) > floors.indexOf(from)
                        ? ", which stands above it: turn the arrow round, by an interface that " + from
                                + " declares and " + to + " implements"
                        : ", and may not: " + from + " may use " + new TreeSet<>(MAY_USE.get(from)));
    }

    @Test
    void exportedPackages_areUsedFromBelowAsAContract_andSyncStandsOnItAlone() {
        var wrong = new TreeSet<String>();
        for (JavaClass type : CORE) {
            for (Dependency arrow : type.getDirectDependenciesFromSelf()) {
                JavaClass target = arrow.getTargetClass();
                String from = type.getPackageName();
                String to = target.getPackageName();
                if (!to.startsWith(ROOT) || from.equals(to)) {
                    continue;
                }
                if (from.equals(ROOT + ".spi")) {
                    if (!to.equals(packageOf("queue"))) {
                        wrong.add(type.getName()
                                + " is of spi, which uses nothing of the library but the room queue,"
                                + " and it uses " + target.getName());
                    }
                } else if (SYNC.contains(from)) {
                    if (!SYNC.contains(to) && !to.equals(ROOT) && !to.equals(ROOT + ".spi")) {
                        wrong.add(type.getName() + " is of sync, which uses the contract in " + ROOT
                                + " and spi and nothing else, and it uses " + target.getName());
                    }
                } else if (SYNC.contains(to)) {
                    wrong.add(type.getName() + " uses " + target.getName()
                            + ": locks and queues stand on top, and nothing here uses them");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void exportedPackages_holdPublicTypesOnly() {
        var hidden = new TreeSet<String>();
        for (JavaClass type : CORE) {
            String name = type.getPackageName();
            if (EXPORTED.contains(name) && type.getEnclosingClass().isEmpty()
                    && !type.getSimpleName().equals("package-info")
                    && !type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC)) {
                hidden.add(type.getName() + " is hidden: its place is a room of " + ROOT + ".internal");
            }
        }
        assertThat(hidden).isEmpty();
    }

    @Test
    void thereAreTheRoomsThatAreDrawn() {
        Set<String> rooms = CORE.stream().map(RoomsTest::roomOf).filter(room -> !room.isEmpty())
                .collect(Collectors.toSet());
        assertThat(rooms).containsExactlyInAnyOrderElementsOf(MAY_USE.keySet());
    }

    @Test
    void noRoomIsTooLarge_andNoFileTooLong() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            Map<Path, List<Path>> folders = files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.groupingBy(Path::getParent));
            for (Map.Entry<Path, List<Path>> folder : folders.entrySet()) {
                boolean isRoom = folder.getKey().toString().contains("internal");
                assertThat(folder.getValue()).as("files of %s", folder.getKey())
                        .hasSizeLessThanOrEqualTo(isRoom ? MOST_FILES_OF_A_ROOM : MOST_EXPORTED_FILES);
                for (Path file : folder.getValue()) {
                    assertThat(Files.readAllLines(file)).as("lines of %s", file)
                            .hasSizeLessThanOrEqualTo(MOST_LINES);
                }
            }
        }
    }

    /** The other modules, which this one does not know otherwise, and the tests: the rule is the same for them. */
    @Test
    void noFileOfAnyModule_norOfTheTests_isTooLong() throws IOException {
        var tooLong = new TreeSet<String>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path folder : Stream.concat(modules.map(each -> each.resolve(SOURCES)), Stream.of(TESTS))
                    .filter(Files::isDirectory).toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                        int lines = Files.readAllLines(file).size();
                        if (lines > MOST_LINES) {
                            tooLong.add(file + " has " + lines + " lines");
                        }
                    }
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void noRoomOfTests_isTooLarge_andEachOfStoriesSaysWhatItIs() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            Map<Path, List<Path>> folders = files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.groupingBy(Path::getParent));
            for (Map.Entry<Path, List<Path>> folder : folders.entrySet()) {
                assertThat(folder.getValue()).as("files of %s", folder.getKey())
                        .hasSizeLessThanOrEqualTo(MOST_FILES_OF_A_ROOM_OF_TESTS);
                if (folder.getKey().startsWith(STORIES)) {
                    assertThat(folder.getValue()).contains(folder.getKey().resolve("package-info.java"));
                }
            }
        }
    }

    /** A package-info says it in words, so that one finds one's way; this keeps the words true. */
    @Test
    void everyRoom_saysWhatItMayUse() throws IOException {
        for (Map.Entry<String, Set<String>> room : MAY_USE.entrySet()) {
            if (room.getValue().isEmpty() || room.getKey().equals("loop")) {
                continue;
            }
            Path info =
                    SOURCES.resolve(packageOf(room.getKey()).replace('.', '/')).resolve("package-info.java");
            String text = Files.readString(info).replaceAll("\\s*\\*\\s*", " ");
            String said = text.substring(text.indexOf("May use: ") + "May use: ".length());
            Set<String> names = Set.of(said.substring(0, said.indexOf('.')).split(", "));
            assertThat(names.stream().filter(name -> !name.equals("spi")).toList())
                    .as("what %s says that it may use", info)
                    .containsExactlyInAnyOrderElementsOf(room.getValue());
        }
    }

    @Test
    void everyPublicType_isReachedFromTheMap() throws IOException {
        for (String name : EXPORTED) {
            Path folder = SOURCES.resolve(name.replace('.', '/'));
            String map = Files.readString(folder.resolve("package-info.java"));
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    String type = file.getFileName().toString().replace(".java", "");
                    if (!type.equals("package-info")) {
                        assertThat(map).as("the map of %s", name).containsPattern("\\{@link " + name + "\\."
                                + type + "[}#]");
                    }
                }
            }
        }
    }
}
