package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskStatus;
import io.asyncio4j.VoidBlock;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A request to cancel that meets a task which {@code start} waits for at its end, or while it is being ended. */
class TaskGroupStartEndsTest {

    /** What {@code start} throws if its caller is cancelled when the task has ended, before the caller hears of that. */
    private static CancelledError startCancelledAtItsEnd(VoidBlock<? super TaskStatus<String>> end) {
        var seen = new ArrayList<CancelledError>();
        Loops.run(() -> {
            Task<?> caller = createTask(() -> {
                Task<?> self = Objects.requireNonNull(currentTask());
                taskGroup(g -> {
                    try {
                        g.<String>start(status -> {
                            sleep(ms(1));
                            EventLoop.running().callSoon(self::cancel); // goes before the news of the end
                            end.run(status);
                        });
                    } catch (CancelledError e) {
                        seen.add(e);
                        throw e;
                    }
                });
            });
            assertThat(catchThrowable(caller::await)).isNotNull();
        });
        assertThat(seen).hasSize(1);
        return seen.getFirst();
    }

    @Test
    void ofATaskThatHasJustEnded_itIsNotSwallowed() {
        assertThat(startCancelledAtItsEnd(status -> {})).hasNoSuppressedExceptions();
    }

    @Test
    void ofATaskThatHasJustBeenCancelled_itIsNotSwallowed() {
        assertThat(startCancelledAtItsEnd(status -> {
            throw new CancelledError("of its own");
        })).hasNoSuppressedExceptions();
    }

    @Test
    void ofATaskThatHasJustFailed_itTakesTheFailureAlong() {
        var failure = new IOException("not ready");
        assertThat(startCancelledAtItsEnd(status -> {
            throw failure;
        }).getSuppressed()).containsExactly(failure);
    }

    @Test
    void afterTheGroupHasCancelledBoth_anotherRequestGoesOnToTheTask() {
        List<String> log = new ArrayList<>();
        Loops.run(() -> {
            Task<?> caller = createTask(() -> taskGroup(g -> {
                g.createTask(() -> {
                    sleep(ms(1));
                    throw new IOException("sibling");
                });
                g.<String>start(status -> {
                    try {
                        sleep(ms(100));
                    } catch (CancelledError e) {
                        log.add("by the group");
                    }
                    try {
                        sleep(ms(100));
                    } catch (CancelledError e) {
                        log.add("by " + e.getMessage());
                        throw e;
                    }
                });
            }));
            sleep(ms(10));
            caller.cancel("somebody else");
            assertThat(catchThrowable(caller::await)).isNotNull();
        });
        assertThat(log).containsExactly("by the group", "by somebody else");
    }

    @Test
    void theCoroutineOfAStartedTask_showsBodyAndStatus() {
        Loops.run(() -> taskGroup(g -> {
            String text = g.start(status -> status.started(
                    Objects.requireNonNull(Objects.requireNonNull(currentTask()).getCoro()).toString()));
            assertThat(text).startsWith("StartingBody[body=").endsWith(", status=<TaskStatus starting>]");
        }));
    }
}
