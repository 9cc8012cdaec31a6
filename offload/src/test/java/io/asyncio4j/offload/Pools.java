package io.asyncio4j.offload;

import java.time.Duration;

/** Pools for tests: nothing of theirs stays on the machine. */
final class Pools {

    private Pools() {}

    static ProcessPool of(int size) {
        return builder(size).open();
    }

    static ProcessPoolBuilder builder(int size) {
        return ProcessPool.builder().size(size).cacheFolder(null).grace(Duration.ofMillis(200));
    }
}
