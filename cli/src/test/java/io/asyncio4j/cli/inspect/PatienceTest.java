package io.asyncio4j.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Another process that may not answer. */
class PatienceTest {

    private static final Duration SHORT = Duration.ofMillis(10);

    @Test
    void whatComesTooLate_isClosed() throws Exception {
        var letGo = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        AutoCloseable connection = closed::countDown;
        assertThatThrownBy(() -> Patience.with(4_711, SHORT, () -> {
            letGo.await();
            return connection;
        })).isInstanceOf(InspectionFailure.class)
                .hasMessage("process 4711 has not answered within 0 seconds: it is suspended, or very busy");
        assertThat(closed.getCount()).isEqualTo(1);
        letGo.countDown();
        closed.await(); // else the test hangs
    }

    @Test
    void whatComesInTime_isGiven_andSoIsAFailure() throws Exception {
        var closed = new CountDownLatch(1);
        AutoCloseable connection = closed::countDown;
        assertThat(Patience.with(1, () -> connection)).isSameAs(connection);
        assertThat(closed.getCount()).isEqualTo(1);
        assertThatThrownBy(() -> Patience.with(1, () -> {
            throw new IOException("lost");
        })).isInstanceOf(IOException.class).hasMessage("lost");
    }
}
