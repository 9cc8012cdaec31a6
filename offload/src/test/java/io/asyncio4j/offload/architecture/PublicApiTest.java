package io.asyncio4j.offload.architecture;

import io.asyncio4j.offload.ProcessPool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code -Dapi.update=true} writes the dump anew. */
class PublicApiTest {

    private final PublicApi api = new PublicApi(ProcessPool.class);

    @Test
    void isWhatItsDumpSays() throws Exception {
        api.assertIsWhatItsDumpSays(Path.of("api", "asyncio4j-offload.api"));
    }

    @Test
    void namesNothingInternal() throws Exception {
        api.assertNamesNothingInternal();
    }
}
