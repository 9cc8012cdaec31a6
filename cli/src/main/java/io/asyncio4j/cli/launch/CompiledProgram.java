package io.asyncio4j.cli.launch;

import java.util.Map;

/**
 * What a program compiles to, or that it is one for the JDK's launcher.
 *
 * @param mainClass the name of the first class in the file
 * @param classes the class files by the classes' names
 */
record CompiledProgram(String mainClass, Map<String, byte[]> classes) {

    static final CompiledProgram REFUSED = new CompiledProgram("", Map.of());

    boolean isRefused() {
        return mainClass.isEmpty();
    }
}
