package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.Ticks;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups in which nothing fails. */
class TaskGroupTest {

    // TGR-01
    @Test
    void block_isLeft_whenTheLastChildIsDone() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<Task<String>> children = new ArrayList<>();
            taskGroup(g -> {
                children.add(g.createTask(() -> sleep(ms(300), "slow")));
                children.add(g.createTask(() -> sleep(ms(100), "fast")));
                sleep(ms(150));
                children.add(g.createTask(() -> sleep(ms(20), "late")));
            });
            assertThat(millisSince(start)).isEqualTo(300);
            assertThat(children).extracting(Task::result).containsExactly("slow", "fast", "late");
        });
    }

    // TGR-01
    @Test
    void block_runsInTheCallersTask_andItsContext() {
        Loops.run(() -> {
            ContextVar<String> variable = ContextVar.of("variable");
            Task<?> me = currentTask();
            taskGroup(g -> {
                assertThat(currentTask()).isSameAs(me);
                variable.set("set in the block");
            });
            assertThat(variable.get()).isEqualTo("set in the block");
        });
    }

    // TGR-01
    @Test
    void value_isTheBlocks_andComesWhenTheChildrenAreDone() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            String value = taskGroup(g -> {
                g.createTask(() -> {
                    sleep(ms(5));
                    log.add("child");
                });
                return "from the block";
            });
            log.add(value);
            assertThat(log).containsExactly("child", "from the block");

            String none = taskGroup(g -> {
                return null;
            });
            assertThat(none).isNull();
            Task<Integer> child = taskGroup(g -> {
                return g.createTask(() -> sleep(ms(5), 7));
            });
            assertThat(child.result()).isEqualTo(7);
        });
    }

    // TGR-01
    @Test
    void blockWithoutChildren_isLeftAtOnce_andOneWithDoneChildren_too() {
        Loops.run(() -> {
            var ticks = new Ticks();
            ticks(1);
            ticks.begin();
            taskGroup(g -> {});
            ticks.mark("left");
            taskGroup(g -> {
                g.createTask(() -> sleep(Duration.ZERO)).await();
                ticks.mark("child awaited");
            });
            ticks.mark("left");
            assertThat(ticks.end()).containsExactly("left@0", "child awaited@3", "left@3");
        });
    }

    // TGR-01
    @Test
    void block_isLeftTwoTicksAfterItsLastChild() {
        Loops.run(() -> {
            var ticks = new Ticks();
            ticks(1);
            ticks.begin();
            taskGroup(g -> {
                g.createTask(() -> ticks.mark("child"));
                ticks.mark("block ends");
            });
            ticks.mark("left");
            assertThat(ticks.end()).containsExactly("block ends@0", "child@1", "left@3");
        });
    }

    // TGR-02
    @Test
    void childCancelledAlone_endsAlone() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<Task<String>> children = new ArrayList<>();
            String value = taskGroup(g -> {
                children.add(g.createTask(() -> sleep(ms(1_000), "cancelled")));
                children.add(g.createTask(() -> sleep(ms(200), "sibling")));
                sleep(ms(50));
                children.getFirst().cancel();
                ticks(3);
                assertThat(g).hasToString("<TaskGroup tasks=1 entered>");
                children.add(g.createTask(() -> sleep(ms(200), "later sibling")));
                return sleep(ms(10), "block");
            });
            assertThat(value).isEqualTo("block");
            assertThat(children.getFirst().cancelled()).isTrue();
            assertThat(children.get(1).result()).isEqualTo("sibling");
            assertThat(children.get(2).result()).isEqualTo("later sibling");
            assertThat(millisSince(start)).isEqualTo(250);
        });
    }

    // TGR-02
    @Test
    void childThatThrowsCancelledErrorByItself_isNoFailure() {
        Loops.run(() -> {
            List<Task<?>> children = new ArrayList<>();
            taskGroup(g -> {
                children.add(g.createTask(() -> {
                    throw new CancelledError("on my own");
                }));
                assertThat(sleep(ms(10), "undisturbed")).isEqualTo("undisturbed");
            });
            assertThat(children.getFirst().cancelled()).isTrue();
        });
    }

    // TGR-14
    @Test
    void children_mayAddChildren_whileTheBlockWaitsAtItsEnd() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            taskGroup(g -> {
                g.createTask(() -> {
                    sleep(ms(10));
                    for (int i = 1; i <= 2; i++) {
                        int delay = 10 * i;
                        g.createTask(() -> {
                            sleep(ms(delay));
                            log.add("grandchild at " + millisSince(start));
                        });
                    }
                    log.add("child at " + millisSince(start));
                });
                log.add("block ends");
            });
            log.add("left at " + millisSince(start));
            assertThat(log)
                    .containsExactly(
                            "block ends", "child at 10", "grandchild at 20", "grandchild at 30",
                            "left at 30");
        });
    }

    // TGR-14
    @Test
    void multiplyingChildren_endWhenOneFails() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<Long> heads = new ArrayList<>();
            var failure = new IllegalArgumentException("enough");
            assertThatThrownBy(() -> taskGroup(g -> {
                g.createTask(() -> multiply(g, heads));
                g.createTask(() -> {
                    sleep(ms(35));
                    throw failure;
                });
            })).isInstanceOfSatisfying(
                    ExceptionGroup.class, e -> assertThat(e.exceptions()).containsExactly(failure));
            assertThat(heads).hasSize(1 + 2 + 4 + 8);
            assertThat(millisSince(start)).isEqualTo(35);
        });
    }

    private static void multiply(TaskGroup group, List<Long> heads) {
        heads.add(EventLoop.running().time().toMillis());
        sleep(ms(10));
        group.createTask(() -> multiply(group, heads));
        group.createTask(() -> multiply(group, heads));
    }

    // TGR-14 TGR-19
    @Test
    void doneChildren_areForgottenAtOnce() {
        Loops.run(() -> {
            List<String> texts = new ArrayList<>();
            taskGroup(g -> {
                for (int i = 0; i < 6; i++) {
                    g.createTask(() -> sleep(ms(25)));
                    texts.add(g.toString());
                    sleep(ms(10));
                }
                sleep(ms(100));
                texts.add(g.toString());
            });
            assertThat(texts)
                    .containsExactly(
                            "<TaskGroup tasks=1 entered>",
                            "<TaskGroup tasks=2 entered>",
                            "<TaskGroup tasks=3 entered>",
                            "<TaskGroup tasks=3 entered>",
                            "<TaskGroup tasks=3 entered>",
                            "<TaskGroup tasks=3 entered>",
                            "<TaskGroup entered>");
        });
    }

    // TGR-14
    @Test
    void doneChildren_areForgotten_inWhateverOrderTheyEnd() {
        Loops.run(() -> {
            List<String> ended = new ArrayList<>();
            taskGroup(g -> {
                List<Promise<String>> gates = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    Promise<String> gate = EventLoop.running().createFuture();
                    gates.add(gate);
                    g.createTask(() -> ended.add(gate.await()));
                }
                ticks(1);
                for (int i : new int[] {2, 0, 4, 3}) { // middle, first, last, last again
                    gates.get(i).setResult("child " + i);
                    ticks(2);
                    assertThat(g).hasToString("<TaskGroup tasks=" + (5 - ended.size()) + " entered>");
                }
                g.createTask(() -> ended.add("one more"));
                g.cancel();
            });
            assertThat(ended).containsExactly("child 2", "child 0", "child 4", "child 3");
        });
    }

    // TGR-18
    @Test
    void nameAndContext_reachTheChild() {
        Loops.run(() -> {
            ContextVar<String> variable = ContextVar.of("variable");
            Context context = Context.copyCurrent();
            taskGroup(g -> {
                Task<String> named = g.createTask(TaskOptions.named("reader"), () -> currentTask().getName());
                assertThat(named.getName()).isEqualTo("reader");
                assertThat(named.await()).isEqualTo("reader");
                TaskOptions inContext = TaskOptions.DEFAULT.withContext(context);
                g.createTask(inContext, () -> variable.set("by the first")).await();
                assertThat(context.get(variable)).isEqualTo("by the first");
                g.createTask(inContext, () -> variable.set(variable.get() + " and the second")).await();
            });
            assertThat(context.get(variable)).isEqualTo("by the first and the second");
            assertThat(Context.copyCurrent().get(variable)).isNull();
        });
    }

    // TGR-19
    @Test
    void text_showsStateAndNumbers() {
        Loops.run(() -> {
            var group = new TaskGroup();
            List<String> texts = new ArrayList<>();
            texts.add(group.toString());
            assertThatThrownBy(() -> group.run(g -> {
                texts.add(g.toString());
                g.createTask(() -> sleep(ms(1_000)));
                Task<?> failing = g.createTask(() -> {
                    throw new IllegalArgumentException();
                });
                texts.add(g.toString());
                failing.addDoneCallback(done -> texts.add(g.toString()));
                sleep(ms(1_000));
            })).isInstanceOf(ExceptionGroup.class);
            texts.add(group.toString());
            assertThat(texts)
                    .containsExactly(
                            "<TaskGroup>",
                            "<TaskGroup entered>",
                            "<TaskGroup tasks=2 entered>",
                            "<TaskGroup tasks=1 errors=1 cancelling>",
                            "<TaskGroup cancelling>");
        });
    }

    // TGR-19
    @Test
    void textOfAGroupThatWasLeftNormally_isThatOfAnEnteredOne() {
        Loops.run(() -> {
            var group = new TaskGroup();
            group.run(g -> g.createTask(() -> sleep(ms(1))));
            assertThat(group).hasToString("<TaskGroup entered>");
        });
    }

    // TGR-23
    @Test
    void groupThatIsKept_keepsNeitherItsParentNorItsChildren() {
        Loops.run(() -> {
            var group = new TaskGroup();
            List<WeakReference<Task<?>>> tasks = new ArrayList<>();
            parentOf(group, tasks).await();
            ticks(3);
            assertThat(tasks).hasSize(2);
            for (int i = 0; i < 50 && tasks.stream().anyMatch(task -> task.get() != null); i++) {
                System.gc();
            }
            assertThat(tasks).allSatisfy(task -> assertThat(task.get()).isNull());
            assertThat(group).hasToString("<TaskGroup entered>");
        });
    }

    private static Task<?> parentOf(TaskGroup group, List<WeakReference<Task<?>>> tasks) {
        Task<?> parent = createTask(() -> group.run(g -> {
            tasks.add(new WeakReference<>(g.createTask(() -> sleep(ms(1)))));
        }));
        tasks.add(new WeakReference<>(parent));
        return parent;
    }
}
