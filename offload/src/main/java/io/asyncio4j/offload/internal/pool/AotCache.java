package io.asyncio4j.offload.internal.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.offload.internal.parts.OffloadLogs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a child, laid out in a file by the JVM so that the next one starts faster. It is made once for a JDK, a
 * collector and the jars on the class path, see {@link AotTraining}; until it is there, children start without.
 */
final class AotCache {

    private final Path file;
    private final List<String> command;
    private final AtomicBoolean asked = new AtomicBoolean();

    private AotCache(Path file, List<String> command) {
        this.file = file;
        this.command = command;
    }

    /** {@return the cache for children that are started with {@code command}}, null if the JVM can keep none for it. */
    static @Nullable AotCache in(Path folder, List<String> command) {
        String key = keyOf(command);
        return key == null ? null : new AotCache(folder.resolve(key + ".aot"), List.copyOf(command));
    }

    // What decides whether the JVM can use it. It keeps nothing for classes that are in folders.
    private static @Nullable String keyOf(List<String> command) {
        if (command.stream().anyMatch(AotCache::isInTheWay)) {
            return null;
        }
        try {
            var text = new StringBuilder(System.getProperty("java.vm.version")).append(command.getFirst());
            command.stream().filter(word -> word.endsWith("GC") || word.startsWith("--add-modules"))
                    .forEach(word -> text.append('\n').append(word));
            for (String option : List.of("--class-path", "--module-path")) {
                int at = command.lastIndexOf(option);
                for (String entry : at < 0 ? new String[0] : command.get(at + 1).split(File.pathSeparator)) {
                    Path jar = Path.of(entry).toAbsolutePath();
                    if (!Files.isRegularFile(jar)) {
                        return null;
                    }
                    text.append('\n').append(jar).append(' ')
                            .append(Files.getLastModifiedTime(jar).toMillis())
                            .append(' ').append(Files.size(jar));
                }
            }
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (IOException | NoSuchAlgorithmException | RuntimeException e) {
            return null;
        }
    }

    private static boolean isInTheWay(String option) {
        return option.startsWith("-XX:AOT") || option.startsWith("-Xshare")
                || option.startsWith("-XX:SharedArchiveFile") || option.startsWith("-javaagent")
                || option.startsWith("-agent") || option.startsWith("--patch-module")
                || option.startsWith("--limit-modules") || option.startsWith("--upgrade-module-path");
    }

    /** {@return what makes a child use it}; nothing if it is not there, and then it is made for the next one. */
    List<String> options() {
        var training = new AotTraining(file, command);
        if (Files.isRegularFile(file) || training.isComplete()) {
            // A hint: the JVM shall not complain when it cannot use it.
            return List.of("-XX:AOTCache=" + file, "-Xlog:aot*=off", "-Xlog:cds*=off");
        }
        if (asked.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("asyncio4j-aot-cache").inheritInheritableThreadLocals(false)
                    .start(() -> make(training));
        }
        return List.of();
    }

    private static void make(AotTraining training) {
        try {
            training.run();
        } catch (IOException | InterruptedException | RuntimeException e) {
            OffloadLogs.logger().log(System.Logger.Level.DEBUG, "children start without a cache of classes",
                    e);
        }
    }
}
