package io.asyncio4j.monitor.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs scripts of pages that need no page. */
public final class Node {

    private Node() {}

    /** Ends the test where there is no Node.js, unless CI is set. */
    public static void want() throws InterruptedException {
        boolean isThere;
        try {
            isThere =
                    new ProcessBuilder("node", "--version").redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            isThere = false;
        }
        if (System.getenv("CI") != null) {
            assertThat(isThere).as("Node.js is there").isTrue();
        }
        assumeThat(isThere).as("Node.js is there").isTrue();
    }

    /** {@return what {@code script} prints} */
    public static List<String> run(Path script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("node", script.toString()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (var reader = process.inputReader()) {
            List<String> lines = reader.readAllLines();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("status, after %s", lines).isZero();
            return lines;
        }
    }
}
