package io.asyncio4j.internal.inspect;

import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.inspect.EventLoopMXBean;
import io.asyncio4j.inspect.LoopProfile;
import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.LoopStatistics;
import io.asyncio4j.internal.kernel.LoopCore;
import java.util.List;
import io.asyncio4j.internal.trace.Tools;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** An {@link EventLoopMXBean}. */
public final class LoopBean implements EventLoopMXBean {

    private static final int MOST_TASKS = 1_000;

    private final LoopCore loop;
    private final LoopInspector inspector;

    LoopBean(LoopCore loop) {
        this.loop = loop;
        this.inspector = new LoopInspector(loop);
    }

    @Override
    public String getName() {
        return loop.name();
    }

    @Override
    public String getThreads() {
        return threadsOf(loop);
    }

    static String threadsOf(LoopCore loop) {
        return loop.turns.threads.backend().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean isDebug() {
        return loop.getDebug();
    }

    @Override
    public boolean isIdle() {
        return loop.turns.idle;
    }

    @Override
    public long getTasksAlive() {
        return statistics().tasksAlive();
    }

    @Override
    public long getTasksCreated() {
        return statistics().tasksCreated();
    }

    @Override
    public long getSteps() {
        return statistics().steps();
    }

    @Override
    public long getSlowSteps() {
        return statistics().slowSteps();
    }

    @Override
    public int getTimers() {
        return statistics().timers();
    }

    @Override
    public int getReady() {
        return statistics().ready();
    }

    private LoopStatistics statistics() {
        return Snapshots.statistics(loop);
    }

    @Override
    public double getLagMillis() {
        return inspector.lagMillis();
    }

    @Override
    public LoopReport report(int mostTasks) {
        if (mostTasks < 0) {
            throw new IllegalArgumentException("mostTasks must be >= 0, got " + mostTasks);
        }
        return inspector.report(mostTasks);
    }

    @Override
    public List<EndedTask> endedTasks() {
        return inspector.endedTasks();
    }

    @Override
    public boolean isMeasuring() {
        return EndedTasks.isMeasured(loop);
    }

    @Override
    public void setMeasuring(boolean measuring) {
        EndedTasks.measure(loop, measuring);
    }

    @Override
    public void startFlightLog(int mebibytes, int seconds) {
        Tools.of(loop).startFlight(mebibytes, limit(seconds));
    }

    @Override
    public byte[] stopFlightLog() {
        return Tools.of(loop).stopFlight();
    }

    @Override
    public void startProfile(int perSecond, int seconds) {
        Tools.of(loop).startProfile(perSecond, limit(seconds));
    }

    @Override
    public LoopProfile stopProfile() {
        return Tools.of(loop).stopProfile();
    }

    private static long limit(int seconds) {
        if (seconds < 1) {
            throw new IllegalArgumentException("seconds must be >= 1, got " + seconds);
        }
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    @Override
    public String table() {
        return report(MOST_TASKS).snapshot().table();
    }

    @Override
    public String tree() {
        return report(MOST_TASKS).snapshot().tree();
    }
}
