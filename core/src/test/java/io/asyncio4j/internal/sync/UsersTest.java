package io.asyncio4j.internal.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The last four tasks that have used something, the latest first. */
class UsersTest {

    private final Users users = new Users();

    private long noteInATask() {
        VoidCoroutine note = users::note;
        var task = createTask(note);
        task.await();
        return task.id();
    }

    @Test
    void nobody_isNoted_whereNoTaskRuns() {
        users.note();
        assertThat(users.all()).isEmpty();
        Loops.run(() -> {
            EventLoop.running().callSoon(users::note);
            sleep(Duration.ZERO);
            assertThat(users.all()).isEmpty();
            long task = noteInATask();
            EventLoop.running().callSoon(users::note);
            sleep(Duration.ZERO);
            assertThat(users.all()).containsExactly(task);
        });
    }

    @Test
    void theLastFour_areKept_eachOnce() {
        Loops.run(() -> {
            long first = noteInATask();
            long second = noteInATask();
            assertThat(users.all()).containsExactly(second, first);
            long third = noteInATask();
            long fourth = noteInATask();
            assertThat(users.all()).containsExactly(fourth, third, second, first);
            long fifth = noteInATask();
            assertThat(users.all()).containsExactly(fifth, fourth, third, second);
        });
    }

    @Test
    void whoComesAgain_movesToTheFront() {
        Loops.run(() -> {
            users.note();
            long main = users.all()[0];
            users.note();
            assertThat(users.all()).containsExactly(main);
            long second = noteInATask();
            users.note();
            assertThat(users.all()).containsExactly(main, second);
            long third = noteInATask();
            long fourth = noteInATask();
            assertThat(users.all()).containsExactly(fourth, third, main, second);
            users.note();
            assertThat(users.all()).containsExactly(main, fourth, third, second);
        });
    }
}
