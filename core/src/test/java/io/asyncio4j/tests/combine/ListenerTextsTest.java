package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.staggeredRace;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of a future says who is told when it is done, those that the library has put there among them. */
class ListenerTextsTest {

    private static Promise<Void> pending() {
        return EventLoop.running().createFuture();
    }

    private static void cancelOthers() {
        for (Task<?> task : Asyncio.allTasks()) {
            if (task != Asyncio.currentTask()) {
                task.cancel();
            }
        }
    }

    @Test
    void whoCombinesFutures_isNamedInTheirTexts() {
        Loops.run(() -> {
            Promise<Void> gathered = pending();
            createTask(() -> gather(gathered).await());
            Promise<Void> waited = pending();
            createTask(() -> Asyncio.wait(List.of(waited), null, ReturnWhen.ALL_COMPLETED));
            Promise<Void> completed = pending();
            var results = asCompleted(List.of(completed));
            Promise<Void> shielded = pending();
            var outer = shield(shielded);
            ticks(1);
            assertThat(gathered.toString()).contains("gather()");
            assertThat(waited.toString()).contains("wait()");
            assertThat(completed.toString()).contains("asCompleted()");
            assertThat(shielded.toString()).contains("shield(");
            assertThat(outer.toString()).contains("shield(");
            var next = results.iterator().next();
            assertThat(next.toString()).isEqualTo("<awaitable of asCompleted>");
            completed.setResult(null);
            next.await();
            assertThat(next.toString()).isEqualTo("<awaitable of asCompleted, awaited>");
            cancelOthers();
        });
    }

    @Test
    void whoLooksAfterTasks_isNamedInTheirTexts() {
        Loops.run(() -> {
            taskGroup(group -> {
                Task<?> member = group.createTask(() -> Asyncio.sleep(Duration.ZERO));
                assertThat(member.toString()).contains("taskGroup()");
            });
            String[] racer = new String[1]; // a race keeps what its members throw
            staggeredRace(List.of(() -> {
                racer[0] = String.valueOf(Asyncio.currentTask());
                return null;
            }), null);
            assertThat(racer[0]).contains("staggeredRace()");
        });
    }
}
