package io.asyncio4j.benchmarks.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Measures the works in rounds. In a round each side of each work has its turn once, the sides of a work right after
 * each other, so that whatever else the machine does meets all of them alike; who is first changes from round to
 * round.
 */
final class Rounds {

    /** Who wants to know how far it is. */
    interface Progress {

        /** A turn begins: the given part of all turns is behind it. */
        void turn(double part, String what);

        /** All is over. */
        void end();
    }

    /** What is measured in a turn. */
    private record Turn(Work work, Side side, int size) {}

    private final Pace pace;
    private final Sampler sampler;
    private final Progress progress;
    private final LongSupplier nanoTime;
    private final long start;
    private final List<String> notes = new ArrayList<>();
    private final List<Results.Failure> failures = new ArrayList<>();

    /** Its limit of time begins now. */
    Rounds(Pace pace, Sampler sampler, Progress progress, LongSupplier nanoTime) {
        this.pace = pace;
        this.sampler = sampler;
        this.progress = progress;
        this.nanoTime = nanoTime;
        start = nanoTime.getAsLong();
    }

    /** {@return what was measured of these works}, without the sides that are not available */
    List<Series> works(List<Work> works, List<Side> available) throws InterruptedException {
        return measure("works", turns(works, available), pace.rounds());
    }

    /** {@return what was measured of these works at these sizes} */
    List<Series> scaling(List<Work> works, List<Integer> sizes, List<Side> available)
            throws InterruptedException {
        var turns = new ArrayList<List<Turn>>();
        for (Work work : works) {
            for (int size : sizes) {
                turns.add(available.stream().filter(work.sides()::contains)
                        .map(side -> new Turn(work, side, size)).toList());
            }
        }
        return measure("scaling", turns, pace.scalingRounds());
    }

    /** {@return what was measured of the starts of these sides} */
    List<Series> coldStart(List<Side> available) throws InterruptedException {
        var turns = available.stream().map(side -> new Turn(Works.COLD_START, side, 0)).toList();
        return measure("cold starts", List.of(turns), pace.coldStarts());
    }

    /** {@return what was measured of these works of sockets and subprocesses} */
    List<Series> net(List<Work> works, List<Side> available) throws InterruptedException {
        return measure("sockets", turns(works, available), pace.netRounds());
    }

    private static List<List<Turn>> turns(List<Work> works, List<Side> available) {
        return works.stream().map(work -> available.stream().filter(work.sides()::contains)
                .map(side -> new Turn(work, side, 0)).toList()).toList();
    }

    /** {@return what the reader of the results must know} */
    List<String> notes() {
        return notes;
    }

    List<Results.Failure> failures() {
        return failures;
    }

    private List<Series> measure(String part, List<List<Turn>> groups, int rounds)
            throws InterruptedException {
        var samples = new LinkedHashMap<Turn, List<List<Double>>>();
        groups.forEach(group -> group.forEach(turn -> samples.put(turn, new ArrayList<>())));
        int turns = groups.stream().mapToInt(List::size).sum();
        for (int round = 0; round < rounds; round++) {
            int taken = 0;
            for (List<Turn> group : groups) {
                var order = new ArrayList<>(group);
                Collections.rotate(order, -round);
                for (Turn turn : order) {
                    progress.turn((round + taken / (double) turns) / rounds,
                            String.format(Locale.ROOT, "%s, round %d of %d: %s", part, round + 1, rounds,
                                    describe(turn)));
                    if (elapsed().compareTo(pace.limit()) > 0) {
                        notes.add(
                                "The time was over after " + taken + " of " + turns + " turns of round "
                                        + (round + 1) + " of " + rounds + " of the " + part + ".");
                        noteMissing(part, rounds, samples);
                        return series(samples);
                    }
                    take(turn, round, samples);
                    taken++;
                }
            }
        }
        noteMissing(part, rounds, samples);
        return series(samples);
    }

    /** Names the works of which a side lacks a second round, or has none at all although nothing has failed. */
    private void noteMissing(String part, int rounds, Map<Turn, List<List<Double>>> samples) {
        String once = names(samples, turn -> sizeOf(samples, turn) == 1
                && !(turn.side().isPython() && pace.pythonRounds() == 1));
        if (rounds > 1 && !once.isEmpty()) {
            notes.add("Measured once only, so that nothing says how much it varies, of the " + part + ": "
                    + once + ".");
        }
        if (rounds > 1 && pace.pythonRounds() == 1
                && samples.keySet().stream().anyMatch(turn -> isOfWorks(turn) && turn.side().isPython())) {
            notes.add("Python was measured once only.");
        }
        String never = names(samples, turn -> sizeOf(samples, turn) == 0 && !hasFailed(turn));
        if (!never.isEmpty()) {
            notes.add("Not measured on all sides, of the " + part + ": " + never + ".");
        }
    }

    private static String names(Map<Turn, List<List<Double>>> samples, Predicate<Turn> which) {
        return samples.keySet().stream().filter(which).map(turn -> turn.work().name()).distinct()
                .collect(Collectors.joining(", "));
    }

    private static int sizeOf(Map<Turn, List<List<Double>>> samples, Turn turn) {
        return Objects.requireNonNull(samples.get(turn)).size();
    }

    private boolean hasFailed(Turn turn) {
        return failures.stream().anyMatch(failure -> failure.work().equals(turn.work().name())
                && failure.side() == turn.side() && failure.size() == turn.size());
    }

    private static String describe(Turn turn) {
        String work = turn.work() == Works.COLD_START ? "" : turn.work().name();
        return work + (turn.size() > 0 ? " " + turn.size() : "") + (work.isEmpty() ? "" : ", ")
                + turn.side().title();
    }

    private Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - start);
    }

    private void take(Turn turn, int round, Map<Turn, List<List<Double>>> samples)
            throws InterruptedException {
        List<List<Double>> its = Objects.requireNonNull(samples.get(turn));
        // a side that has failed is left alone, so that the rounds of the others stay its rounds as far as they go
        if (its.size() < round || !takesPart(turn, round)) {
            return;
        }
        try {
            its.add(sampler.sample(turn.work(), turn.side(), turn.size()));
        } catch (SampleException e) {
            failures.add(
                    new Results.Failure(turn.work().name(), turn.side(), turn.size(),
                            String.valueOf(e.getMessage())));
        }
    }

    /** Of the works only: what has rounds of its own has them on all sides. */
    private boolean takesPart(Turn turn, int round) {
        return !isOfWorks(turn) || round < pace.rounds(turn.work(), turn.side());
    }

    private static boolean isOfWorks(Turn turn) {
        return turn.size() == 0 && switch (turn.work().kind()) {
            case Work.Kind.Jmh _,Work.Kind.Probe _ -> true;
            case Work.Kind.Start _,Work.Kind.Net _ -> false;
        };
    }

    private static List<Series> series(Map<Turn, List<List<Double>>> samples) {
        return samples.entrySet().stream().filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> {
                    Turn turn = entry.getKey();
                    return new Series(turn.work().name(), turn.side(), turn.size(), entry.getValue());
                }).toList();
    }
}
