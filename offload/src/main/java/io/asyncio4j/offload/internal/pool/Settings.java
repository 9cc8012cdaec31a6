package io.asyncio4j.offload.internal.pool;

import io.asyncio4j.offload.RemoteRunnable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pool was built with; see {@link io.asyncio4j.offload.ProcessPoolBuilder}.
 *
 * @param keepAlive null for ever
 * @param pending 0 for no limit
 * @param cacheFolder null for no cache
 */
public record Settings(
        String name,
        int size,
        List<String> trusted,
        @Nullable String memory,
        List<String> jvmOptions,
        Map<String, String> environment,
        @Nullable Duration keepAlive,
        Duration grace,
        Duration startLimit,
        int pending,
        @Nullable RemoteRunnable warmUp,
        @Nullable Path cacheFolder) {}
