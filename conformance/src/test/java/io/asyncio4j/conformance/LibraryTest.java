package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LibraryTest {

    @Test
    void everyBehaviour_isShown_orHasAReason() throws Exception {
        Library library = Library.read(Folders.MODULE);
        Map<String, Set<String>> coverage = library.coverage();
        for (Library.Behaviour behaviour : library.behaviours()) {
            assertThat(behaviour.reason().isEmpty()).as("%s: either a scenario or a reason", behaviour.id())
                    .isEqualTo(coverage.containsKey(behaviour.id()));
        }
    }

    @Test
    void scenarios_coverBehavioursThatThereAre_andHaveNamesOfTheirOwn() throws Exception {
        Library library = Library.read(Folders.MODULE);
        Set<String> ids =
                library.behaviours().stream().map(Library.Behaviour::id).collect(Collectors.toSet());
        var names = new HashSet<String>();
        for (Scenario scenario : library.scenarios()) {
            assertThat(names.add(scenario.name())).as("%s is there once", scenario.name()).isTrue();
            assertThat(scenario.covers()).as(scenario.name()).isNotEmpty();
            assertThat(ids).as(scenario.name()).containsAll(scenario.covers());
        }
    }

    @Test
    void manual_isInTheReadme() throws Exception {
        assertThat(Files.readString(Folders.MODULE.resolve("README.md")))
                .as("./asyncio4j conformance language prints it")
                .contains(Manual.table().strip());
    }

    @Test
    void coverageTable_isInTheDocuments() throws Exception {
        assertThat(Files.readString(Folders.MODULE.resolve("coverage.md")))
                .as("./asyncio4j conformance coverage prints it")
                .contains(Library.read(Folders.MODULE).coverageTable().strip());
    }
}
