package io.asyncio4j.offload.internal.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a child, laid out in a file by the JVM so that the next one starts faster. It is made once for a command
 * line, a JDK and the jars on the class path, by a process beside the first child, which starts without.
 */
final class AotCache {

    private static final System.Logger LOGGER = System.getLogger("io.asyncio4j.offload");
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int MOST_FILES = 20;

    private final Path file;
    private final List<String> command;
    private final AtomicBoolean making = new AtomicBoolean();

    private AotCache(Path file, List<String> command) {
        this.file = file;
        this.command = command;
    }

    /** {@return the cache for children that are started with {@code command}}, null if the JVM can keep none for it. */
    static @Nullable AotCache in(Path folder, List<String> command) {
        String key = keyOf(command);
        return key == null ? null : new AotCache(folder.resolve(key + ".aot"), List.copyOf(command));
    }

    // The JVM keeps nothing for classes that are in folders.
    private static @Nullable String keyOf(List<String> command) {
        try {
            var text = new StringBuilder(System.getProperty("java.vm.version"));
            command.forEach(word -> text.append('\n').append(word));
            for (String option : List.of("--class-path", "--module-path")) {
                int at = command.lastIndexOf(option);
                for (String entry : at < 0 ? new String[0] : command.get(at + 1).split(File.pathSeparator)) {
                    Path jar = Path.of(entry);
                    if (!Files.isRegularFile(jar)) {
                        return null;
                    }
                    text.append('\n').append(Files.getLastModifiedTime(jar).toMillis()).append(' ')
                            .append(Files.size(jar));
                }
            }
            if (command.stream().anyMatch(word -> word.startsWith("-XX:AOT") || word.startsWith("-Xshare")
                    || word.startsWith("-XX:SharedArchiveFile") || word.startsWith("-javaagent"))) {
                return null;
            }
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (IOException | NoSuchAlgorithmException | RuntimeException e) {
            return null;
        }
    }

    /** {@return what makes a child use it}; nothing if it is not there, and then it is made for the next one. */
    List<String> options() {
        if (Files.isRegularFile(file)) {
            // A hint: the JVM shall not complain when it cannot use it.
            return List.of("-XX:AOTCache=" + file, "-Xlog:aot*=off", "-Xlog:cds*=off");
        }
        if (making.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("asyncio4j-aot-cache").inheritInheritableThreadLocals(false)
                    .start(this::make);
        }
        return List.of();
    }

    private void make() {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try {
            Files.createDirectories(file.getParent());
            if (!take(lock)) {
                return;
            }
            try {
                Path fresh = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
                if (train(fresh) && Files.isRegularFile(fresh)) {
                    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
                    removeOldest();
                }
                Files.deleteIfExists(fresh);
                Files.deleteIfExists(fresh.resolveSibling(fresh.getFileName() + ".config"));
            } finally {
                Files.deleteIfExists(lock);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "children start without a cache of classes", e);
        }
    }

    // One process makes it at a time; a lock that was left behind is old.
    private static boolean take(Path lock) throws IOException {
        try {
            Files.createFile(lock);
            return true;
        } catch (FileAlreadyExistsException e) {
            FileTime made = Files.getLastModifiedTime(lock);
            if (made.toInstant().isAfter(Instant.now().minus(LONGEST.multipliedBy(2)))) {
                return false;
            }
            Files.setLastModifiedTime(lock, FileTime.from(Instant.now()));
            return true;
        }
    }

    private boolean train(Path fresh) throws IOException, InterruptedException {
        var training = new ArrayList<>(command);
        training.add("-XX:AOTCacheOutput=" + fresh);
        training.add("-Xlog:aot*=off");
        training.add("-Xlog:cds*=off");
        training.addAll(ChildCommand.mainClass("--train"));
        Process process = new ProcessBuilder(training).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            return process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    private void removeOldest() throws IOException {
        List<Path> files = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(file.getParent(), "*.aot")) {
            entries.forEach(files::add);
        }
        files.sort(java.util.Comparator.comparingLong(each -> each.toFile().lastModified()));
        for (Path old : files.subList(0, Math.max(0, files.size() - MOST_FILES))) {
            Files.deleteIfExists(old);
        }
    }
}
