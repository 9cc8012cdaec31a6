package io.asyncio4j.benchmarks.report;

import static io.asyncio4j.benchmarks.report.Bar.atMost;
import static io.asyncio4j.benchmarks.report.Bar.faster;
import static io.asyncio4j.benchmarks.report.Side.BARE;
import static io.asyncio4j.benchmarks.report.Side.CARRIED;
import static io.asyncio4j.benchmarks.report.Side.CPYTHON;
import static io.asyncio4j.benchmarks.report.Side.FRESH;
import static io.asyncio4j.benchmarks.report.Side.FRESH_PORTABLE;
import static io.asyncio4j.benchmarks.report.Side.KOTLIN;
import static io.asyncio4j.benchmarks.report.Side.ONE_LOOP;
import static io.asyncio4j.benchmarks.report.Side.PORTABLE;
import static io.asyncio4j.benchmarks.report.Side.UVLOOP;
import static io.asyncio4j.benchmarks.report.Side.VIRTUAL_THREADS;
import static io.asyncio4j.benchmarks.report.Work.everywhere;
import static io.asyncio4j.benchmarks.report.Work.net;
import static io.asyncio4j.benchmarks.report.Work.onJvm;
import static io.asyncio4j.benchmarks.report.Work.probe;

import io.asyncio4j.benchmarks.AwaitStageBenchmark;
import io.asyncio4j.benchmarks.BlockingBenchmark;
import io.asyncio4j.benchmarks.CancelBenchmark;
import io.asyncio4j.benchmarks.GatherBenchmark;
import io.asyncio4j.benchmarks.LockBenchmark;
import io.asyncio4j.benchmarks.LoopPingPongBenchmark;
import io.asyncio4j.benchmarks.QueueBenchmark;
import io.asyncio4j.benchmarks.SleepZeroBenchmark;
import io.asyncio4j.benchmarks.SleepersBenchmark;
import io.asyncio4j.benchmarks.SlowCallBenchmark;
import io.asyncio4j.benchmarks.SpawnAwaitBenchmark;
import io.asyncio4j.benchmarks.SpawnBenchmark;
import io.asyncio4j.benchmarks.SwitchAfterMixBenchmark;
import io.asyncio4j.benchmarks.SwitchBenchmark;
import io.asyncio4j.benchmarks.TaskGroupBenchmark;
import io.asyncio4j.benchmarks.ThreadsafeBenchmark;
import io.asyncio4j.benchmarks.TimeoutBlockBenchmark;
import io.asyncio4j.benchmarks.TimerBenchmark;
import io.asyncio4j.benchmarks.TimerExpiryBenchmark;
import io.asyncio4j.benchmarks.ToThreadBenchmark;
import io.asyncio4j.benchmarks.TwoLoopsBenchmark;
import io.asyncio4j.benchmarks.WaitForBenchmark;
import io.asyncio4j.benchmarks.WorkerPoolBenchmark;
import io.asyncio4j.benchmarks.WorkerPoolTwoLoopsBenchmark;
import io.asyncio4j.benchmarks.net.NetWork;
import java.util.EnumSet;
import java.util.List;

/**
 * All works and the bars that they must reach.
 *
 * <p>A bar that is not reached needs a reason. It stands in {@link Reasons}; the report and docs/performance.md print
 * it below the table as long as the bar is missed, and not when it is reached.
 */
final class Works {

    private static final Bar AHEAD_OF_UVLOOP = atMost(1, UVLOOP);
    private static final Bar AHEAD_OF_THREADS = atMost(1, VIRTUAL_THREADS);

    static final List<Work> ALL = List.of(
            everywhere(
                    SwitchBenchmark.class, "a switch among 1,000 tasks",
                    atMost(1.15, BARE).missedBecause(Reasons.SWITCH),
                    faster(3.5, UVLOOP).missedBecause(Reasons.SWITCH_UVLOOP),
                    atMost(1, CPYTHON).onPortable().missedBecause(Reasons.SWITCH_PORTABLE)),
            everywhere(
                    SleepZeroBenchmark.class, "sleep(0) with nothing else ready",
                    atMost(1, KOTLIN)),
            everywhere(
                    SpawnBenchmark.class, "spawn a task that does not suspend",
                    faster(4, KOTLIN).missedBecause(Reasons.SPAWN)),
            everywhere(
                    SpawnAwaitBenchmark.class, "spawn and await",
                    atMost(1, KOTLIN).missedBecause(Reasons.SPAWN_AWAIT)),
            everywhere(
                    GatherBenchmark.class, "gather 100,000, each",
                    faster(3, KOTLIN).missedBecause(Reasons.GATHER)),
            everywhere(TaskGroupBenchmark.class, "task group of 10,000, each",
                    faster(3, KOTLIN).missedBecause(Reasons.GROUP)),
            everywhere(
                    QueueBenchmark.class, "queue ping-pong, a round trip",
                    atMost(1.25, BARE).missedBecause(Reasons.QUEUE),
                    atMost(1, KOTLIN).missedBecause(Reasons.QUEUE_KOTLIN)),
            everywhere(
                    WaitForBenchmark.class, "waitFor(sleep(0), 10 s)",
                    atMost(0.5, KOTLIN)),
            everywhere(TimeoutBlockBenchmark.class, "timeout(10 s) around nothing"),
            everywhere(LockBenchmark.class, "a lock handed on",
                    atMost(1.25, BARE).missedBecause(Reasons.LOCK)),
            everywhere(CancelBenchmark.class, "start, cancel and end a waiting task",
                    atMost(1.5, KOTLIN).missedBecause(Reasons.CANCEL)),
            everywhere(TimerBenchmark.class, "set and cancel a timer, of 100,000"),
            everywhere(TimerExpiryBenchmark.class, "a timer that fires, of 1,000,000 in random order")
                    .thatLasts(),
            everywhere(
                    SleepersBenchmark.class, "100,000 sleepers over one second",
                    atMost(1.05e9, "within 5% of one second").missedBecause(Reasons.SLEEPERS)).thatLasts(),
            everywhere(ThreadsafeBenchmark.class, "callSoonThreadsafe from two threads",
                    atMost(1, KOTLIN).missedBecause(Reasons.THREADSAFE),
                    atMost(1, VIRTUAL_THREADS).missedBecause(Reasons.THREADSAFE)),
            everywhere(WorkerPoolBenchmark.class, "1,000,000 items by 1,000 workers").asRate()
                    .thatLasts(),
            onJvm(LoopPingPongBenchmark.class, "a round trip between two loops"),
            everywhere(BlockingBenchmark.class, "blocking(() -> 1)",
                    atMost(2, VIRTUAL_THREADS).missedBecause(Reasons.OFF_LOOP)),
            everywhere(ToThreadBenchmark.class, "toThread(() -> 1)",
                    atMost(2, VIRTUAL_THREADS).missedBecause(Reasons.OFF_LOOP)),
            everywhere(AwaitStageBenchmark.class, "await a stage that a thread completes"),
            everywhere(SlowCallBenchmark.class, "blocking(a sleep of 1 ms)"),
            onJvm(TwoLoopsBenchmark.class, "a switch on two loops at a time",
                    atMost(0.75, ONE_LOOP).missedBecause(Reasons.TWO_LOOPS)),
            onJvm(WorkerPoolTwoLoopsBenchmark.class, "1,000,000 items by 2 x 1,000 workers on two loops")
                    .asRate().thatLasts(),
            onJvm(
                    SwitchAfterMixBenchmark.class, "a switch after everything else",
                    atMost(1.1, FRESH),
                    atMost(1.1, FRESH_PORTABLE).onPortable()),
            probe(
                    "memory", "memory of a sleeping task", Unit.BYTES,
                    new Work.Kind.Probe(MemoryProbe.What.BYTES_PER_TASK, 100_000, List.of("-Xmx2g")),
                    EnumSet.of(CARRIED, PORTABLE, KOTLIN, VIRTUAL_THREADS, CPYTHON),
                    atMost(800, "at most 800 bytes").missedBecause(Reasons.MEMORY)),
            probe(
                    "memory-compact", "the same with compact object headers", Unit.BYTES,
                    new Work.Kind.Probe(MemoryProbe.What.BYTES_PER_TASK, 100_000,
                            List.of("-Xmx2g", "-XX:+UseCompactObjectHeaders")),
                    EnumSet.of(CARRIED, PORTABLE, KOTLIN, VIRTUAL_THREADS),
                    atMost(660, "at most 660 bytes").missedBecause(Reasons.MEMORY)),
            probe(
                    "million", "1,000,000 sleeping tasks in 1 GiB", Unit.NANOSECONDS,
                    new Work.Kind.Probe(MemoryProbe.What.NANOS_FOR_ALL, 1_000_000,
                            List.of("-Xmx1g", "-XX:+UseCompactObjectHeaders")),
                    EnumSet.of(CARRIED, PORTABLE),
                    Bar.possible("runs in 1 GiB of heap").missedBecause(Reasons.MILLION)));

    /** The start of a small program: no task's work, so it has sides, rounds and a table of its own. */
    static final Work COLD_START =
            new Work("cold-start", "cold start", Unit.NANOSECONDS, new Work.Kind.Start(),
                    Side.STARTS, false, List.of());

    /** Those whose calls leave the loop, so that what they cost the processors is more than their time. */
    static final List<Work> PROCESSOR = List.of(
            named(BlockingBenchmark.class), named(ToThreadBenchmark.class), named(AwaitStageBenchmark.class),
            named(SlowCallBenchmark.class));

    /** Those that are measured with several numbers of tasks, too. */
    static final List<Work> SCALING = List.of(
            named(SwitchBenchmark.class), named(TimerBenchmark.class), named(GatherBenchmark.class));
    static final List<Integer> SIZES = List.of(10, 1_000, 100_000, 1_000_000);

    /** Sockets and subprocesses. */
    static final List<Work> NET = List.of(
            net(NetWork.ECHO_1),
            net(NetWork.ECHO_100, AHEAD_OF_UVLOOP, AHEAD_OF_THREADS),
            net(NetWork.ECHO_1000, AHEAD_OF_UVLOOP.missedBecause(Reasons.ECHO_1000),
                    AHEAD_OF_THREADS.missedBecause(Reasons.ECHO_1000)),
            net(NetWork.TWO_WRITES,
                    Bar.beside(1.02, NetWork.ECHO_100.key(), "loses less than 2% to one write")
                            .missedBecause(Reasons.TWO_WRITES)),
            net(NetWork.LINES), net(NetWork.TLS), net(NetWork.BULK), net(NetWork.UDP), net(NetWork.ACCEPT),
            net(NetWork.SPAWN, faster(2, CPYTHON).missedBecause(Reasons.SPAWN_PROCESS)),
            net(NetWork.PIPE, atMost(1, CPYTHON).missedBecause(Reasons.PIPE)),
            net(NetWork.IDLE));

    private Works() {}

    /** {@return what the work is called where the number of tasks or timers varies} */
    static String scalingTitle(Work work) {
        return switch (work.name()) {
            case "switch" -> "a switch";
            case "timer" -> "set and cancel a timer";
            case "gather" -> "gather, each";
            default -> work.title();
        };
    }

    private static Work named(Class<?> benchmark) {
        return ALL.stream()
                .filter(work -> work.kind() instanceof Work.Kind.Jmh jmh && jmh.benchmark() == benchmark)
                .findFirst().orElseThrow();
    }
}
