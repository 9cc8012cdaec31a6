package io.asyncio4j.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.offload.contract.Sign;
import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Children end with the program that has started them, however that ends. */
@Timeout(60)
class OrphansTest {

    @TempDir Path dir;

    /** A program whose children are idle, busy, and deaf to interrupts, and which then waits to be killed. */
    static final class Parent {
        public static void main(String[] args) {
            Asyncio.run(() -> {
                var pool = Pools.of(2);
                System.out.println(pool.call(() -> ProcessHandle.current().pid()));
                Sign begun = new Sign(Path.of(args[0]));
                var _ = pool.submit(() -> {
                    begun.show(Long.toString(ProcessHandle.current().pid()));
                    while (true) {
                        Thread.onSpinWait();
                    }
                });
                System.out.println(begun.awaitShown());
                if (args[1].equals("exit")) {
                    System.exit(0);
                }
                pool.call(() -> Thread.sleep(600_000));
            });
        }
    }

    private void assertChildrenEnd(String how) throws Exception {
        Path temporary = Files.createDirectory(dir.resolve("tmp"));
        String classPath = Jvm.libraries() + File.pathSeparator
                + Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
        Process parent = Jvm.java("--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary, "-cp", classPath, Parent.class.getName(),
                dir.resolve("begun").toString(), how).start();
        try (BufferedReader lines = parent.inputReader()) {
            ProcessHandle first = child(lines);
            ProcessHandle second = child(lines);
            if (how.equals("kill")) {
                parent.destroyForcibly();
            }
            first.onExit().get(20, TimeUnit.SECONDS);
            second.onExit().get(20, TimeUnit.SECONDS);
        } finally {
            parent.destroyForcibly().waitFor();
        }
        try (var left = Files.list(temporary)) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("asyncio4j-"))).isEmpty();
        }
    }

    private static ProcessHandle child(BufferedReader lines) throws Exception {
        String line = lines.readLine();
        while (line != null && !line.matches("\\d+")) {
            line = lines.readLine(); // the log
        }
        return ProcessHandle.of(Long.parseLong(line)).orElseThrow();
    }

    @Test
    void whenItIsKilled() throws Exception {
        assertChildrenEnd("kill");
    }

    @Test
    void whenItExits() throws Exception {
        assertChildrenEnd("exit");
    }
}
