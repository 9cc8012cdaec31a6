package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitSnapshot;
import io.asyncio4j.internal.inspect.EndedTasks;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.spi.WaitedFor;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names of tasks that are made to hurt who looks. */
class HostileTaskNamesTest {

    private static LoopSnapshot snapshotWith(List<String> names) {
        return Loops.run(() -> {
            names.forEach(name -> createTask(TaskOptions.named(name), () -> sleep(Duration.ofHours(1))));
            ticks(1);
            return LoopSnapshot.of(EventLoop.running());
        });
    }

    @Test
    void longOnes_areCut_inTheSnapshotAlready_whichGoesToAnotherProcess() {
        String name = "n".repeat(1 << 20);
        LoopSnapshot snapshot = snapshotWith(Collections.nCopies(50, name));
        assertThat(snapshot.tasks()).filteredOn(task -> task.name().startsWith("nn")).hasSize(50)
                .extracting(TaskSnapshot::name).containsOnly("n".repeat(200) + "... (1048576 chars)");
        assertThat(snapshot.table()).hasSizeLessThan(50_000);
        assertThat(snapshot.tree()).hasSizeLessThan(50_000);
    }

    @Test
    void cut_doesNotSplitACharacterInTwo() {
        LoopSnapshot snapshot = snapshotWith(List.of("x" + "\uD83D\uDE00".repeat(200)));
        assertThat(snapshot.tasks().getLast().name())
                .isEqualTo("x" + "\uD83D\uDE00".repeat(99) + "... (401 chars)");
    }

    @Test
    void longOnesOfLocks_areCutInWhatIsSaidOfThem() {
        String name = "n".repeat(1 << 20);
        var lock = new Lock().named(name);
        LoopSnapshot snapshot = Loops.run(() -> {
            createTask(TaskOptions.named("has"), () -> {
                lock.acquire();
                sleep(Duration.ofHours(1));
            });
            ticks(1);
            createTask(TaskOptions.named("wants"), () -> lock.acquire());
            ticks(1);
            return LoopSnapshot.of(EventLoop.running());
        });
        String cut = "n".repeat(200) + "... (1048576 chars)";
        WaitSnapshot wait = snapshot.tasks().getLast().waitsFor();
        assertThat(wait.name()).isEqualTo(cut);
        assertThat(wait.text()).isEqualTo("Lock '" + cut + "' held by Task 'has'");
    }

    /** As of a library that lets tasks wait for something of its own. */
    @Test
    void longTextsOfOtherLibraries_areCut() {
        LoopSnapshot snapshot = Loops.run(() -> {
            WaitedFor answer = WaitedFor.of("k".repeat(1 << 20), () -> "answer " + "t".repeat(1 << 20));
            Promise<Void> promise = EventLoop.running().createFuture(answer);
            createTask(TaskOptions.named("asks"), () -> promise.await());
            ticks(1);
            return LoopSnapshot.of(EventLoop.running());
        });
        WaitSnapshot wait = snapshot.tasks().getLast().waitsFor();
        assertThat(wait.kind()).isEqualTo("k".repeat(200) + "... (1048576 chars)");
        assertThat(wait.text()).isEqualTo("answer " + "t".repeat(393) + "... (1048583 chars)");
    }

    @Test
    void thoseThatTurnTheDirectionOfWriting_areMarked() {
        LoopSnapshot snapshot = snapshotWith(List.of("a\u202Eb", "c\u2066d\u2069", "e\u200Ff", "g\nh"));
        for (String text : List.of(snapshot.table(), snapshot.tree())) {
            assertThat(text).contains("a<U+202E>b", "c<U+2066>d<U+2069>", "e<U+200F>f", "g?h")
                    .doesNotContain("\u202E", "\u2066", "\u2069", "\u200F");
        }
    }

    @Test
    void longOnes_areCut_whereTasksHaveEnded_andInTheNamesOfThreads() {
        String name = "n".repeat(1 << 20);
        String cut = "n".repeat(200) + "... (1048576 chars)";
        List<String> threads = new ArrayList<>();
        List<EndedTask> ended = Loops.run(() -> {
            Task<?> asking = createTask(TaskOptions.named(name), () -> {
                threads.add(Thread.currentThread().getName());
                Task<?> other = createTask(() -> sleep(Duration.ofHours(1)));
                ticks(1);
                other.cancel();
                currentTask().setName("m" + name);
                threads.add(Thread.currentThread().getName());
                assertThat(currentTask().getName()).hasSize((1 << 20) + 1);
            });
            asking.await();
            ticks(2);
            return EndedTasks.of(LoopCore.of(EventLoop.running()));
        });
        assertThat(threads).containsExactly(cut, "m" + "n".repeat(199) + "... (1048577 chars)");
        assertThat(ended).extracting(EndedTask::name).contains("m" + "n".repeat(199) + "... (1048577 chars)");
        assertThat(ended).extracting(EndedTask::cancelledBy)
                .anyMatch(by -> by.length() < 300 && by.contains("nnn"));
    }
}
