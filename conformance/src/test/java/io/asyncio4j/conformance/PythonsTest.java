package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PythonsTest {

    @Test
    void versionThatIsNotHere_isToldWithWhatToDo() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Pythons.start(Folders.MODULE, "3.99"))
                .withMessageContaining("no CPython 3.99 found").withMessageContaining("ASYNCIO4J_PYTHON");
    }

    @Test
    void programThatIsNoPython_isNotTakenForOne() {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> PythonSide.start(List.of("true")))
                .withMessageContaining("true is no CPython 3.12 or later");
    }

    @Test
    void whatNpmFetches_isPinnedByVersionAndChecksum_andSaysNotWhereFrom() throws IOException {
        for (String version : List.of("3.14", "3.15")) {
            assertThat(WasmPython.isPinned(Folders.MODULE, version)).isTrue();
            Path lock = Folders.MODULE.resolve("python").resolve(version).resolve("package-lock.json");
            JsonNode packages = new ObjectMapper().readTree(lock.toFile()).get("packages");
            packages.properties().forEach(each -> {
                if (!each.getKey().isEmpty()) {
                    assertThat(each.getValue().path("integrity").asText()).as(each.getKey())
                            .startsWith("sha512-");
                }
                assertThat(each.getValue().has("resolved")).as(each.getKey()).isFalse();
            });
            assertThat(packages.path("").path("dependencies").path("pyodide").asText()).as("no range")
                    .startsWith(version.replace(".", "")).matches("[\\w.-]+");
        }
        assertThat(WasmPython.isPinned(Folders.MODULE, "3.13")).isFalse();
    }
}
