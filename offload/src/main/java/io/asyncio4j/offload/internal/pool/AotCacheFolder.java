package io.asyncio4j.offload.internal.pool;

import java.nio.file.Path;

/** Where this user's caches are. */
public final class AotCacheFolder {

    private AotCacheFolder() {}

    public static Path ofUser() {
        String named = System.getenv("XDG_CACHE_HOME");
        String windows = System.getenv("LOCALAPPDATA");
        Path base = named != null && !named.isEmpty() ? Path.of(named)
                : windows != null && !windows.isEmpty() ? Path.of(windows)
                : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("asyncio4j").resolve("offload");
    }
}
