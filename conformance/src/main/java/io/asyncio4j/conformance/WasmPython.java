package io.asyncio4j.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CPythons that are WebAssembly: the npm package {@code pyodide}, run by Node.js. Their asyncio is the real one, C code
 * included. Versions and checksums are pinned by the {@code package-lock.json} of each folder in {@code python/}; npm
 * fetches each once, into {@code target/python/}.
 */
final class WasmPython {

    private static final int OLDEST_NODE = 18;
    private static final int OLDEST_NPM = 9;
    private static final List<String> PINS = List.of("package.json", "package-lock.json");
    private static final int MINUTES_TO_FETCH = 10;

    /** Says that Node.js or npm is missing, or too old: nothing that asyncio4j could do about. */
    static final class MissingTool extends IOException {
        private static final long serialVersionUID = 1L;

        MissingTool(String message) {
            super(message);
        }
    }

    private WasmPython() {}

    static boolean isPinned(Path folder, String version) {
        return Files.isRegularFile(pins(folder, version).resolve("package-lock.json"));
    }

    private static Path pins(Path folder, String version) {
        return folder.resolve("python").resolve(version);
    }

    /** {@return the command that runs CPython {@code version}}, which is fetched if it is not there yet. */
    static List<String> fetched(Path folder, String version) throws IOException {
        require(version, "node", OLDEST_NODE);
        Path pins = pins(folder, version);
        Path home = folder.resolve("target").resolve("python").resolve(version);
        if (!isUpToDate(pins, home)) {
            require(version, "npm", OLDEST_NPM);
            fetch(version, pins, home);
        }
        // no deprecation warnings of Node.js among what Python says
        return List.of("node", "--no-warnings", PythonSide.SOURCES + "wasm.mjs",
                home.resolve("node_modules").resolve("pyodide").toAbsolutePath().toString());
    }

    private static boolean isUpToDate(Path pins, Path home) throws IOException {
        for (String pin : PINS) {
            Path copy = home.resolve(pin);
            if (!Files.isRegularFile(copy) || Files.mismatch(pins.resolve(pin), copy) != -1) {
                return false;
            }
        }
        return true;
    }

    // Into a folder of its own, which takes its place at once: whoever else looks sees all of it or nothing.
    private static void fetch(String version, Path pins, Path home) throws IOException {
        System.err.println("asyncio4j: fetching CPython " + version + " through npm ...");
        Files.createDirectories(home.getParent());
        Path fresh = Files.createTempDirectory(home.getParent(), version + "-");
        try {
            for (String pin : PINS) {
                Files.copy(pins.resolve(pin), fresh.resolve(pin));
            }
            String complaint = run(fresh, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund",
                    "--no-update-notifier", "--loglevel=error"));
            if (!complaint.isEmpty()) {
                throw new IOException("npm could not fetch CPython " + version + ":\n" + complaint);
            }
            // what it has written differs by npm's version
            for (String pin : PINS) {
                Files.copy(pins.resolve(pin), fresh.resolve(pin), StandardCopyOption.REPLACE_EXISTING);
            }
            if (!isUpToDate(pins, home)) { // else somebody else was faster
                Trees.delete(home);
                Files.move(fresh, home);
            }
        } finally {
            Trees.delete(fresh);
        }
    }

    /** Runs a command, and gives what it has said if it failed. */
    private static String run(Path folder, List<String> command) throws IOException {
        Path output = Files.createTempFile("asyncio4j-conformance", ".txt");
        try {
            Process process = new ProcessBuilder(command).directory(folder.toFile())
                    .redirectErrorStream(true).redirectOutput(output.toFile()).start();
            process.getOutputStream().close();
            boolean ended = waitFor(process);
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
            if (!ended) {
                return text + "\nit has not ended within " + MINUTES_TO_FETCH + " minutes";
            }
            return process.exitValue() == 0 ? "" : text + "\nstatus " + process.exitValue();
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static boolean waitFor(Process process) throws IOException {
        try {
            return process.waitFor(MINUTES_TO_FETCH, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + process.info().command().orElse("npm") + " ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void require(String version, String tool, int oldest) throws MissingTool {
        String found;
        try {
            Process process = new ProcessBuilder(tool, "--version")
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            found = "";
        }
        Matcher number = Pattern.compile("v?(\\d+)\\..*").matcher(found);
        if (!number.matches() || Integer.parseInt(number.group(1)) < oldest) {
            throw new MissingTool(
                    "CPython " + version + " is run by Node.js (" + OLDEST_NODE
                            + " or later) and fetched by npm ("
                            + OLDEST_NPM + " or later), and " + tool
                            + (found.isEmpty() ? " is not on the PATH" : " is " + found)
                            + "; install both, on Debian and Ubuntu with `apt-get install nodejs npm`");
        }
    }
}
