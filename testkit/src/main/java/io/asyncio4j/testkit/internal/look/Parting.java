package io.asyncio4j.testkit.internal.look;

import java.util.List;

/** Where the traces of two runs part that should have done the same. */
public final class Parting {

    private Parting() {}

    /** {@return the line, and what stands there and before, as the end of a sentence} */
    public static String of(List<String> first, List<String> second) {
        int line = 0;
        while (line < Math.min(first.size(), second.size()) && first.get(line).equals(second.get(line))) {
            line++;
        }
        return "line " + (line + 1) + " of the trace.\n    first:  " + lineOf(first, line) + "\n    second: "
                + lineOf(second, line) + "\n    before: " + lineOf(first, line - 1);
    }

    private static String lineOf(List<String> trace, int line) {
        return line < 0 ? "(the start)" : line < trace.size() ? trace.get(line) : "(the end)";
    }
}
