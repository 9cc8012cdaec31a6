package io.asyncio4j.net.tests.kit;

import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import io.asyncio4j.process.Processes;
import io.asyncio4j.process.Redirect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of tests that run in a JVM of their own. */
public final class Jvm {

    private Jvm() {}

    /** Starts {@code program} under the shell's {@code prefix}, such as {@code "ulimit -n 100;"}. */
    public static Process start(String prefix, Class<?> program, Object... arguments) throws IOException {
        var command = new ArrayList<>(List.of("-c", prefix + " exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if ("carried".equals(System.getProperty("asyncio4j.threads"))) {
            command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        }
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return Processes.createSubprocessExec(ProcessOptions.PIPES.withStderr(Redirect.INHERIT), "sh",
                command.toArray(String[]::new));
    }

    /** Loads the classes of an artifact that is a folder: later that would take descriptors, unlike with a jar. */
    public static void loadClassesOf(Class<?> one) throws Exception {
        Path folder = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = folder.relativize(file).toString().replace('/', '.');
                if (!name.endsWith("-info.class")) {
                    Class.forName(name.substring(0, name.length() - 6), false, one.getClassLoader());
                }
            }
        }
    }
}
