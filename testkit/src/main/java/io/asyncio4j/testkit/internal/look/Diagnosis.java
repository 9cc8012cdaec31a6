package io.asyncio4j.testkit.internal.look;

import io.asyncio4j.EventLoop;
import io.asyncio4j.inspect.EventLoopMXBean;
import io.asyncio4j.inspect.LoopManagement;
import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.WaitCycle;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.ObjectName;

/** Tells what is on a loop that does not go on: its tasks as a tree, cycles, and who holds it. */
public final class Diagnosis {

    private static final int MOST_TASKS = 200;

    private Diagnosis() {}

    /** {@return what {@code loop}, which the calling thread holds or nobody does, waits for} */
    public static String of(EventLoop loop) {
        LoopSnapshot snapshot = LoopSnapshot.of(loop);
        return snapshot.tasks().isEmpty() ? "No task is left." : text(snapshot);
    }

    private static String text(LoopSnapshot snapshot) {
        var text = new StringBuilder();
        for (WaitCycle cycle : snapshot.waitCycles()) {
            List<WaitCycle.Member> members = cycle.members();
            text.append("Tasks wait for each other in a cycle: ");
            members.forEach(member -> text.append('\'').append(member.name()).append("' -> "));
            text.append('\'').append(members.getFirst().name()).append("'.\n");
            members.forEach(member -> text.append("    '").append(member.name()).append("' waits for ")
                    .append(member.waitsFor()).append(member.stack().isEmpty() ? "" : ", at ")
                    .append(member.stack().isEmpty() ? "" : member.stack().getFirst()).append('\n'));
        }
        return text.append("The tasks that are not done:\n").append(snapshot.tree().stripTrailing())
                .toString();
    }

    /** {@return the same of a loop that runs on another thread, be it held or not} */
    public static String fromOutside(String loopName) {
        try {
            new LoopManagement();
            var beans = ManagementFactory.getPlatformMBeanServer();
            for (ObjectName name : beans.queryNames(new ObjectName("io.asyncio4j:type=EventLoop,*"), null)) {
                EventLoopMXBean bean = JMX.newMXBeanProxy(beans, name, EventLoopMXBean.class);
                if (bean.getName().equals(loopName)) {
                    return text(bean.report(MOST_TASKS));
                }
            }
            return "Its loop does not run any more.";
        } catch (JMException | RuntimeException | LinkageError e) {
            return "Its loop cannot be looked at: " + e;
        }
    }

    private static String text(LoopReport report) {
        String held = report.holder().isEmpty() ? ""
                : "The loop is held by " + report.holder() + ", in\n"
                        + report.holderStack().stream().map(frame -> "    " + frame + "\n")
                                .collect(Collectors.joining());
        return held + text(report.snapshot());
    }
}
