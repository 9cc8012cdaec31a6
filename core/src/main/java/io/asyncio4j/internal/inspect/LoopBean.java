package io.asyncio4j.internal.inspect;

import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.inspect.EventLoopMXBean;
import io.asyncio4j.inspect.LoopProfile;
import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.LoopStatistics;
import io.asyncio4j.inspect.SlowStep;
import io.asyncio4j.inspect.TaskPage;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.watch.HoldWatch;
import java.util.List;
import io.asyncio4j.internal.trace.Tools;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An {@link EventLoopMXBean}. */
public final class LoopBean implements EventLoopMXBean {

    private static final int MOST_TASKS = 1_000;

    private final LoopCore loop;
    private final LoopInspector inspector;
    private final TaskLooks looks;

    LoopBean(LoopCore loop) {
        this.loop = loop;
        this.inspector = new LoopInspector(loop);
        this.looks = new TaskLooks(loop, inspector);
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
    public TaskPage tasks(int mostTasks, int stackMicros) {
        if (mostTasks < 0 || stackMicros < 0) {
            throw new IllegalArgumentException(
                    "mostTasks and stackMicros must be >= 0, got " + mostTasks + " and " + stackMicros);
        }
        return looks.look(mostTasks, TimeUnit.MICROSECONDS.toNanos(stackMicros));
    }

    @Override
    public @Nullable TaskSnapshot task(long id) {
        return looks.lookAt(id);
    }

    @Override
    public boolean cancelTask(long id, @Nullable String message) {
        return looks.cancel(id, message);
    }

    @Override
    public List<SlowStep> getRecentSlowSteps() {
        return HoldWatch.of(loop).recent().stream().map(Snapshots::of).toList();
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
