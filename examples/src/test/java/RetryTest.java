import static io.asyncio4j.Asyncio.*;
import static org.junit.jupiter.api.Assertions.*;

import io.asyncio4j.EventLoop;
import io.asyncio4j.spi.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class RetryTest {
    static <T> T retrying(Callable<T> call) throws Exception {
        for (int wait = 1;; wait *= 2) {
            try {
                return call.call();
            } catch (IOException e) {
                sleep(Duration.ofSeconds(wait));
            }
        }
    }

    @Test
    void waitsTwiceAsLongEachTime() {
        run(EventLoop.builder().poller(new VirtualClock()), () -> {
            var calls = new ArrayList<Duration>();
            assertEquals("an answer", retrying(() -> {
                calls.add(EventLoop.running().time());
                if (calls.size() < 3) {
                    throw new IOException("no connection");
                }
                return "an answer";
            }));
            assertEquals(List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(3)), calls);
        });
    }
}
