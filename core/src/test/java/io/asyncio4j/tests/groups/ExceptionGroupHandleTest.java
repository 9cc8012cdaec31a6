package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.ExceptionGroup.except;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code ExceptionGroup.handle}: what {@code except*} is in Python. */
class ExceptionGroupHandleTest {

    private final IOException io = new IOException("io");
    private final FileNotFoundException missing = new FileNotFoundException("missing");
    private final IllegalStateException state = new IllegalStateException("state");
    private final AssertionError error = new AssertionError("error");
    private final ExceptionGroup inner = new ExceptionGroup("inner", List.of(missing, state));
    private final ExceptionGroup outer = new ExceptionGroup("outer", List.of(io, inner, error));

    private final List<String> log = new ArrayList<>();

    private void log(String clause, List<? extends Throwable> taken) {
        log.add(clause + " " + taken.stream().map(Throwable::getMessage).toList());
    }

    // TGR-03
    @Test
    void clauses_getTheExceptionsOfTheirType_fromAnyDepth_eachOnlyOnce_inOrder() {
        outer.handle(
                except(FileNotFoundException.class, taken -> log("missing", taken)),
                except(IOException.class, taken -> log("io", taken)),
                except(InterruptedException.class, taken -> log("none of these", taken)),
                except(Throwable.class, taken -> log("everything else", taken)));
        assertThat(log).containsExactly("missing [missing]", "io [io]", "everything else [state, error]");
    }

    // TGR-03
    @Test
    void whatNoClauseTakes_isThrown_inItsNesting_afterTheHandlersHaveRun() {
        outer.setStackTrace(new StackTraceElement[] {new StackTraceElement("A", "b", "A.java", 1)});
        ExceptionGroup rest = catchThrowableOfType(
                ExceptionGroup.class,
                () -> outer.handle(except(IOException.class, taken -> log("io", taken))));
        assertThat(log).containsExactly("io [io, missing]");
        assertThat(rest).hasMessage("outer (2 sub-exceptions)");
        assertThat(rest.getStackTrace()).containsExactly(outer.getStackTrace());
        assertThat(rest.exceptions().getFirst()).isInstanceOfSatisfying(ExceptionGroup.class, part -> {
            assertThat(part).hasMessage("inner (1 sub-exception)");
            assertThat(part.exceptions()).containsExactly(state);
        });
        assertThat(rest.exceptions().getLast()).isSameAs(error);
    }

    // TGR-03
    @Test
    void ifNothingIsTaken_theVeryGroupIsThrown() {
        assertThat(catchThrowable(
                () -> outer.handle(except(InterruptedException.class, taken -> log("no", taken)))))
                .isSameAs(outer);
        assertThat(catchThrowable(outer::handle)).isSameAs(outer);
        assertThat(log).isEmpty();
    }

    // TGR-03
    @Test
    void anExceptionThatIsInTheGroupTwice_isGivenAndLeftTwice() {
        var group = new ExceptionGroup("twice",
                List.of(io, new ExceptionGroup("again", List.of(io, state)), state));
        ExceptionGroup rest = catchThrowableOfType(
                ExceptionGroup.class,
                () -> group.handle(except(IOException.class, taken -> log("io", taken))));
        assertThat(log).containsExactly("io [io, io]");
        assertThat(rest.leaves()).containsExactly(state, state);
    }

    // TGR-03
    @Test
    void rethrownMember_staysInTheGroup_inItsPlace() {
        ExceptionGroup rest = catchThrowableOfType(ExceptionGroup.class, () -> outer.handle(
                except(IOException.class, taken -> {
                    log("io", taken);
                    throw taken.getLast();
                }),
                except(Throwable.class, taken -> log("everything else", taken))));
        assertThat(log).as("no later clause gets it").containsExactly("io [io, missing]",
                "everything else [state, error]");
        assertThat(rest).hasMessage("outer (1 sub-exception)");
        assertThat(rest.leaves()).containsExactly(missing);
        assertThat(rest.exceptions()).singleElement().isInstanceOf(ExceptionGroup.class);
    }

    // TGR-04
    @Test
    void otherExceptionsOfHandlers_areGrouped_withWhatIsLeftBehindThem_andLaterClausesRun() {
        var first = new IOException("handler 1");
        var second = new IllegalArgumentException("handler 2");
        ExceptionGroup thrown = catchThrowableOfType(ExceptionGroup.class, () -> outer.handle(
                except(IOException.class, taken -> {
                    log("io", taken);
                    throw first;
                }),
                except(IllegalStateException.class, taken -> {
                    log("state", taken);
                    throw second;
                })));
        assertThat(log).containsExactly("io [io, missing]", "state [state]");
        assertThat(thrown.message()).isEqualTo("errors in handlers of an ExceptionGroup");
        assertThat(thrown.exceptions()).hasSize(3).startsWith(first, second);
        assertThat(thrown.exceptions().getLast()).isInstanceOfSatisfying(ExceptionGroup.class, rest -> {
            assertThat(rest).hasMessage("outer (1 sub-exception)");
            assertThat(rest.exceptions()).containsExactly(error);
        });
    }

    // TGR-04
    @Test
    void exceptionOfAHandler_isThrownAsItIs_ifNothingElseIsLeft() {
        var failure = new IOException("handler");
        assertThat(
                catchThrowable(
                        () -> outer.handle(except(Throwable.class, taken -> {
                            throw failure;
                        }))))
                .isSameAs(failure);
    }

    // CAN-01 TGR-12
    @Test
    void cancellationOrLoopExitOfAHandler_isThrownBare_atOnce_withWhatIsLeft() {
        for (Error bare : List.of(new CancelledError("in a handler"), new LoopExit("in a handler"))) {
            log.clear();
            assertThat(catchThrowable(() -> outer.handle(
                    except(IOException.class, taken -> {
                        log("io", taken);
                        throw bare;
                    }),
                    except(Throwable.class, taken -> log("not reached", taken))))).isSameAs(bare);
            assertThat(log).containsExactly("io [io, missing]");
            assertThat(bare.getSuppressed()).singleElement().isInstanceOfSatisfying(ExceptionGroup.class,
                    rest -> {
                        assertThat(rest).hasMessage("outer (2 sub-exceptions)");
                        assertThat(rest.leaves()).containsExactly(state, error);
                    });
        }
    }

    // CAN-01
    @Test
    void cancellationOfAHandler_withNothingLeft_hasNothingSuppressed() {
        var cancellation = new CancelledError();
        assertThat(catchThrowable(() -> outer.handle(except(Throwable.class, taken -> {
            throw cancellation;
        })))).isSameAs(cancellation);
        assertThat(cancellation.getSuppressed()).isEmpty();
    }

    // CAN-01: what an earlier handler has thrown has no other way out
    @Test
    void cancellationOfAHandler_doesNotHideWhatEarlierHandlersHaveThrown() {
        var earlier = new IllegalArgumentException("handler 1");
        var cancellation = new CancelledError();
        assertThat(catchThrowable(() -> outer.handle(
                except(IOException.class, taken -> {
                    throw earlier;
                }),
                except(IllegalStateException.class, taken -> {
                    throw cancellation;
                })))).isSameAs(cancellation);
        List<Throwable> told = new ArrayList<>();
        for (Throwable e : cancellation.getSuppressed()) {
            told.addAll(e instanceof ExceptionGroup group ? group.leaves() : List.of(e));
        }
        assertThat(told).containsExactlyInAnyOrder(earlier, error);
    }

    // TGR-08
    @Test
    void cancellationAsAMember_thatAHandlerThrowsAgain_isThrownBare() {
        var member = new CancelledError("member");
        var group = new ExceptionGroup("group", List.of(member, state));
        assertThat(catchThrowable(() -> group.handle(except(CancelledError.class, taken -> {
            throw taken.getFirst();
        })))).isSameAs(member);
        assertThat(member.getSuppressed()).singleElement().isInstanceOfSatisfying(
                ExceptionGroup.class, rest -> assertThat(rest.exceptions()).containsExactly(state));
    }

    // TGR-03
    @Test
    void handlers_mayAwait_oneAfterTheOther_inTheCallersTask() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<?> me = currentTask();
            try {
                taskGroup(g -> {
                    for (Throwable e : List.of(io, state)) {
                        g.createTask(() -> {
                            if (e instanceof RuntimeException unchecked) {
                                throw unchecked;
                            }
                            throw (IOException) e;
                        });
                    }
                });
            } catch (ExceptionGroup failures) {
                failures.handle(
                        except(IllegalStateException.class, taken -> {
                            sleep(ms(10));
                            log("state", taken);
                        }),
                        except(IOException.class, taken -> {
                            sleep(ms(10));
                            log("io", taken);
                            assertThat(currentTask()).isSameAs(me);
                        }));
            }
            assertThat(log).containsExactly("state [state]", "io [io]");
            assertThat(millisSince(start)).isEqualTo(20);
        });
    }

    // TGR-08 CAN-01
    @Test
    void taskCancelledInAHandler_isCancelled() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> outer.handle(
                    except(IOException.class, taken -> sleep(ms(1_000))),
                    except(Throwable.class, taken -> log("not reached", taken))));
            ticks(1);
            task.cancel("outside");
            CancelledError thrown = catchThrowableOfType(CancelledError.class, task::await);
            assertThat(thrown.message()).isEqualTo("outside");
            assertThat(task.cancelled()).isTrue();
            assertThat(log).isEmpty();
        });
    }

    // TGR-03
    @Test
    void handlersList_cannotBeChanged_andIsNeverEmpty() {
        assertThatCode(() -> outer.handle(except(Throwable.class, taken -> {
            assertThat(taken).hasSize(4);
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(taken::removeFirst);
        }))).doesNotThrowAnyException();
    }

    // TGR-03
    @Test
    void clausesForGroups_andNulls_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> except(ExceptionGroup.class, taken -> {}))
                .withMessageContaining("handles the members of groups, not groups")
                .withMessageContaining("use catch for io.asyncio4j.ExceptionGroup");
        assertThatNullPointerException().isThrownBy(() -> except(null, taken -> {})).withMessage("type");
        assertThatNullPointerException().isThrownBy(() -> except(IOException.class, null))
                .withMessage("handler");
        assertThatThrownBy(() -> outer.handle(except(RuntimeException.class, taken -> log("runtime", taken))))
                .isInstanceOf(ExceptionGroup.class);
        assertThat(log).as("groups are no RuntimeExceptions for a clause").containsExactly("runtime [state]");
    }
}
