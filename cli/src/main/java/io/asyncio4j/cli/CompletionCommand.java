package io.asyncio4j.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code asyncio4j completion}: a script that makes bash and zsh complete the command line. */
@Command(
        name = "completion",
        description = {
            "Writes a script that makes bash or zsh complete commands, options and files.",
            "To use it: source <(./asyncio4j completion)"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
    @Spec private CommandSpec spec;

    CompletionCommand() { spec = CommandSpec.create(); }

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("asyncio4j", spec.root().commandLine()));
        out.flush();
    }
}
