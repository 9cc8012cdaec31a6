package io.asyncio4j.cli.project;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.lang.model.SourceVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code asyncio4j new}: makes a Maven project from the template, which is {@code examples/consumer}. */
@Command(
        name = "new",
        description = {
            "Makes a Maven project that uses the library: main, test, flag, logging, Dockerfile.",
            "The library is put into Maven's local repository first, where the project finds it."
        },
        mixinStandardHelpOptions = true)
public final class NewCommand implements Callable<Integer> {
    private static final String TEMPLATE = "/io/asyncio4j/cli/template/";
    private static final String NAME = "consumer";
    private static final String PACKAGE = "com.example.consumer";

    // a jar cannot be listed without ado
    private static final List<String> FILES = List.of(
            "pom.xml", "README.md", "Dockerfile", ".gitignore", "src/main/resources/logback.xml",
            "src/main/java/com/example/consumer/Main.java",
            "src/test/java/com/example/consumer/MainTest.java");

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0", paramLabel = "FOLDER",
            description = "The project's folder; its last part is the name.") private Path folder;

    @Option(
            names = "--package",
            paramLabel = "NAME",
            description = "The Java package; com.example and the project's name if it is left out.") private String packageName;

    // the launcher script installs, or does not, before this runs
    @Option(
            names = "--no-install",
            description = "Leave Maven's local repository alone: the library is there, or comes from elsewhere.")
    void noInstall(boolean on) {}

    // the launcher script asks so before it installs
    @Option(
            names = "--check", hidden = true,
            description = "Only see whether it can be made.") private boolean onlyCheck;

    // picocli calls it, and sets the fields before the command runs
    public NewCommand() {
        spec = CommandSpec.create();
        folder = Path.of("");
        packageName = "";
    }

    @Override
    public Integer call() throws IOException {
        var name = Objects.requireNonNullElse(folder.toAbsolutePath().normalize().getFileName(), folder)
                .toString();
        var words = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "");
        if (!name.matches("[A-Za-z][A-Za-z0-9._-]*") || words.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a project's name starts with a letter and has letters, digits, -, _ and .: "
                            + name);
        }
        var target = packageName.isEmpty() ? "com.example." + words : packageName;
        if (!SourceVersion.isName(target)) {
            throw new ParameterException(
                    spec.commandLine(), target + " is no name of a Java package; give one with --package");
        }
        if (Files.exists(folder) && !isEmptyFolder()) {
            throw new ParameterException(spec.commandLine(),
                    folder + " is there already, and not an empty folder");
        }
        if (onlyCheck) {
            return 0;
        }
        for (var file : FILES) {
            write(file, name, target);
        }
        spec.commandLine().getOut().print("""
                %s is ready:

                  cd %s
                  mvn verify
                  %s -jar target/%s.jar
                """.formatted(folder, folder, java(), name));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static String java() {
        return JavaOnPath.command(System.getenv().getOrDefault("PATH", ""),
                Path.of(System.getProperty("java.home")));
    }

    private boolean isEmptyFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private void write(String file, String name, String target) throws IOException {
        String text;
        try (var in = NewCommand.class.getResourceAsStream(TEMPLATE + resource(file))) {
            text = new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        }
        text = text.replace(PACKAGE, target)
                .replace("<groupId>com.example</groupId>", "<groupId>" + groupOf(target) + "</groupId>")
                .replaceAll("\\b" + NAME + "\\b", name.replace("$", "\\$"));
        var to = folder.resolve(file.replace(PACKAGE.replace('.', '/'), target.replace('.', '/')));
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        Files.writeString(to, text);
    }

    // the build leaves names that begin with a dot out of a jar
    static String resource(String file) {
        return file.equals(".gitignore") ? "gitignore" : file;
    }

    private static String groupOf(String target) {
        int dot = target.lastIndexOf('.');
        return dot < 0 ? target : target.substring(0, dot);
    }
}
