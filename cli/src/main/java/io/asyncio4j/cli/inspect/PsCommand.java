package io.asyncio4j.cli.inspect;

import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.LoopSnapshot;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code asyncio4j ps}: the tasks of another process as a table. */
@Command(
        name = "ps",
        description = {
            "Shows the loops of a running JVM and a table of their tasks: where each stands, and who waits for it.",
            "The process needs no preparation, and is not stopped. A loop that is held by a task that does not give"
                    + " way is shown, too."
        },
        footer = {"", InspectCommand.STATUSES},
        mixinStandardHelpOptions = true)
public final class PsCommand extends InspectCommand {

    @Override
    String show(LoopSnapshot tasks) {
        return tasks.table();
    }

    @Override
    int status(List<LoopReport> reports, PrintWriter errors) {
        return 0;
    }
}
