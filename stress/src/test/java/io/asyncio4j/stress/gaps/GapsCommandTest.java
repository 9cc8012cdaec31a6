package io.asyncio4j.stress.gaps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GapsCommandTest {

    private static final String GATE = """
            room/Gate.java pass
            > return open ? 1 : 2;
            - 1 of 2 branches
            It is always open.
            """;
    private static final String SHUT = """

            room/Gate.java shut
            > open = false;
            - not run
            Nobody shuts it.
            Why should they?
            """;

    @TempDir Path folder;
    private int status;
    private String out = "";

    @BeforeEach
    void writeSourceAndReports() throws IOException {
        write("src/room/Gate.java", """
                package room;
                class Gate {
                    int pass() {
                        return open ? 1 : 2;
                    }
                    void shut() {
                        open = false;
                    }
                }
                """);
        write("jacoco.xml", """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd">
                <report name="core">
                  <package name="room">
                    <class name="room/Gate" sourcefilename="Gate.java">
                      <method name="pass" desc="()I" line="4"/>
                      <method name="lambda$shut$0" desc="()V" line="7"/>
                    </class>
                    <sourcefile name="Gate.java">
                      <line nr="4" mi="1" ci="3" mb="1" cb="1"/>
                      <line nr="7" mi="3" ci="0" mb="0" cb="0"/>
                      <line nr="8" mi="0" ci="1" mb="0" cb="0"/>
                    </sourcefile>
                    <counter type="LINE" missed="1" covered="2"/>
                    <counter type="BRANCH" missed="1" covered="1"/>
                  </package>
                </report>
                """);
        write("pit/one/mutations.xml", """
                <?xml version="1.0" encoding="UTF-8"?>
                <mutations partial="true">
                """ + mutation("KILLED", "pass", 4, "replaced int return with 0")
                + mutation("TIMED_OUT", "pass", 4, "negated conditional")
                + mutation("NON_VIABLE", "pass", 4, "removed all")
                + mutation("SURVIVED", "shut", 7, "removed assignment") + "</mutations>");
    }

    private static String mutation(String status, String method, int line, String description) {
        return """
                <mutation detected="x" status="%s"><sourceFile>Gate.java</sourceFile><mutatedClass>room.Gate</mutatedClass>
                <mutatedMethod>%s</mutatedMethod><lineNumber>%d</lineNumber><description>%s</description></mutation>
                """
                .formatted(status, method, line, description);
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void run(String list, String... arguments) throws IOException {
        write("list.txt", "# What is left out.\n\n" + list);
        var written = new StringWriter();
        var writer = new PrintWriter(written, true);
        status = GapsCommand.commandLine().setOut(writer).setErr(writer).execute(arguments);
        out = written.toString();
    }

    private void coverage(String list, String... more) throws IOException {
        run(list, Stream.concat(Stream.of("coverage", "--report", folder.resolve("jacoco.xml").toString(),
                "--list", folder.resolve("list.txt").toString(), "--sources",
                folder.resolve("src").toString(),
                "--rooms", "room"), Stream.of(more)).toArray(String[]::new));
    }

    private void mutation(String list, String... more) throws IOException {
        run(list, Stream.concat(Stream.of("mutation", "--report", folder.resolve("pit").toString(), "--list",
                folder.resolve("list.txt").toString(), "--sources", folder.resolve("src").toString()),
                Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void anExactList_isWell_andTheFiguresAreSaid() throws IOException {
        coverage(GATE + SHUT);
        assertThat(out).contains("room         lines 2 of 3 (66.6 %), branches 1 of 2 (50.0 %)");
        assertThat(status).isZero();
    }

    @Test
    void whatIsNotListed_isAnError_thatCanBePastedIntoTheList() throws IOException {
        coverage(GATE);
        assertThat(status).isEqualTo(1);
        assertThat(out).contains("not listed in ", "room/Gate.java shut\n> open = false;\n- not run\n")
                .doesNotContain("return open");
    }

    @Test
    void asManyPlacesAsAreTolerated_areSaid_andNoError() throws IOException {
        coverage(GATE, "--tolerate", "1");
        assertThat(status).isZero();
        assertThat(out).contains("room/Gate.java shut\n> open = false;\n- not run\n",
                "1 places differ from the list, up to 1 are tolerated here");

        coverage("", "--tolerate", "1");
        assertThat(status).isEqualTo(1);
        assertThat(out).contains("2 places differ from the list").doesNotContain("tolerated");
    }

    @Test
    void whatIsListedAndCovered_isSaid_andNoError() throws IOException {
        coverage(GATE + SHUT + SHUT.replace("shut", "pass"));
        assertThat(status).isZero();
        assertThat(out).contains("but the tests do run it, or more of it, this time:\n"
                + "room/Gate.java pass\n> open = false;\n- not run", "listed with a reason: 3");
    }

    @Test
    void aPlaceThatIsListedTwice_isThereTwice() throws IOException {
        coverage(GATE + SHUT + SHUT);
        assertThat(out).contains("do run it");
        write("jacoco.xml", Files.readString(folder.resolve("jacoco.xml"))
                .replace("<line nr=\"8\"",
                        "<line nr=\"7\" mi=\"3\" ci=\"0\" mb=\"0\" cb=\"0\"/><line nr=\"8\""));
        coverage(GATE + SHUT + SHUT);
        assertThat(out).doesNotContain("do run it");
        coverage(GATE + SHUT);
        assertThat(status).isEqualTo(1);
    }

    @Test
    void whereLessIsLeftOutThanTheListSays_nothingIsWrong() throws IOException {
        for (String more : new String[] {"- 2 of 2 branches", "- not run"}) {
            coverage(GATE.replace("- 1 of 2 branches", more) + SHUT);
            assertThat(status).as(more).isZero();
            assertThat(out).contains("or more of it, this time:\nroom/Gate.java pass", more);
        }
        for (String less : new String[] {"- 0 of 2 branches", "- 1 of 4 branches"}) {
            coverage(GATE.replace("- 1 of 2 branches", less) + SHUT);
            assertThat(status).as(less).isEqualTo(1);
        }
        coverage(GATE + SHUT.replace("not run", "1 of 2 branches"));
        assertThat(status).as("a line that is not run at all").isEqualTo(1);
    }

    @Test
    void whatIsListed_andNotInTheSources_isAnError() throws IOException {
        coverage(GATE + SHUT + SHUT.replace("open = false;", "open = maybe;"));
        assertThat(status).isEqualTo(1);
        assertThat(out).contains(
                "but there is no such line (any more):\nroom/Gate.java shut\n> open = maybe;\n- not run");
    }

    @Test
    void whatDependsOnTheMoment_mayBeRunOrNot_butMustBeThere() throws IOException {
        coverage(GATE + SHUT.replace("- not run", "~ sometimes"));
        assertThat(status).isZero();
        String brace = SHUT.replace("- not run", "~ sometimes").replace("open = false;", "void shut() {");
        coverage(GATE + SHUT + brace);
        assertThat(status).as("it was run").isZero();
        coverage(GATE + SHUT + brace.replace("void", "int"));
        assertThat(status).isEqualTo(1);
        assertThat(out)
                .contains("no such line (any more):\nroom/Gate.java shut\n> int shut() {\n- ~ sometimes");
    }

    @Test
    void aLineThatIsLeftFromWithinItsCall_isNoGap_forNoReportShowsIt() throws IOException {
        write("src/room/Gate.java", Files.readString(folder.resolve("src/room/Gate.java"))
                .replace("open = false;", "throw Unchecked.rethrow(e);"));
        coverage(GATE);
        assertThat(status).isZero();
    }

    @Test
    void eachPlace_hasAReason() throws IOException {
        coverage(GATE.replace("It is always open.\n", "") + SHUT);
        assertThat(status).isEqualTo(1);
        assertThat(out).contains("list.txt, line 3: it gives no reason");
        coverage(GATE.replace("- 1", "1"));
        assertThat(out).contains("line 3: it does not say after \"- \" what is left out");
        coverage(GATE.replace("> ", ""));
        assertThat(out).contains("line 3: a place begins with its file and method");
    }

    @Test
    void aRoomThatTheReportDoesNotKnow_isAnError() throws IOException {
        write("jacoco.xml", "<report/>");
        coverage("");
        assertThat(status).isEqualTo(1);
        assertThat(out).contains("has nothing about room");
    }

    @Test
    void survivors_areListed_andTheOthersCounted() throws IOException {
        String list = SHUT.replace("not run", "removed assignment");
        mutation(list, "--at-least", "60");
        assertThat(out).contains("room         mutations noticed 2 of 3 (66.6 %)");
        assertThat(status).isZero();
        mutation("", "--at-least", "60");
        assertThat(status).isEqualTo(1);
        assertThat(out).contains("not listed");
        mutation(list + list.replace("Gate.java", "Other.java"), "--at-least", "60");
        assertThat(status).as("the report is not about Other.java").isZero();
    }

    @Test
    void tooFewNoticed_isAnError() throws IOException {
        mutation(SHUT.replace("not run", "removed assignment"));
        assertThat(status).isEqualTo(1);
        assertThat(out)
                .contains("room: 2 of 3 (66.6 %) of the mutations were noticed; at least 85 % shall be");
    }

    @Test
    void whatIsMissing_isNamed() throws IOException {
        run("", "coverage", "--report", folder.resolve("none.xml").toString(), "--list",
                folder.resolve("list.txt").toString(), "--sources", folder.toString());
        assertThat(status).isEqualTo(1);
        assertThat(out).contains("gaps: there is no ", "none.xml");
        run("", "lines", "--report", folder.toString(), "--list", folder.resolve("list.txt").toString(),
                "--sources",
                folder.toString());
        assertThat(status).isEqualTo(2);
        assertThat(out).contains("the first word must be coverage or mutation, not lines");
    }
}
