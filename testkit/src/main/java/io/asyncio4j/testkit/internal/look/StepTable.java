package io.asyncio4j.testkit.internal.look;

import io.asyncio4j.Task;
import io.asyncio4j.spi.LoopObserver.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The steps of a run as a table: a column a task, a line a step, with the place in which the task goes on. */
public final class StepTable {

    private record Line(int number, String column, String place, boolean matters) {}

    private static final String LOOP = "(loop)";
    private static final String OUTSIDE = "(outside)";
    private static final int MOST_LINES = 400;

    private final List<Line> lines = new ArrayList<>();
    private final Map<Long, String> names = new LinkedHashMap<>();
    private int steps;
    private int omitted;

    /** Adds {@code step}, which is about to run; {@code matters} if it is not its turn. */
    public void add(Step step, boolean matters) {
        steps++;
        if (lines.size() == MOST_LINES) {
            omitted++;
            return;
        }
        if (step instanceof Task<?> task) {
            String column = names.computeIfAbsent(task.id(), _ -> name(task));
            lines.add(new Line(steps, column, place(task), matters));
        } else {
            lines.add(new Line(steps, LOOP, step.toString(), matters));
        }
    }

    /** Adds what comes from outside; {@code matters} if something else came before it. A signal is always shown. */
    public void addOutside(String what, boolean matters) {
        if (matters || what.startsWith("SIG")) {
            steps++;
            if (lines.size() == MOST_LINES) {
                omitted++;
            } else {
                lines.add(new Line(steps, OUTSIDE, what, matters));
            }
        }
    }

    private static String name(Task<?> task) {
        return Labels.hasDefaultName(task) ? "T" + task.id() : task.getName();
    }

    private static String place(Task<?> task) {
        List<StackTraceElement> stack = task.getStack();
        for (StackTraceElement frame : stack.reversed()) {
            String type = frame.getClassName();
            if (!type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith("org.junit.")) {
                return frame.getFileName() + ":" + frame.getLineNumber();
            }
        }
        return "starts";
    }

    @Override
    public String toString() {
        Map<String, Integer> widths = new LinkedHashMap<>();
        for (Line line : lines) {
            if (!line.column.equals(LOOP)) {
                widths.merge(line.column, Math.max(line.column.length(), line.place.length()), Math::max);
            }
        }
        var text = new StringBuilder("  step");
        widths.forEach((name, width) -> text.append("  ").append(pad(name, width)));
        for (Line line : lines) {
            if (line.column.equals(LOOP)) {
                continue;
            }
            text.append('\n').append(line.matters ? "* " : "  ").append(String.format("%4d", line.number));
            widths.forEach((name, width) -> text.append("  ").append(
                    pad(name.equals(line.column) ? line.place : "", width)));
        }
        if (omitted > 0) {
            text.append("\n  ... and ").append(omitted).append(" steps more");
        }
        return text.toString().lines().map(String::stripTrailing)
                .collect(java.util.stream.Collectors.joining("\n"));
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
