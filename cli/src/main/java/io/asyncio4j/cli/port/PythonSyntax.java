package io.asyncio4j.cli.port;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Python's syntax trees, by a Python that is found on this machine. */
final class PythonSyntax {
    private static final int PATIENCE_SECONDS = 60;

    /** The program has no syntax tree. */
    static final class NoSyntaxTree extends Exception {
        private static final long serialVersionUID = 1;

        NoSyntaxTree(String message) {
            super(message);
        }
    }

    private PythonSyntax() {}

    /** {@return the command of a Python 3.8 or later}: what ASYNCIO4J_PYTHON names, or the first on the PATH; or null. */
    static @Nullable String find() {
        return Stream.of(System.getenv("ASYNCIO4J_PYTHON"), "python3", "python")
                .filter(Objects::nonNull).filter(PythonSyntax::isPython).findFirst().orElse(null);
    }

    private static boolean isPython(String command) {
        try {
            var process = new ProcessBuilder(command, "-c", "import sys; sys.exit(sys.version_info < (3, 8))")
                    .redirectErrorStream(true).start();
            process.getOutputStream().close();
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** {@return the tree of {@code source}, as {@code ast.parse} gives it} */
    static JsonNode tree(String python, String source)
            throws IOException, NoSyntaxTree, InterruptedException {
        Path script = Files.createTempFile("asyncio4j", ".py");
        try {
            try (var in = PythonSyntax.class.getResourceAsStream("syntax_tree.py")) {
                Files.write(script, Objects.requireNonNull(in).readAllBytes());
            }
            var process = new ProcessBuilder(List.of(python, script.toString())).start();
            var errors = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            var output = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            try (var in = process.getOutputStream()) {
                in.write(source.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new NoSyntaxTree(python + " does not answer");
            }
            if (process.exitValue() != 0) {
                throw new NoSyntaxTree(python + " failed: " + errors.join());
            }
            var tree = new ObjectMapper().readTree(output.join());
            if (tree.path("_").asText().equals("SyntaxError")) {
                throw new NoSyntaxTree(
                        "line " + tree.path("line").asInt() + ": " + tree.path("message").asText());
            }
            return tree;
        } finally {
            Files.deleteIfExists(script);
        }
    }

    private static String text(java.io.InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
