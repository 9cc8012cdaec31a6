package io.asyncio4j.monitor.browser;

import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Chromium with a script that drives it; what it needs of npm is fetched once, into {@code target}. */
final class Driver implements AutoCloseable {

    private static final List<String> BROWSERS =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Process process;
    private final BufferedReader in;
    private final PrintWriter out;

    private Driver(Process process) {
        this.process = process;
        in = process.inputReader(StandardCharsets.UTF_8);
        out = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8),
                true);
    }

    /** {@return what is missing on this machine; empty if nothing is} */
    static String missing() {
        if (find(BROWSERS).isEmpty()) {
            return "there is no Chromium here (Debian's package is called chromium)";
        }
        return find(List.of("node")).isEmpty() || find(List.of("npm")).isEmpty()
                ? "there is no Node.js with npm here"
                : "";
    }

    private static Optional<Path> find(List<String> names) {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable).findFirst();
    }

    /** {@return the folder into which npm has put what is needed} */
    static Path install() throws Exception {
        Path folder = Path.of("target", "browser").toAbsolutePath();
        Files.createDirectories(folder);
        Path done = folder.resolve("node_modules").resolve(".done");
        byte[] lock = Files.readAllBytes(Path.of("src", "test", "browser", "package-lock.json"));
        for (String file : List.of("package.json", "package-lock.json", "run.mjs", "page.mjs", "parts.mjs",
                "timelines.mjs", "cases.mjs")) {
            Files.copy(Path.of("src", "test", "browser", file), folder.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(done) || !Arrays.equals(Files.readAllBytes(done), lock)) {
            Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
                    .directory(folder.toFile()).redirectErrorStream(true).start();
            String said = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (npm.waitFor() != 0) {
                fail("npm ci has failed:\n" + said);
            }
            Files.write(done, lock);
        }
        return folder;
    }

    static Driver start() throws Exception {
        Path folder = install();
        var builder = new ProcessBuilder("node", "run.mjs").directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CHROMIUM", find(BROWSERS).orElseThrow().toString());
        var driver = new Driver(builder.start());
        String line = driver.in.readLine();
        if (!"ready".equals(line)) {
            driver.close();
            fail("Chromium has not started: " + line);
        }
        return driver;
    }

    /** Runs a case; {@code steps} are done when it asks for them. */
    void run(String name, String address, Map<String, Runnable> steps) throws IOException {
        out.println(name + " " + address);
        for (String line; (line = in.readLine()) != null;) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "ok" -> {
                    return;
                }
                case "step" -> {
                    steps.get(words[1]).run();
                    out.println("go");
                }
                case "failed" -> fail(name + ": " + new ObjectMapper().readValue(words[2], String.class));
                default -> throw new AssertionError(line);
            }
        }
        fail(name + ": the driver of the browser has ended");
    }

    @Override
    public void close() {
        out.close();
        try {
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
