package io.asyncio4j.offload.internal.pool;

import io.asyncio4j.offload.internal.child.ChildMain;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a child: the JDK, class path, module path and system properties of this JVM, and the options of
 * the pool. Memory, garbage collector, agents and the like are not this JVM's.
 */
final class ChildCommand {

    // what decides which code can be loaded and reached, and how it behaves
    private static final List<String> INHERITED =
            List.of("--add-opens", "--add-exports", "--add-reads", "--add-modules",
                    "--limit-modules", "--upgrade-module-path", "--patch-module", "--enable-preview",
                    "--enable-native-access",
                    "--illegal-native-access", "--sun-misc-unsafe-memory-access",
                    "--enable-final-field-mutation", "-ea",
                    "-da", "-esa", "-dsa", "-D");
    private static final List<String> NOT_INHERITED = List.of("-Dcom.sun.management.", "-Djava.class.path=",
            "-Djdk.launcher.", "-Djdk.module.", "-Djava.rmi.");

    private final Settings settings;

    ChildCommand(Settings settings) {
        this.settings = settings;
    }

    /** {@return the program and all options, up to and without the main class} */
    List<String> options() {
        var options = new ArrayList<String>();
        options.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (INHERITED.stream().anyMatch(argument::startsWith)
                    && NOT_INHERITED.stream().noneMatch(argument::startsWith)) {
                options.add(argument);
            }
        }
        if (settings.memory() != null) {
            options.add("-Xmx" + settings.memory());
        }
        // A child has a share of the processors, not all: the collector that starts fastest and has no threads.
        if (settings.jvmOptions().stream().noneMatch(ChildCommand::choosesCollector)) {
            options.add("-XX:+UseSerialGC");
        }
        options.addAll(settings.jvmOptions());
        addPaths(options);
        return options;
    }

    private static boolean choosesCollector(String option) {
        return option.startsWith("-XX:+Use") && option.endsWith("GC");
    }

    private static void addPaths(List<String> options) {
        addPath(options, "--class-path", System.getProperty("java.class.path"));
        Module library = ChildCommand.class.getModule();
        if (library.isNamed()) {
            addPath(options, "--module-path", System.getProperty("jdk.module.path"));
            String modules = String.join(",", ofProgram());
            if (!modules.isEmpty()) {
                options.add("--add-modules=" + modules);
            }
        }
    }

    private static void addPath(List<String> options, String option, @Nullable String path) {
        if (path != null && !path.isEmpty()) {
            options.add(option);
            options.add(path);
        }
    }

    /** {@return the modules of this JVM that are not the JDK's} */
    private static List<String> ofProgram() {
        Predicate<Module> isOfJdk = module -> module.getClassLoader() == null
                || module.getClassLoader() == ClassLoader.getPlatformClassLoader()
                || module.getName().startsWith("jdk.");
        return ModuleLayer.boot().modules().stream().filter(isOfJdk.negate()).map(Module::getName).sorted()
                .toList();
    }

    /** {@return the main class and its argument, to be put at the end of the command line} */
    static List<String> mainClass(String... arguments) {
        Module library = ChildCommand.class.getModule();
        var end = new ArrayList<String>();
        if (library.isNamed()) {
            end.add("--module");
            end.add(library.getName() + "/" + ChildMain.class.getName());
        } else {
            end.add(ChildMain.class.getName());
        }
        end.addAll(List.of(arguments));
        return end;
    }
}
