package io.asyncio4j.offload.hazelcast.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.offload.CancelAnswer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a call of a member ends is for the first one to say: whoever cancels it, or the member. */
class ClusterFutureTest {

    private final List<ClusterFuture<String>> asked = new ArrayList<>();
    private final ClusterFuture<String> future = new ClusterFuture<>(asked::add);

    @Test
    void cancelledAfterItsEnd_nothingChanges_andNobodyIsAsked() throws Exception {
        future.succeeded("value");

        assertThat(future.cancel(true)).isFalse();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.get()).isEqualTo("value");
        assertThat(future.stopped()).isCompletedWithValue(CancelAnswer.CONFIRMED);
        assertThat(asked).isEmpty();
    }

    @Test
    void whatComesAfterItWasCancelled_isNotTaken_andTheAnswerIsStillTheMembers() {
        assertThat(future.cancel(true)).isTrue();
        future.succeeded("late");
        future.failed(new IllegalStateException("late"));

        assertThat(future.isCancelled()).isTrue();
        assertThat(future.stopped()).isNotDone();
        assertThat(future.cancel(true)).as("again").isTrue();
        assertThat(asked).as("once").containsExactly(future);
    }
}
