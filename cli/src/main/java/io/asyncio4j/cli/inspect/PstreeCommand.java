package io.asyncio4j.cli.inspect;

import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.LoopSnapshot;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code asyncio4j pstree}: the tasks of another process as trees. */
@Command(
        name = "pstree",
        description = {
            "Shows the loops of a running JVM and their tasks as trees: below each task, those for which it waits.",
            "The process needs no preparation, and is not stopped. A loop that is held by a task that does not give"
                    + " way is shown, too."
        },
        footer = {"", InspectCommand.STATUSES, "It is 1 as well if tasks wait for each other in a cycle."},
        mixinStandardHelpOptions = true)
public final class PstreeCommand extends InspectCommand {

    @Override
    String show(LoopSnapshot tasks) {
        return tasks.tree();
    }

    @Override
    int status(List<LoopReport> reports, PrintWriter errors) {
        for (LoopReport report : reports) {
            int cycles = report.snapshot().cycles().size();
            if (cycles > 0) {
                InspectionFailure.tell(errors, "tasks of loop " + report.snapshot().loop()
                        + " wait for each other in a cycle, and will not end by themselves");
                return 1;
            }
        }
        return 0;
    }
}
