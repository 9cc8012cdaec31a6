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
    void howLongThatIs_canBeSaid_forBusyMachines() throws Exception {
        String before = System.getProperty(Patience.PROPERTY);
        try {
            System.setProperty(Patience.PROPERTY, "60");
            assertThat(Patience.limit(SHORT)).isEqualTo(Duration.ofMinutes(1));
            assertThat(System.getProperty("sun.tools.attach.attachTimeout")).as("what the JDK waits for")
                    .isNotNull();
            System.setProperty(Patience.PROPERTY, "1");
            assertThatThrownBy(() -> Patience.with(4_711, () -> {
                new CountDownLatch(1).await();
                return 0;
            })).hasMessage("process 4711 has not answered within 1 second: it is suspended, or very busy");
            for (String nonsense : new String[] {"0", "-1", "x", ""}) {
                System.setProperty(Patience.PROPERTY, nonsense);
                assertThat(Patience.limit(SHORT)).isEqualTo(SHORT);
            }
            System.clearProperty(Patience.PROPERTY);
            assertThat(Patience.limit(SHORT)).isEqualTo(SHORT);
        } finally {
            if (before != null) {
                System.setProperty(Patience.PROPERTY, before);
            }
        }
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
