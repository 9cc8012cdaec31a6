package io.asyncio4j.inspect;

import io.asyncio4j.EventLoopBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running loop as management tools see it, under the name {@code io.asyncio4j:type=EventLoop,name=...} in the JVM's
 * platform MBean server. If a second running loop has the same name, {@code ,number=2} is added to its.
 *
 * <p>The beans cost nothing until somebody wants them. They are there from the moment when a tool asks for them (see
 * {@link LoopManagement}), or about a second after anything in the JVM has begun to use JMX: jconsole, an exporter of
 * metrics. Each one comes and goes with its loop's running.
 *
 * <p>A loop that is held by a task that does not give way can be looked at, too, after a fraction of a second. One that
 * answers makes its report between two steps, which takes it about a tenth of a millisecond for a thousand tasks, and
 * some time more for each task whose stack it shows.
 *
 * <p><b>From CPython:</b> what {@code python -m asyncio ps} gets to see, new in Python 3.14; the counters have no
 * counterpart.
 */
public interface EventLoopMXBean {

    /** {@return the loop's name} */
    String getName();

    /** {@return {@code carried} or {@code portable}} See {@link EventLoopBuilder.Threads}. */
    String getThreads();

    /** {@return whether it is in debug mode} */
    boolean isDebug();

    /** {@return whether it waits for something to do} */
    boolean isIdle();

    /** {@return how many tasks are not done} */
    long getTasksAlive();

    /** {@return how many tasks it has had in all} */
    long getTasksCreated();

    /** {@return how many steps of tasks and callbacks have begun} */
    long getSteps();

    /** {@return how many steps have held the loop for too long} See {@link LoopStatistics#slowSteps}. */
    long getSlowSteps();

    /** {@return how many timers are set} See {@link LoopStatistics#timers}. */
    int getTimers();

    /** {@return how many tasks and callbacks wait for their turn} */
    int getReady();

    /**
     * {@return how long the loop takes, in milliseconds, to find time for something that another thread sends} It is
     * measured now. If the loop is held, for how long it has been owing an answer, to this question or to an older one.
     */
    double getLagMillis();

    /**
     * {@return the loop's tasks and who waits for whom, its numbers, and what holds it}
     *
     * @param mostTasks how many tasks to show at most, the oldest ones; to look at one takes the loop some microseconds
     * @throws IllegalArgumentException if {@code mostTasks} is negative
     */
    LoopReport report(int mostTasks);

    /** {@return the tasks that have ended, the last one first; 256 at most} See {@link EndedTask}. */
    List<EndedTask> endedTasks();

    /** {@return whether the times of tasks are measured} */
    boolean isMeasuring();

    /** Switches that on or off. See {@link EndedTask#measure}. */
    void setMeasuring(boolean measuring);

    /**
     * {@return the loop's tasks, packed, for a tool that looks again and again} The loop answers in steps of less than a
     * millisecond. A task that still waits for what it waited for at the last look keeps the stack that it had then;
     * those that have moved on are looked at one after the other, over several looks if there are many.
     *
     * @param mostTasks how many tasks to show at most, the oldest ones
     * @param stackMicros for how long the loop may look at stacks, in microseconds; a task whose turn has not come has
     *     the stack of an older look, or none
     * @throws IllegalArgumentException if one of them is negative
     */
    TaskPage tasks(int mostTasks, int stackMicros);

    /** {@return the task with that number as it is now, or null if there is none, or none any more} */
    @Nullable
    TaskSnapshot task(long id);

    /**
     * Asks the task with that number to be cancelled, as {@code Task.cancel} does.
     *
     * @param message what its {@code CancelledError} says, or null
     * @return whether it was asked; not if it is not there, or done
     * @throws IllegalStateException if the loop is held, so that nobody can be asked
     */
    boolean cancelTask(long id, @Nullable String message);

    /** {@return the last 64 steps that have held the loop for too long, the oldest first} */
    List<SlowStep> getRecentSlowSteps();

    /**
     * Switches a flight log of this loop on.
     *
     * @param mebibytes how much memory it takes, from 1 to 1,024; see {@link FlightLog#start(io.asyncio4j.EventLoop, int)}
     * @param seconds after which it is switched off and forgotten if nobody has stopped it
     * @throws IllegalArgumentException if one of them is out of range
     * @throws IllegalStateException if one is on already
     */
    void startFlightLog(int mebibytes, int seconds);

    /**
     * Switches the flight log off. {@return what it has written}, for {@link FlightRecord#of}
     *
     * @throws IllegalStateException if none is on
     */
    byte[] stopFlightLog();

    /**
     * Begins to take samples of where this loop is, on another thread.
     *
     * @param perSecond how many, from 1 to 1,000
     * @param seconds after which it is given up and forgotten if nobody has stopped it
     * @throws IllegalArgumentException if one of them is out of range
     * @throws IllegalStateException if somebody does so already
     */
    void startProfile(int perSecond, int seconds);

    /**
     * Takes no more samples. {@return what was found}
     *
     * @throws IllegalStateException if nobody has begun
     */
    LoopProfile stopProfile();

    /** {@return the tasks as a table} At most 1,000 of them. See {@link LoopSnapshot#table}. */
    String table();

    /** {@return the tasks as trees} At most 1,000 of them. See {@link LoopSnapshot#tree}. */
    String tree();
}
