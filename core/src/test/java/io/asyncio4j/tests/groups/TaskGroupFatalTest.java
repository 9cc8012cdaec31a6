package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends the loop leaves a group bare, and what goes wrong when nobody waits any more is reported. */
class TaskGroupFatalTest {

    private static void throwIt(Throwable failure) throws Exception {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (Exception) failure;
    }

    private static Error fatal(String kind) {
        return switch (kind) {
            case "LoopExit" -> new LoopExit("fatal");
            case "InternalError" -> new InternalError("fatal");
            default -> new UnknownError("fatal");
        };
    }

    // TGR-12
    @ParameterizedTest
    @ValueSource(strings = {"LoopExit", "InternalError", "UnknownError"})
    void fatalErrorOfTheBlock_leavesItBare_whenTheChildrenHaveEnded(String kind) {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            Error fatal = fatal(kind);
            assertThat(catchThrowable(() -> taskGroup(g -> {
                g.createTask(() -> {
                    try {
                        sleep(ms(1_000));
                    } finally {
                        sleep(ms(20));
                        log.add("child cleaned up");
                    }
                });
                sleep(ms(5));
                throw fatal;
            }))).isSameAs(fatal);
            assertThat(log).containsExactly("child cleaned up");
            assertThat(millisSince(start)).isEqualTo(25);
        });
    }

    // TGR-12 TGR-26
    @Test
    void fatalErrorOfTheBlock_displacesFailuresOfChildren_whichAreReported() {
        Loops.run(() -> {
            List<Map<String, Object>> reports = Loops.collectReports();
            var group = new TaskGroup();
            var fatal = new LoopExit("enough");
            var before = new IOException("before");
            var during = new IOException("during the clean-up");
            assertThat(catchThrowable(() -> group.run(g -> {
                g.createTask(() -> {
                    sleep(ms(10));
                    throw before;
                });
                g.createTask(() -> {
                    try {
                        sleep(ms(1_000));
                    } finally {
                        throwIt(during);
                    }
                });
                try {
                    sleep(ms(1_000));
                } finally {
                    throwIt(fatal);
                }
            }))).isSameAs(fatal);
            assertThat(reports).extracting(report -> report.get("exception")).containsExactly(before, during);
            assertThat(reports).allSatisfy(report -> {
                assertThat(report.get("task_group")).isSameAs(group);
                assertThat((String) report.get("message"))
                        .contains("TaskGroup task exception was not propagated")
                        .contains("enough");
            });
        });
    }

    // TGR-12
    @Test
    void fatalErrorOfAChild_leavesRun_andTheGroupBare_afterItsSiblings() {
        List<String> log = new ArrayList<>();
        var fatal = new LoopExit("child");
        assertThat(catchThrowable(() -> Loops.run(() -> {
            try {
                taskGroup(g -> {
                    g.createTask(() -> {
                        sleep(ms(10));
                        throw fatal;
                    });
                    g.createTask(() -> {
                        try {
                            sleep(ms(1_000));
                        } catch (CancelledError e) {
                            sleep(ms(20));
                            log.add("sibling cleaned up");
                            throw e;
                        }
                    });
                    sleep(ms(1_000));
                });
            } catch (Throwable e) {
                log.add("block left with " + e);
                throw e;
            }
        }))).isSameAs(fatal);
        assertThat(log).containsExactly("sibling cleaned up", "block left with " + fatal);
    }

    // TGR-12 TGR-26
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fatalErrorOfAChild_displacesWhatTheBlockThrowsThen_whichIsReported(boolean alsoFatal) {
        var first = new LoopExit("first");
        Throwable second = alsoFatal ? new LoopExit("second") : new IOException("second");
        EventLoop loop = Loops.virtual().build();
        List<Map<String, Object>> reports = Loops.collectReports(loop);
        List<Throwable> left = new ArrayList<>();
        Task<?> main = loop.createTask(() -> left.add(catchThrowable(() -> taskGroup(g -> {
            g.createTask(() -> {
                throw first;
            });
            try {
                sleep(ms(1_000));
            } finally {
                throwIt(second);
            }
        }))));
        assertThat(catchThrowable(() -> loop.runUntilComplete(main))).isSameAs(first);
        loop.runUntilComplete(main);
        loop.close();
        assertThat(left).containsExactly(first);
        assertThat(reports).extracting(report -> report.get("exception")).containsExactly(second);
    }

    // TGR-20
    @Test
    void childThatFails_whenItsParentHasLeft_isReported() {
        EventLoop loop = Loops.virtual().name("closed early").build();
        List<Map<String, Object>> reports = Loops.collectReports(loop);
        var failure = new IOException("too late");
        List<String> log = new ArrayList<>();
        loop.createTask(() -> {
            try {
                taskGroup(g -> g.createTask(() -> {
                    try {
                        sleep(Duration.ofHours(1));
                    } finally {
                        log.add("child");
                        throwIt(failure);
                    }
                }));
            } finally {
                log.add("parent");
            }
        });
        loop.runUntilComplete(() -> sleep(ms(1)));
        loop.close();
        assertThat(log).containsExactly("parent", "child");
        assertThat(reports)
                .filteredOn(report -> report.get("exception") == failure)
                .singleElement()
                .satisfies(report -> assertThat((String) report.get("message"))
                        .startsWith("Task <Task ")
                        .contains("has errored out but its parent task"));
    }

    // TGR-06, TGR-20: nobody will take what the block had collected by then
    @Test
    void closingOfTheLoop_tellsOfFailuresThatABlockWouldHaveThrown() {
        EventLoop loop = Loops.virtual().build();
        List<Map<String, Object>> reports = Loops.collectReports(loop);
        var failure = new IOException("collected");
        loop.createTask(() -> taskGroup(g -> {
            g.createTask(() -> throwIt(failure));
            g.createTask(() -> {
                try {
                    sleep(Duration.ofHours(1));
                } finally {
                    sleep(Duration.ofHours(1)); // so that the block has to wait
                }
            });
        }));
        loop.runUntilComplete(() -> sleep(ms(1)));
        loop.close();
        assertThat(reports)
                .filteredOn(report -> report.get("exception") == failure)
                .singleElement()
                .satisfies(report -> assertThat(report).containsKey("task_group").containsEntry("message",
                        "TaskGroup task exception was not propagated, because its loop is closed"));
    }

    // TGR-06: each await of a closing loop throws; a block that waited on would keep its thread for ever
    @Test
    void closingOfTheLoop_endsABlockThatWaitsForItsChildren_atItsFirstAwait() {
        EventLoop loop = Loops.virtual().build();
        List<Map<String, Object>> reports = Loops.collectReports(loop);
        List<String> log = new ArrayList<>();
        loop.createTask(() -> {
            try {
                taskGroup(g -> {
                    g.createTask(() -> sleep(Duration.ofHours(1)));
                });
            } catch (CancelledError e) {
                log.add("block left: " + e.getMessage());
                throw e;
            }
        });
        loop.runUntilComplete(() -> sleep(ms(1)));
        loop.close();
        assertThat(log).containsExactly("block left: the event loop was closed");
        assertThat(reports)
                .extracting(report -> report.get("message"))
                .containsExactly("Task was destroyed but it is pending!",
                        "Task was destroyed but it is pending!");
    }
}
