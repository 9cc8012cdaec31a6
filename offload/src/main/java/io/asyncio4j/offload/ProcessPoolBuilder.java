package io.asyncio4j.offload;

import io.asyncio4j.offload.internal.pool.AotCacheFolder;
import io.asyncio4j.offload.internal.pool.Settings;
import io.asyncio4j.offload.spi.Parcels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what a {@link ProcessPool} is to be like, and opens it. Each method returns the builder itself. */
public final class ProcessPoolBuilder {

    // guarded by the class
    private static int opened;

    private @Nullable String name;
    private int size = Runtime.getRuntime().availableProcessors();
    private final List<String> trusted = new ArrayList<>();
    private @Nullable String memory;
    private final List<String> jvmOptions = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable Duration keepAlive = Duration.ofMinutes(1);
    private Duration grace = Duration.ofSeconds(2);
    private Duration startLimit = Duration.ofMinutes(1);
    private int pending;
    private @Nullable RemoteRunnable warmUp;
    private @Nullable Path cacheFolder = AotCacheFolder.ofUser();

    ProcessPoolBuilder() {}

    /** Sets what it and its children are called in logs, errors and thread names; {@code pool-1} and so on otherwise. */
    public ProcessPoolBuilder name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets how many children there may be; as many as there are processors otherwise.
     *
     * <p><b>From CPython:</b> {@code max_workers}.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ProcessPoolBuilder size(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a pool must have 1 child or more, not " + size);
        }
        this.size = size;
        return this;
    }

    /**
     * Adds classes that may be made of bytes from another process, on both sides, beside the program's own and the JDK's
     * values. May be called several times; the first pattern that fits a class decides.
     *
     * @param pattern as {@link java.io.ObjectInputFilter.Config#createFilter} reads it: {@code com.acme.**} for a package
     *     and those below, {@code !com.acme.Secret} to refuse, {@code maxdepth=50} to limit; several with semicolons
     * @throws IllegalArgumentException if it is malformed
     */
    public ProcessPoolBuilder trust(String pattern) {
        Parcels.trusting(List.of(pattern)); // throws
        trusted.add(pattern);
        return this;
    }

    /**
     * Limits the heap of each child.
     *
     * @param limit as {@code -Xmx} takes it, as in {@code "256m"}; the JVM decides otherwise
     */
    public ProcessPoolBuilder memory(String limit) {
        if (!limit.matches("\\d+[kKmMgGtT]?")) {
            throw new IllegalArgumentException(
                    "a memory limit is a number and a unit, as in \"256m\", not \"" + limit + "\"");
        }
        memory = limit;
        return this;
    }

    /** Adds options for the JVM of each child. */
    public ProcessPoolBuilder jvmOptions(String... options) {
        jvmOptions.addAll(List.of(options));
        return this;
    }

    /** Sets a variable in the environment of each child, which is otherwise this JVM's. */
    public ProcessPoolBuilder environment(String variable, String value) {
        environment.put(Objects.requireNonNull(variable, "variable"), Objects.requireNonNull(value, "value"));
        return this;
    }

    /**
     * Sets after how long without a call a child leaves, more or less; one minute otherwise.
     *
     * @param time null for never
     */
    public ProcessPoolBuilder keepAlive(@Nullable Duration time) {
        keepAlive = time == null ? null : notNegative(time, "keepAlive");
        return this;
    }

    /**
     * Sets how long a cancelled call has, after the interrupt, until its child is killed; two seconds otherwise. Zero
     * kills at once.
     */
    public ProcessPoolBuilder grace(Duration time) {
        grace = notNegative(time, "grace");
        return this;
    }

    /** Sets how long a child may take to start until it is given up; one minute otherwise. */
    public ProcessPoolBuilder startLimit(Duration time) {
        startLimit = notNegative(time, "startLimit");
        return this;
    }

    /**
     * Sets how many calls there may be at a time, those that run included; no limit otherwise. When it is reached,
     * {@code submit}, {@code call} and {@code map} wait, first come, first served, and the executor rejects.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ProcessPoolBuilder pending(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a pool must take 1 call or more at a time, not " + most);
        }
        pending = most;
        return this;
    }

    /**
     * Sets what each child does before its first call. If it throws, the child is given up, and so are the calls that
     * wait if there is no other one.
     *
     * <p><b>From CPython:</b> {@code initializer}.
     */
    public ProcessPoolBuilder warmUp(RemoteRunnable warmUp) {
        this.warmUp = Objects.requireNonNull(warmUp, "warmUp");
        return this;
    }

    /**
     * Sets where the JVM keeps classes of children so that the next ones start faster; in the user's folder for caches
     * otherwise. It is used if all of the class path is in jars, and is made, once for a class path, by a process beside
     * the first child.
     *
     * @param folder null for none
     */
    public ProcessPoolBuilder cacheFolder(@Nullable Path folder) {
        cacheFolder = folder;
        return this;
    }

    /**
     * {@return the pool} Nothing is started before there are calls.
     *
     * @throws NotSendableException if the warm-up cannot be sent
     */
    public ProcessPool open() {
        return new ProcessPool(new Settings(
                name != null ? name : "pool-" + nextNumber(), size, List.copyOf(trusted), memory,
                List.copyOf(jvmOptions), Map.copyOf(environment), keepAlive, grace, startLimit, pending,
                warmUp,
                cacheFolder));
    }

    private static synchronized int nextNumber() {
        return ++opened;
    }

    private static Duration notNegative(Duration time, String what) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(what + " must not be negative: " + time);
        }
        return time;
    }
}
