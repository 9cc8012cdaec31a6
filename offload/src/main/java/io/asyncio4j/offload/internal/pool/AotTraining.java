package io.asyncio4j.offload.internal.pool;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The making of an {@link AotCache}: a process beside the first child does what a child does, and when it ends the JVM
 * writes down which classes that took. It goes on by itself when this program ends before, within seconds; then the next
 * program finds what it has written.
 */
/*
 *   FILE.new          written by the training process, at its end
 *   FILE.new.config   there while that is not complete
 *   FILE.lock         holds the number of that process; who can make it may start one
 *   FILE              the cache: FILE.new, moved when it is complete
 */
final class AotTraining {

    private static final int LONGEST_SECONDS = 60;
    // after which another attempt is made where one has failed
    private static final int PAUSE_SECONDS = 3_600;
    private static final int MOST_FILES = 20;

    private final Path file;
    private final Path fresh;
    private final Path unfinished;
    private final Path lock;
    private final List<String> command;

    AotTraining(Path file, List<String> command) {
        this.file = file;
        this.command = command;
        fresh = file.resolveSibling(file.getFileName() + ".new");
        unfinished = file.resolveSibling(file.getFileName() + ".new.config");
        lock = file.resolveSibling(file.getFileName() + ".lock");
    }

    /** Says whether the file is there now because a training that nobody has waited for has made it. */
    boolean isComplete() {
        try {
            return adopt();
        } catch (IOException e) {
            return false;
        }
    }

    void run() throws IOException, InterruptedException {
        Files.createDirectories(file.getParent());
        if (!take()) {
            return;
        }
        Process process = start();
        Files.writeString(lock, Long.toString(process.pid()));
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        adopt();
    }

    /** Says whether it is this program's part to start a process. */
    private boolean take() throws IOException {
        try {
            Files.createFile(lock);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (isUnderWay() || adopt()) {
                return false;
            }
            Instant begun = Files.getLastModifiedTime(lock).toInstant();
            if (begun.isAfter(Instant.now().minusSeconds(PAUSE_SECONDS))) {
                return false;
            }
            Files.deleteIfExists(lock);
            return false; // the next one takes it
        }
    }

    private boolean isUnderWay() throws IOException {
        String pid = Files.readString(lock);
        Instant begun = Files.getLastModifiedTime(lock).toInstant();
        return begun.isAfter(Instant.now().minusSeconds(LONGEST_SECONDS))
                && (pid.isEmpty() || ProcessHandle.of(Long.parseLong(pid)).isPresent());
    }

    private Process start() throws IOException {
        Files.deleteIfExists(fresh);
        var training = new ArrayList<>(command);
        training.add("-XX:AOTCacheOutput=" + fresh);
        training.add("-Xlog:disable");
        training.addAll(ChildCommand.mainClass("--train"));
        return new ProcessBuilder(training).redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static File nothing() {
        return new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
    }

    /** Makes a complete file the cache; says whether there was one. */
    private boolean adopt() throws IOException {
        if (!Files.isRegularFile(fresh) || Files.size(fresh) == 0 || Files.exists(unfinished)) {
            return Files.isRegularFile(file);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(lock);
        removeOldest();
        return true;
    }

    private void removeOldest() throws IOException {
        List<Path> files = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(file.getParent(), "*.aot")) {
            entries.forEach(files::add);
        }
        files.sort(Comparator.comparingLong(each -> each.toFile().lastModified()));
        for (Path old : files.subList(0, Math.max(0, files.size() - MOST_FILES))) {
            Files.deleteIfExists(old);
        }
    }
}
