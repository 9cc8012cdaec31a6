package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.asyncio4j.conformance.PythonSide.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsTest {

    @TempDir private Path folder;

    private static final Answer SAME = new Answer.Trace(List.of("0 main: begin", "0 main: same"));
    private static final Answer OLD = new Answer.Trace(List.of("0 main: begin", "0 main: old"));
    private static final Answer NEW = new Answer.Trace(List.of("0 main: begin", "0 main: new"));
    private static final Answer LACKS = new Answer.Lacks("race needs Python 3.14");

    private void record(String python, Answer one, Answer two) throws Exception {
        new Recordings(folder).replace(python,
                Map.of("area", new GoldenTraces(python, Map.of("area/one", one, "area/two", two))));
    }

    private Map<String, Answer> read(String version) throws Exception {
        return new Recordings(folder).read(version, "area").answers();
    }

    @Test
    void olderVersion_holdsWhatItDoesOtherwise_inWhateverOrderTheyAreRecorded() throws Exception {
        record("3.15.0rc1", SAME, NEW);
        record("3.13.0", SAME, LACKS);
        record("3.14.2", SAME, OLD);
        assertThat(new Recordings(folder).versions()).containsExactly("3.13", "3.14", "3.15");
        assertThat(read("3.15")).containsEntry("area/one", SAME).containsEntry("area/two", NEW);
        assertThat(read("3.14")).containsEntry("area/one", SAME).containsEntry("area/two", OLD);
        assertThat(read("3.13")).containsEntry("area/one", SAME).containsEntry("area/two", LACKS);
        assertThat(Files.readString(folder.resolve("3.14/area.trace"))).doesNotContain("area/one");
        assertThat(new Recordings(folder).read("3.14", "area").version()).isEqualTo("3.14.2");
    }

    @Test
    void newestIsRecordedAnew_andTheOlderOnesStayWhatTheyWere() throws Exception {
        record("3.15.0rc1", SAME, SAME);
        record("3.14.2", SAME, OLD);
        record("3.15.0", NEW, OLD);
        assertThat(read("3.14")).containsEntry("area/one", SAME).containsEntry("area/two", OLD);
        assertThat(read("3.15")).containsEntry("area/one", NEW).containsEntry("area/two", OLD);
        assertThat(Files.readString(folder.resolve("3.14/area.trace"))).doesNotContain("area/two");
    }

    @Test
    void scenarioThatIsGone_isForgottenEverywhere() throws Exception {
        record("3.15.0rc1", SAME, NEW);
        record("3.14.2", OLD, OLD);
        new Recordings(folder).replace("3.15.0rc1",
                Map.of("area", new GoldenTraces("3.15.0rc1", Map.of("area/one", SAME))));
        assertThat(read("3.15")).containsOnlyKeys("area/one");
        assertThat(read("3.14")).containsOnlyKeys("area/one");
    }

    @Test
    void versionThatIsNotThere_isToldWithThoseThatAre() throws Exception {
        record("3.14.2", SAME, OLD);
        assertThatIllegalArgumentException().isThrownBy(() -> read("3.12"))
                .withMessageContaining("CPython 3.12").withMessageContaining("3.14")
                .withMessageContaining("--live");
    }
}
