package io.asyncio4j.cli.port;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code asyncio4j port}: writes a Java draft of a Python program. */
@Command(
        name = "port",
        description = {
            "Writes a Java draft of a Python program that uses asyncio.",
            "The draft compiles. What could not be translated is left in it as a comment that begins with \"port:\".",
            "It takes a Python, 3.8 or later: the one that ASYNCIO4J_PYTHON names, or the first on the PATH."
        },
        mixinStandardHelpOptions = true)
public final class PortCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE.py", description = "The Python program.") private Path file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE.java",
            description = "Write the draft there, and not to standard output; - names it after the program.") private String output;

    // picocli calls it, and sets the fields before the command runs
    public PortCommand() {
        spec = CommandSpec.create();
        file = Path.of("");
        output = "";
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(spec.commandLine(), "no such file: " + file);
        }
        var python = PythonSyntax.find();
        if (python == null) {
            throw new ParameterException(spec.commandLine(),
                    "port needs a Python 3.8 or later to read the program:"
                            + " there is none on the PATH, and ASYNCIO4J_PYTHON names none");
        }
        var err = spec.commandLine().getErr();
        List<String> draft;
        try {
            draft = draft(python, Objects.requireNonNull(file.getFileName()).toString(),
                    Files.readString(file));
        } catch (PythonSyntax.NoSyntaxTree e) {
            err.println("asyncio4j: " + file + " is not a program that Python reads: " + e.getMessage());
            return 1;
        }
        var text = String.join(System.lineSeparator(), draft) + System.lineSeparator();
        if (output.isEmpty()) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        } else {
            var to = output.equals("-")
                    ? file.resolveSibling(className(file.getFileName().toString()) + ".java")
                    : Path.of(output);
            if (Files.exists(to)) {
                throw new ParameterException(spec.commandLine(), to + " is there already");
            }
            Files.writeString(to, text);
            long left = left(draft);
            err.println(to + ": " + left + (left == 1 ? " line of Python is left as a comment"
                    : " lines of Python are left as comments"));
        }
        return 0;
    }

    private static long left(List<String> draft) {
        return draft.stream().filter(line -> line.strip().startsWith(Draft.MARK)).count();
    }

    /** {@return the draft of {@code source}} */
    static List<String> draft(String python, String pythonFile, String source)
            throws IOException, InterruptedException, PythonSyntax.NoSyntaxTree {
        var lines = source.lines().toList();
        var tree = PythonSyntax.tree(python, source);
        var draft = Program.draft(tree, pythonFile, lines.size());
        return new DraftCompiler(className(pythonFile) + ".java", lines).settle(draft);
    }

    static String className(@Nullable Object pythonFile) {
        var words = String.valueOf(pythonFile).replaceFirst("\\.py$", "").split("[^A-Za-z0-9]+");
        var name = new StringBuilder();
        for (var word : words) {
            if (!word.isEmpty()) {
                name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
            }
        }
        return name.isEmpty() || !Character.isJavaIdentifierStart(name.charAt(0)) ? "Program" + name
                : name + "Program";
    }
}
