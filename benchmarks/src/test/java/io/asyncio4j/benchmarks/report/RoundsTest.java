package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rounds of turns that take a second each, on a clock of their own. */
class RoundsTest {

    private static final Work TWO_LOOPS = Sample.work("two-loops");
    private static final Work MILLION = Sample.work("million");

    private final List<String> log = new ArrayList<>();
    private long nanos;

    private Rounds rounds(int number, int limitSeconds, Sampler sampler) {
        var pace = new Pace("test", number, 1, 1, number, number, number, 1, 1, 1, 1, 1, 1,
                "1g", 1,
                Duration.ofSeconds(limitSeconds),
                Duration.ofSeconds(1));
        return new Rounds(pace, (work, side, size) -> {
            nanos += 1_000_000_000;
            log.add(work.name() + " " + side.title() + (size > 0 ? " " + size : ""));
            return sampler.sample(work, side, size);
        }, new Rounds.Progress() {
            @Override
            public void turn(double part, String what) {}

            @Override
            public void end() {}
        }, () -> nanos);
    }

    @Test
    void sidesOfAWork_haveTheirTurnsTogether_anotherOneFirstEachTime() throws Exception {
        Rounds rounds = rounds(2, 100, (_, side, _) -> List.of(side == Side.CARRIED ? 1.0 : 2.0));

        var series = rounds.works(List.of(TWO_LOOPS, MILLION), Side.OF_JVM);

        assertThat(rounds.notes()).containsExactly(
                "Measured once only, so that nothing says how much it varies, of the works: million.");
        assertThat(log).containsExactly(
                "two-loops carried", "two-loops one loop", "million carried", "million portable",
                "two-loops one loop", "two-loops carried");
        assertThat(series).containsExactly(
                new Series("two-loops", Side.CARRIED, 0, List.of(List.of(1.0), List.of(1.0))),
                new Series("two-loops", Side.ONE_LOOP, 0, List.of(List.of(2.0), List.of(2.0))),
                new Series("million", Side.CARRIED, 0, List.of(List.of(1.0))),
                new Series("million", Side.PORTABLE, 0, List.of(List.of(2.0))));
    }

    @Test
    void python_takesPartInAsManyRoundsAsThePaceSays_andThatIsSaid() throws Exception {
        Rounds rounds = rounds(2, 100, (_, _, _) -> List.of(1.0));

        rounds.works(List.of(Sample.work("spawn")), List.of(Side.CARRIED, Side.CPYTHON));

        assertThat(log).containsExactly("spawn carried", "spawn CPython", "spawn carried");
        assertThat(rounds.notes()).containsExactly("Python was measured once only.");
    }

    @Test
    void sidesThatAreNotThere_haveNoTurns() throws Exception {
        rounds(1, 100, (_, _, _) -> List.of(1.0)).works(List.of(Sample.work("spawn")), List.of(Side.CARRIED));

        assertThat(log).containsExactly("spawn carried");
    }

    @Test
    void timeThatIsOverWithinARound_endsIt() throws Exception {
        Rounds rounds = rounds(2, 2, (_, _, _) -> List.of(1.0));

        rounds.works(List.of(Sample.work("spawn")), Side.OF_JVM);

        assertThat(log).containsExactly("spawn carried", "spawn portable", "spawn Kotlin");
        assertThat(rounds.notes())
                .containsExactly("The time was over after 3 of 4 turns of round 1 of 2 of the works.",
                        "Measured once only, so that nothing says how much it varies, of the works: spawn.",
                        "Not measured on all sides, of the works: spawn.");
    }

    @Test
    void sideThatFails_isLeftAlone_andTheOthersGoOn() throws Exception {
        Rounds rounds = rounds(3, 100, (_, side, _) -> {
            if (side == Side.ONE_LOOP && log.size() > 2) {
                throw new SampleException("it broke");
            }
            return List.of(1.0);
        });

        var series = rounds.works(List.of(TWO_LOOPS), Side.OF_JVM);

        assertThat(series.get(0).rounds()).hasSize(3);
        assertThat(series.get(1).rounds()).hasSize(1);
        assertThat(rounds.failures())
                .containsExactly(new Results.Failure("two-loops", Side.ONE_LOOP, 0, "it broke"));
    }

    @Test
    void sideThatFailsAtOnce_isSaidToHaveFailed_andNotToBeMissing() throws Exception {
        Rounds rounds = rounds(2, 100, (_, side, _) -> {
            if (side == Side.ONE_LOOP) {
                throw new SampleException("it broke");
            }
            return List.of(1.0);
        });

        rounds.works(List.of(TWO_LOOPS), Side.OF_JVM);

        assertThat(rounds.failures()).hasSize(1);
        assertThat(rounds.notes()).isEmpty();
    }

    @Test
    void timeIsThatOfAllParts() throws Exception {
        Rounds rounds = rounds(1, 2, (_, _, _) -> List.of(1.0));

        rounds.coldStart(List.of(Side.RUN_AGAIN, Side.JAVA_CLASS));
        rounds.works(List.of(TWO_LOOPS), Side.OF_JVM);

        assertThat(log).hasSize(3).last().isEqualTo("two-loops carried");
        assertThat(rounds.notes())
                .containsExactly("The time was over after 1 of 2 turns of round 1 of 1 of the works.",
                        "Not measured on all sides, of the works: two-loops.");
    }

    @Test
    void coldStarts_haveTheirTurnsTogether_anotherOneFirstEachTime() throws Exception {
        var series = rounds(2, 100, (_, side, _) -> List.of(side == Side.RUN_AGAIN ? 80.0 : 30.0))
                .coldStart(List.of(Side.RUN_AGAIN, Side.JAVA_CLASS));

        assertThat(log).extracting(turn -> turn.substring("cold-start ".length())).containsExactly(
                Side.RUN_AGAIN.title(), Side.JAVA_CLASS.title(), Side.JAVA_CLASS.title(),
                Side.RUN_AGAIN.title());
        assertThat(series).containsExactly(
                new Series("cold-start", Side.RUN_AGAIN, 0, List.of(List.of(80.0), List.of(80.0))),
                new Series("cold-start", Side.JAVA_CLASS, 0, List.of(List.of(30.0), List.of(30.0))));
    }

    @Test
    void sockets_haveTheirTurnsTogether_withoutTheSidesThatCannotDoIt() throws Exception {
        var series = rounds(2, 100, (_, side, _) -> List.of(side == Side.CARRIED ? 1.0 : 2.0))
                .net(List.of(Sample.work("net-spawn")), List.of(Side.CARRIED, Side.NETTY, Side.NODE));

        assertThat(log).containsExactly("net-spawn carried", "net-spawn Node", "net-spawn Node",
                "net-spawn carried");
        assertThat(series).hasSize(2);
    }

    @Test
    void scaling_measuresEachSize() throws Exception {
        var series = rounds(1, 100, (_, _, size) -> List.of((double) size))
                .scaling(List.of(Sample.work("gather")), List.of(10, 1_000), List.of(Side.KOTLIN));

        assertThat(log).containsExactly("gather Kotlin 10", "gather Kotlin 1000");
        assertThat(series).extracting(Series::size).containsExactly(10, 1_000);
    }
}
