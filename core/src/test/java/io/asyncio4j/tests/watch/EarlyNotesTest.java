package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.TaskOptions.named;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.LogCapture;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Debug mode notes a task that fails while nobody waits for it. EXC-09, FUT-24. */
class EarlyNotesTest {

    private final IOException failure = new IOException("disk full");
    private final List<String> errors = new ArrayList<>();

    private String fail() throws IOException {
        throw failure;
    }

    /** {@return what is logged while {@code main} runs in debug mode} */
    private List<String> logOf(VoidCoroutine main) {
        try (var log = new LogCapture()) {
            Asyncio.run(Loops.virtual().debug(true), () -> {
                EventLoop.running().setExceptionHandler(
                        (loop, report) -> errors.add(report.get("message") + " " + report.get("exception")));
                main.run();
            });
            return notesIn(log);
        }
    }

    private static List<String> notesIn(LogCapture log) {
        return log.lines().stream().filter(line -> line.contains("nobody waits")).toList();
    }

    @Test
    void failureThatNobodyWaitsFor_isNotedOnce_longBeforeItIsReported() {
        List<String> notes = logOf(() -> {
            try (var log = new LogCapture()) {
                createTask(named("saver"), this::fail);
                sleep(ms(1));
                assertThat(notesIn(log)).singleElement().asString().matches(
                        "INFO Task has failed, and nobody waits for it yet: <Task finished name='saver'"
                                + " coro=<EarlyNotesTest\\.<lambda>\\(\\) done>> created at EarlyNotesTest\\.java:\\d+");
                assertThat(log.thrown()).containsExactly(failure);
            }
            sleep(ms(10));
            assertThat(errors).isEmpty();
        });
        assertThat(notes).as("no second one").hasSize(1);
        assertThat(errors)
                .containsExactly("Task exception was never retrieved java.io.IOException: disk full");
    }

    @Test
    void noteComesThoughTheLoopIsNeverIdle() {
        logOf(() -> {
            try (var log = new LogCapture()) {
                createTask(this::fail);
                ticks(4);
                assertThat(notesIn(log)).hasSize(1);
            }
        });
    }

    @Test
    void whoComesAndLooksLater_keepsItFromBeingAnError() {
        List<String> notes = logOf(() -> {
            var task = createTask(this::fail);
            sleep(ms(1));
            assertThatThrownBy(task::await).isSameAs(failure);
        });
        assertThat(notes).hasSize(1);
        assertThat(errors).isEmpty();
    }

    @Test
    void nothingIsNotedOfATask_thatSomebodyWaitsFor_orLooksAtSoon() {
        List<String> notes = logOf(() -> {
            assertThatThrownBy(() -> createTask(this::fail).await()).isSameAs(failure);
            assertThatThrownBy(() -> gather(this::fail, this::fail).await()).isSameAs(failure);
            assertThatThrownBy(() -> taskGroup(g -> g.createTask(this::fail)))
                    .isInstanceOf(ExceptionGroup.class);
            var waited = createTask(this::fail);
            Asyncio.wait(List.of(waited), null, ReturnWhen.ALL_COMPLETED);
            sleep(ms(1));
            waited.exception();
            var soon = createTask(this::fail);
            ticks(1);
            soon.exception();
            sleep(ms(1));
        });
        assertThat(notes).isEmpty();
        assertThat(errors).isEmpty();
    }

    @Test
    void eagerTaskThatFailsAtOnce_isNotedOnlyIfItsCreatorDoesNotLook() {
        List<String> notes = logOf(() -> {
            EventLoop.running().setTaskFactory(TaskFactory.EAGER);
            assertThatThrownBy(() -> taskGroup(g -> g.createTask(this::fail)))
                    .isInstanceOf(ExceptionGroup.class);
            assertThatThrownBy(() -> gather(this::fail, this::fail).await()).isSameAs(failure);
            sleep(ms(1));
            createTask(named("lost"), this::fail);
            sleep(ms(1));
        });
        assertThat(notes).singleElement().asString().contains("name='lost'");
    }

    @Test
    void neitherAPromise_norATaskWithoutDebugMode_isNoted() {
        List<String> notes = logOf(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            promise.setException(failure);
            EventLoop.running().setDebug(false);
            createTask(this::fail);
            sleep(ms(1));
        });
        assertThat(notes).isEmpty();
        assertThat(errors).containsExactly(
                "Future exception was never retrieved java.io.IOException: disk full",
                "Task exception was never retrieved java.io.IOException: disk full");
    }
}
