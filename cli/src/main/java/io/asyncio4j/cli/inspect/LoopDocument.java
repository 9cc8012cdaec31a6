package io.asyncio4j.cli.inspect;

import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.LoopStatistics;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitCycle;
import java.util.List;

/** A loop as {@code --json} shows it; see {@link LoopReport} for what the fields mean. */
record LoopDocument(String name, String threads, boolean consistent, String holder, List<String> holderStack,
        double lagMillis, LoopStatistics statistics, List<TaskSnapshot> tasks, long omitted,
        List<List<Long>> cycles, boolean stalled, List<WaitCycle> waitCycles, List<EndedTask> ended) {

    /** All loops of a process: one document. */
    record OfProcess(long pid, List<LoopDocument> loops) {}

    /** All processes that have asyncio4j: one document. */
    record Processes(List<Jvms.Jvm> jvms) {}

    /** @param ended the tasks that have ended, if they are wanted */
    static LoopDocument of(LoopReport report, List<EndedTask> ended) {
        return new LoopDocument(report.snapshot().loop(), report.threads(), report.consistent(),
                report.holder(),
                report.holderStack(), report.lagMillis(), report.statistics(), report.snapshot().tasks(),
                report.omitted(), report.snapshot().cycles(), report.snapshot().stalled(),
                report.snapshot().waitCycles(), ended);
    }
}
