package io.asyncio4j.internal.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.CancelledError;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a call throws because it was interrupted is no failure that somebody has to hear of. */
class InterruptedTest {

    static Stream<Throwable> interruptions() {
        return Stream.of(new InterruptedException(), new InterruptedIOException(),
                new ClosedByInterruptException(),
                new CancellationException(), new CancelledError());
    }

    @ParameterizedTest
    @MethodSource("interruptions")
    void anInterruption_isNoFailure(Throwable thrown) {
        assertThat(Interrupted.failureOf(thrown)).isNull();
    }

    @Test
    void anythingElse_is() {
        var failure = new IOException("connection reset");
        assertThat(Interrupted.failureOf(failure)).isSameAs(failure);
        assertThat(Interrupted.failureOf(null)).isNull();
    }
}
