package io.asyncio4j.cli;

import java.io.PrintWriter;
import picocli.CommandLine;

/** The command line, for tests in other packages. */
public final class MainLine {

    private MainLine() {}

    public static CommandLine of(PrintWriter out, PrintWriter err) {
        return Main.commandLine().setOut(out).setErr(err);
    }
}
