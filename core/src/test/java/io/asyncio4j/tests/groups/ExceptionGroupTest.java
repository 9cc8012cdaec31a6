package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.ExceptionGroup.Split;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.tests.support.Loops;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExceptionGroupTest {

    private final IOException io = new IOException("io");
    private final FileNotFoundException missing = new FileNotFoundException("missing");
    private final IllegalStateException state = new IllegalStateException("state");
    private final AssertionError error = new AssertionError("error");

    // outer: [io, inner: [missing, state], error]
    private final ExceptionGroup inner = new ExceptionGroup("inner", List.of(missing, state));
    private final ExceptionGroup outer = new ExceptionGroup("outer", List.of(io, inner, error));

    private static String stackTraceOf(Throwable e) {
        var text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    // TGR-13
    @Test
    void messageAndMembers() {
        assertThat(outer.message()).isEqualTo("outer");
        assertThat(outer).hasMessage("outer (3 sub-exceptions)");
        assertThat(new ExceptionGroup("one", List.of(error))).hasMessage("one (1 sub-exception)");
        assertThat(new ExceptionGroup("", List.of(error, io))).hasMessage(" (2 sub-exceptions)");
        assertThat(outer.exceptions()).containsExactly(io, inner, error);
        assertThat(outer.getCause()).isNull();
    }

    // TGR-13
    @Test
    void members_areACopy_thatCannotBeChanged() {
        List<Throwable> members = new ArrayList<>(List.of(io, state));
        var group = new ExceptionGroup("group", members);
        members.clear();
        assertThat(group.exceptions()).containsExactly(io, state);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> group.exceptions().add(error));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> group.leaves().add(error));
    }

    // TGR-13
    @Test
    void withoutMembersOrMessage_itIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ExceptionGroup("lonely", List.of()))
                .withMessage("an ExceptionGroup needs one exception at least: lonely");
        assertThatNullPointerException().isThrownBy(() -> new ExceptionGroup(null, List.of(io)))
                .withMessage("message");
        assertThatNullPointerException().isThrownBy(() -> new ExceptionGroup("group", null));
        assertThatNullPointerException()
                .isThrownBy(() -> new ExceptionGroup("group", Arrays.asList(io, null)));
        assertThatNullPointerException().isThrownBy(() -> outer.leaves(null)).withMessage("type");
    }

    // TGR-03
    @Test
    void leaves_areFoundInAnyDepth_inOrder_byType() {
        var deep = new ExceptionGroup("deep", List.of(new ExceptionGroup("middle", List.of(outer)), state));
        assertThat(deep.leaves()).containsExactly(io, missing, state, error, state);
        assertThat(deep.leaves(IOException.class)).containsExactly(io, missing);
        assertThat(deep.leaves(Error.class)).containsExactly(error);
        assertThat(deep.leaves(RuntimeException.class)).as("groups are none").containsExactly(state, state);
        assertThat(deep.leaves(InterruptedException.class)).isEmpty();
    }

    // TGR-13
    @Test
    void split_byType_keepsTheNesting() {
        Split split = outer.split(IOException.class);
        ExceptionGroup matching = split.matching();
        ExceptionGroup rest = split.rest();
        assertThat(matching).hasMessage("outer (2 sub-exceptions)");
        assertThat(matching.exceptions().getFirst()).isSameAs(io);
        ExceptionGroup innerMatching = (ExceptionGroup) matching.exceptions().getLast();
        assertThat(innerMatching).hasMessage("inner (1 sub-exception)");
        assertThat(innerMatching.exceptions()).containsExactly(missing);

        assertThat(rest).hasMessage("outer (2 sub-exceptions)");
        ExceptionGroup innerRest = (ExceptionGroup) rest.exceptions().getFirst();
        assertThat(innerRest).hasMessage("inner (1 sub-exception)");
        assertThat(innerRest.exceptions()).containsExactly(state);
        assertThat(rest.exceptions().getLast()).isSameAs(error);
        assertThat(outer.leaves()).as("the group itself is as before").containsExactly(io, missing, state,
                error);
    }

    // TGR-13
    @Test
    void split_leavesOutInnerGroupsThatHaveNoPart() {
        Split split = outer.split(Error.class);
        assertThat(split.matching().exceptions()).containsExactly(error);
        assertThat(split.rest().leaves()).containsExactly(io, missing, state);
        assertThat(split.rest().exceptions().getLast())
                .as("as CPython does, even where an inner group stays whole")
                .isNotSameAs(inner).hasMessage(inner.getMessage());
    }

    // TGR-13
    @Test
    void split_whenAllOrNothingMatches() {
        Split all = outer.split(e -> !(e instanceof ExceptionGroup));
        assertThat(all.matching().leaves()).containsExactly(io, missing, state, error);
        assertThat(all.matching().exceptions()).hasSize(3);
        assertThat(all.matching()).as("a new group, as in CPython").isNotSameAs(outer);
        assertThat(all.rest()).isNull();
        Split nothing = outer.split(InterruptedException.class);
        assertThat(nothing.matching()).isNull();
        assertThat(nothing.rest()).isNotSameAs(outer).hasMessage(outer.getMessage());
        assertThat(nothing.rest().leaves()).containsExactly(io, missing, state, error);
    }

    // TGR-13
    @Test
    void split_asksForGroupsToo_andTakesThemWhole() {
        Split whole = outer.split(ExceptionGroup.class);
        assertThat(whole.matching()).isSameAs(outer);
        assertThat(whole.rest()).isNull();
        Split byIdentity = outer.split(e -> e == inner);
        assertThat(byIdentity.matching().exceptions()).containsExactly(inner);
        assertThat(byIdentity.matching().exceptions().getFirst()).isSameAs(inner);
        assertThat(byIdentity.rest().exceptions()).containsExactly(io, error);

        List<Throwable> asked = new ArrayList<>();
        outer.split(e -> {
            asked.add(e);
            return false;
        });
        assertThat(asked).containsExactly(outer, io, inner, missing, state, error);
    }

    // TGR-13
    @Test
    void subgroup_isTheMatchingPart() {
        assertThat(outer.subgroup(IOException.class).leaves()).containsExactly(io, missing);
        assertThat(outer.subgroup(e -> e == state).exceptions()).singleElement()
                .isInstanceOfSatisfying(ExceptionGroup.class, part -> {
                    assertThat(part).hasMessage("inner (1 sub-exception)");
                    assertThat(part.exceptions()).containsExactly(state);
                });
        assertThat(outer.subgroup(InterruptedException.class)).isNull();
        assertThat(outer.subgroup(e -> false)).isNull();
    }

    // TGR-13
    @Test
    void parts_haveTheStackTrace_theCause_andTheForeignSuppressedExceptions() {
        var cause = new IOException("cause");
        var innerCause = new IOException("inner cause");
        var foreign = new IOException("from a close()");
        outer.initCause(cause);
        inner.initCause(innerCause);
        outer.addSuppressed(foreign);
        var frames =
                new StackTraceElement[] {new StackTraceElement("Somewhere", "else", "Somewhere.java", 7)};
        outer.setStackTrace(frames);

        Split split = outer.split(IOException.class);
        for (ExceptionGroup part : List.of(split.matching(), split.rest())) {
            assertThat(part.getStackTrace()).containsExactly(frames);
            assertThat(part.getCause()).isSameAs(cause);
            assertThat(part.leaves()).hasSize(2);
            assertThat(part.getSuppressed()).hasSize(3).endsWith(foreign);
            assertThat(part.getSuppressed()).startsWith(part.exceptions().toArray(Throwable[]::new));
        }
        assertThat(split.matching().exceptions().getLast().getCause()).isSameAs(innerCause);
        assertThat(split.matching().exceptions().getLast().getStackTrace()).isEqualTo(inner.getStackTrace());
    }

    // TGR-13
    @Test
    void stackTrace_showsTheMembers_ofInnerGroupsToo_andWhenTheGroupIsACause() {
        assertThat(outer.getSuppressed()).containsExactly(io, inner, error);
        assertThat(stackTraceOf(outer))
                .startsWith("io.asyncio4j.ExceptionGroup: outer (3 sub-exceptions)")
                .containsSubsequence(
                        "\tSuppressed: java.io.IOException: io",
                        "\tSuppressed: io.asyncio4j.ExceptionGroup: inner (2 sub-exceptions)",
                        "\t\tSuppressed: java.io.FileNotFoundException: missing",
                        "\t\tSuppressed: java.lang.IllegalStateException: state",
                        "\tSuppressed: java.lang.AssertionError: error");
        assertThat(stackTraceOf(new RuntimeException("wrapper", outer)))
                .containsSubsequence(
                        "RuntimeException: wrapper",
                        "Caused by: io.asyncio4j.ExceptionGroup: outer (3 sub-exceptions)",
                        "\tSuppressed: java.io.IOException: io",
                        "\t\tSuppressed: java.io.FileNotFoundException: missing");
    }

    // TGR-03 TGR-13
    @Test
    void groupOfATaskGroup_showsWhereItsMembersWereThrown() {
        Loops.run(() -> {
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                g.createTask(ExceptionGroupTest::failInAChild);
            }));
            assertThat(group.message()).isEqualTo("unhandled errors in a TaskGroup");
            assertThat(stackTraceOf(group))
                    .containsSubsequence(
                            "ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception):"
                                    + " java.io.IOException: of a child",
                            "groupOfATaskGroup_showsWhereItsMembersWereThrown",
                            "Suppressed: java.io.IOException: of a child",
                            "ExceptionGroupTest.failInAChild(");
        });
    }

    // Maven's summary and many a log show the first line, or the last cause, and nothing else
    @Test
    void groupOfATaskGroup_namesItsFirstFailure_whichIsTheCause_inItsPartsToo() {
        Loops.run(() -> {
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                g.createTask(() -> {
                    throw new ExceptionGroup("inner", List.of(state, missing));
                });
                try {
                    sleep(Duration.ofHours(1));
                } finally {
                    failInAChild();
                }
            }));
            assertThat(group)
                    .hasMessage("unhandled errors in a TaskGroup (2 sub-exceptions): " + state)
                    .hasCause(group.exceptions().getFirst());
            ExceptionGroup part = group.subgroup(e -> e instanceof IOException && e != missing);
            assertThat(part)
                    .hasMessage(
                            "unhandled errors in a TaskGroup (1 sub-exception): java.io.IOException: of a child")
                    .hasCause(part.exceptions().getFirst());
        });
    }

    @Test
    void groupWhoseFirstFailureHasNoText_hasAMessageAllTheSame() {
        var hostile = new IllegalStateException() {
            @Override
            public String getMessage() {
                throw new UnsupportedOperationException();
            }
        };
        var group = new ExceptionGroup("bad", List.of(hostile));
        group.initCause(hostile);
        assertThat(group.getMessage())
                .startsWith("bad (1 sub-exception): io.asyncio4j.tests.groups.ExceptionGroupTest");
    }

    private static void failInAChild() throws IOException {
        sleep(ms(1));
        throw new IOException("of a child");
    }

    /** A group that knows more than its members, and keeps that. */
    private static final class Batch extends ExceptionGroup {

        private static final long serialVersionUID = 1L;

        final int number;

        Batch(int number, List<? extends Throwable> failures) {
            super("batch", failures);
            this.number = number;
        }

        @Override
        protected ExceptionGroup derive(List<Throwable> exceptions) {
            return new Batch(number, exceptions);
        }
    }

    /** A group that does not say how to make another one of its kind. */
    private static final class Plain extends ExceptionGroup {

        private static final long serialVersionUID = 1L;

        Plain(List<? extends Throwable> failures) {
            super("plain", failures);
        }
    }

    // TGR-13
    @Test
    void subclass_isKept_ifItDerivesItsOwn_elseAPlainGroupIsMade() {
        var cause = new IOException("cause");
        var batch = new Batch(7, List.of(io, state, inner));
        batch.initCause(cause);
        Split split = batch.split(RuntimeException.class);
        assertThat(split.matching()).as("a group is a RuntimeException, and taken whole").isSameAs(batch);

        split = batch.split(IOException.class);
        for (ExceptionGroup part : List.of(split.matching(), split.rest())) {
            assertThat(part).isInstanceOfSatisfying(Batch.class, derived -> {
                assertThat(derived.number).isEqualTo(7);
                assertThat(derived).hasMessage("batch (2 sub-exceptions)");
                assertThat(derived.getCause()).isSameAs(cause);
                assertThat(derived.getStackTrace()).isEqualTo(batch.getStackTrace());
                assertThat(derived.exceptions().getLast().getClass()).isEqualTo(ExceptionGroup.class);
            });
        }
        ExceptionGroup part = new Plain(List.of(io, state)).subgroup(IOException.class);
        assertThat(part.getClass()).isEqualTo(ExceptionGroup.class);
        assertThat(part).hasMessage("plain (1 sub-exception)");
    }
}
