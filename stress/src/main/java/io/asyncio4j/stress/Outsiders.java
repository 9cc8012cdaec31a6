package io.asyncio4j.stress;

import io.asyncio4j.EventLoop;
import io.asyncio4j.inspect.LoopManagement;
import io.asyncio4j.inspect.LoopStatistics;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Threads beside the loop while it works: some hand in calls, whose order is kept, and one looks on. */
final class Outsiders {

    private static final int CALLERS = 2;
    private static final int CALLS = 200;

    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

    private final Ledger ledger;
    private final EventLoop loop;
    private final List<Thread> callers = new ArrayList<>();
    private final Thread onlooker;

    // the loop only
    private final int[] next = new int[CALLERS];

    private volatile boolean enough;

    Outsiders(Ledger ledger, EventLoop loop) {
        this.ledger = ledger;
        this.loop = loop;
        new LoopManagement(); // shows the beans, from the first on
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            callers.add(Thread.ofVirtual().name("soak's caller " + i).start(() -> call(caller)));
        }
        onlooker = Thread.ofPlatform().daemon().name("soak's onlooker").start(this::look);
    }

    private void call(int caller) {
        for (int i = 0; i < CALLS; i++) {
            int number = i;
            loop.callSoonThreadsafe(() -> came(caller, number));
            ledger.callsFromElsewhere.increment();
        }
    }

    /** On the loop: a thread's calls come in the order in which it made them. */
    void came(int caller, int number) {
        ledger.check(next[caller] == number, "call %d of a thread came when %d was due", number,
                next[caller]);
        next[caller]++;
    }

    private void look() {
        ObjectName loops;
        try {
            loops = new ObjectName("io.asyncio4j:type=EventLoop,*");
        } catch (JMException e) {
            throw new AssertionError(e);
        }
        while (!enough) {
            for (ObjectName bean : BEANS.queryNames(loops, null)) {
                look(bean);
            }
            ledger.check(LoopStatistics.of(loop).tasksAlive() >= 0, "fewer than no tasks are alive");
        }
    }

    private void look(ObjectName bean) {
        try {
            Object table = BEANS.invoke(bean, "table", null, null);
            ledger.check(table.toString().startsWith("task id"), "the table of a loop reads %s", table);
            ledger.looks.increment();
        } catch (InstanceNotFoundException e) {
            // it has ended meanwhile
        } catch (JMException e) {
            ledger.fault("a look at a running loop failed: " + e + ", caused by " + e.getCause());
        }
    }

    /** Waits until they have gone; the calls that they made are in the loop's hands then. */
    void leave() throws InterruptedException {
        enough = true;
        for (Thread caller : callers) {
            caller.join();
        }
        onlooker.join();
    }

    /** On the loop, after it has taken what was handed in. */
    void balance() {
        for (int i = 0; i < CALLERS; i++) {
            ledger.check(next[i] == CALLS, "%d of a thread's %d calls came", next[i], CALLS);
        }
    }
}
