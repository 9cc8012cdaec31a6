package io.asyncio4j.monitor.internal.look;

import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.inspect.EventLoopMXBean;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.monitor.Program;
import io.asyncio4j.monitor.ProgramFailure;
import io.asyncio4j.monitor.Programs;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import org.jspecify.annotations.Nullable;

/**
 * A program that is looked at, on a thread of its own, as long as somebody wants that: {@link #touch} says so. Whoever
 * reads what it has found does not wait for the program, which may be stopped.
 */
public final class ProgramWatch implements AutoCloseable {

    private static final long TICK_MILLIS = 200;
    private static final int TICKS_OF_A_POINT = 5;
    private static final Duration WANTED_FOR = Duration.ofSeconds(10);
    private static final Duration KEPT_FOR = Duration.ofMinutes(2);
    private static final Duration WHILE_IT_SENDS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(3);
    private static final int MOST_ENDED = 16;
    private static final ObjectName LOOPS = name("io.asyncio4j:type=EventLoop,*");

    /** How things are with the program. */
    public enum State {
        /** The monitor is about to attach. */
        CONNECTING,
        /** It is looked at. */
        WATCHED,
        /** Its process has ended. */
        ENDED,
        /** It cannot be looked at, for now. */
        FAILED
    }

    // fixed
    private final Programs programs;
    private final long pid;
    private final long wantedForNanos;
    private final long start = System.nanoTime();

    // any thread
    private volatile State state = State.CONNECTING;
    private volatile String message = "";
    private volatile String version = "";
    private volatile long wantedAt = start;
    private volatile long answeredAt = start;
    private volatile @Nullable Program program;
    private volatile boolean closed;
    private final Map<String, LoopWatch> loops = new ConcurrentSkipListMap<>();

    // guarded by this
    private @Nullable Thread thread;

    ProgramWatch(Programs programs, long pid) {
        this(programs, pid, WANTED_FOR);
    }

    /** @param wantedFor for how long it goes on when nobody looks any more */
    ProgramWatch(Programs programs, long pid, Duration wantedFor) {
        this.programs = programs;
        this.pid = pid;
        this.wantedForNanos = wantedFor.toNanos();
    }

    /** Says that somebody looks. */
    void touch() {
        wantedAt = System.nanoTime();
        synchronized (this) {
            if (thread == null && !closed && state != State.ENDED) {
                thread = Thread.ofPlatform().daemon().name("asyncio4j-monitor-" + pid).start(this::run);
            }
        }
    }

    /** Says whether nobody has looked for so long that what it knows can be forgotten. */
    boolean isForgotten() {
        return System.nanoTime() - wantedAt > KEPT_FOR.toNanos();
    }

    /** {@return the process} */
    public long pid() {
        return pid;
    }

    /** {@return how things are} */
    public State state() {
        return state;
    }

    /** {@return what to tell people about that; empty if there is nothing to tell} */
    public String message() {
        return message;
    }

    /** {@return the version of asyncio4j over there} */
    public String version() {
        return version;
    }

    /** {@return the time on this watch's clock, in milliseconds; all its times are on that} */
    public long nowMillis() {
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** {@return for how long the program has not answered, in milliseconds} */
    public long silentMillis() {
        return (System.nanoTime() - answeredAt) / 1_000_000;
    }

    /** {@return its loops, and those that have stopped last} */
    public Collection<LoopWatch> loops() {
        return loops.values();
    }

    /** {@return the loop that has the bean {@code key}, or null} */
    public @Nullable LoopWatch loop(String key) {
        return loops.get(key);
    }

    /** {@return by what a loop is known} */
    public static String keyOf(LoopWatch loop) {
        return loop.bean().getCanonicalName();
    }

    private boolean isWanted() {
        return !closed && System.nanoTime() - wantedAt < wantedForNanos;
    }

    // The watch's thread.

    private void run() {
        try {
            while (isWanted() && state != State.ENDED) {
                watchOnce();
            }
        } catch (InterruptedException e) {
            // closed
        } finally {
            letGo();
            synchronized (this) {
                thread = null;
                if (state == State.WATCHED) {
                    state = State.CONNECTING; // for who comes next: it has not been silent, nobody has asked
                }
            }
        }
    }

    private void watchOnce() throws InterruptedException {
        try {
            Program program = programs.open(pid);
            this.program = program;
            version = program.version();
            message = "";
            answeredAt = System.nanoTime();
            state = State.WATCHED;
            for (long tick = 0; isWanted(); tick++) {
                look(program, tick % TICKS_OF_A_POINT == 0);
                answeredAt = System.nanoTime();
                TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
            }
        } catch (ProgramFailure e) {
            fail(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            Program lost = program;
            if (lost != null && !waitForEnd(lost)) {
                fail("the connection to process " + pid + " is lost: " + firstLine(e));
            } else {
                state = State.ENDED;
                message = "process " + pid + " has ended; what is shown is how it was last";
            }
        } catch (JMException | RuntimeException e) {
            fail(unreadable(causeOf(e)));
        } catch (OutOfMemoryError e) {
            fail("the monitor has too little memory for the tasks of process " + pid
                    + "; give its JVM more (-Xmx), or close the pages of other programs");
        }
    }

    private static boolean waitForEnd(Program program) throws InterruptedException {
        for (int i = 0; i < TICKS_OF_A_POINT * 2; i++) {
            if (!program.isAlive()) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        }
        return false;
    }

    private void fail(String text) throws InterruptedException {
        letGo();
        message = text;
        state = State.FAILED;
        TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
    }

    private void look(Program program, boolean makesPoint) throws IOException, JMException {
        MBeanServerConnection beans = program.beans();
        if (makesPoint) {
            findLoops(beans);
        }
        long heap = makesPoint ? heapOf(beans) : 0;
        for (LoopWatch loop : loops.values()) {
            if (loop.isGone()) {
                continue;
            }
            try {
                EventLoopMXBean bean = JMX.newMXBeanProxy(beans, loop.bean(), EventLoopMXBean.class);
                loop.ask(bean);
                if (makesPoint) {
                    loop.tick(bean, nowMillis(), heap);
                }
                if (loop.wantsLook(nowMillis())) {
                    loop.look(bean, nowMillis());
                }
            } catch (UndeclaredThrowableException e) {
                if (e.getCause() instanceof IOException lost && !(lost instanceof InvalidObjectException)) {
                    throw lost;
                }
                if (!(e.getCause() instanceof InstanceNotFoundException)) {
                    throw e;
                }
                loop.leave(nowMillis()); // it has stopped meanwhile
            }
        }
    }

    private void findLoops(MBeanServerConnection beans) throws IOException, JMException {
        Set<ObjectName> found = beans.queryNames(LOOPS, null);
        for (ObjectName bean : found) {
            LoopWatch known = loops.get(bean.getCanonicalName());
            if (known == null || known.isGone()) {
                try {
                    var loop = new LoopWatch(bean, (String) beans.getAttribute(bean, "Name"));
                    loops.put(keyOf(loop), loop);
                } catch (InstanceNotFoundException e) {
                    // it has stopped meanwhile
                }
            }
        }
        for (LoopWatch loop : loops.values()) {
            if (!found.contains(loop.bean())) {
                loop.leave(nowMillis());
            }
        }
        forgetEnded();
        message = found.isEmpty() ? "process " + pid + " runs no loop now" : "";
    }

    // A program may have a loop for each request.
    private void forgetEnded() {
        List<LoopWatch> ended = loops.values().stream().filter(LoopWatch::isGone)
                .sorted(Comparator.comparingLong(LoopWatch::goneAtMillis)).toList();
        for (LoopWatch loop : ended.subList(0, Math.max(0, ended.size() - MOST_ENDED))) {
            loops.remove(keyOf(loop));
        }
    }

    private static long heapOf(MBeanServerConnection beans) throws IOException {
        return ManagementFactory.newPlatformMXBeanProxy(beans, ManagementFactory.MEMORY_MXBEAN_NAME,
                MemoryMXBean.class).getHeapMemoryUsage().getUsed();
    }

    // For those who ask about one task.

    /** {@return the task as it is now, or null} The caller waits for the program. */
    public @Nullable TaskSnapshot task(LoopWatch loop, long id) throws ProgramFailure {
        List<TaskSnapshot> found = call(() -> {
            TaskSnapshot task = beanOf(loop).task(id);
            return task == null ? List.of() : List.of(task);
        });
        return found.isEmpty() ? null : found.getFirst();
    }

    /** {@return the tasks that have ended, the last one first} The caller waits for the program. */
    public List<EndedTask> ended(LoopWatch loop) throws ProgramFailure {
        return call(() -> beanOf(loop).endedTasks());
    }

    /** {@return whether the times of tasks are measured over there} The caller waits for the program. */
    public boolean isMeasuring(LoopWatch loop) throws ProgramFailure {
        return call(() -> beanOf(loop).isMeasuring());
    }

    /** Asks a task to be cancelled, and says whether it was there. The caller waits for the program. */
    public boolean cancel(LoopWatch loop, long id) throws ProgramFailure {
        return call(() -> beanOf(loop).cancelTask(id, "cancelled by the monitor"));
    }

    /** Switches a flight log on. The caller waits for the program. */
    void startFlightLog(LoopWatch loop, int mebibytes, int seconds) throws ProgramFailure {
        call(() -> {
            beanOf(loop).startFlightLog(mebibytes, seconds);
            return true;
        });
    }

    /** Switches it off, and {@return what it has written} The caller waits for the program, which has much to send. */
    byte[] stopFlightLog(LoopWatch loop) throws ProgramFailure {
        return call(WHILE_IT_SENDS, () -> {
            try {
                return beanOf(loop).stopFlightLog();
            } catch (UndeclaredThrowableException e) {
                if (e.getCause() instanceof InstanceNotFoundException) {
                    loop.leave(nowMillis()); // it has stopped meanwhile
                }
                throw e;
            }
        });
    }

    private EventLoopMXBean beanOf(LoopWatch loop) throws ProgramFailure {
        Program program = this.program;
        if (program == null || loop.isGone()) {
            throw new ProgramFailure("loop " + loop.name() + " of process " + pid + " does not run now");
        }
        return JMX.newMXBeanProxy(program.beans(), loop.bean(), EventLoopMXBean.class);
    }

    private <T> T call(Patience.Call<T> call) throws ProgramFailure {
        return call(Patience.LIMIT, call);
    }

    private <T> T call(Duration limit, Patience.Call<T> call) throws ProgramFailure {
        Program program = this.program;
        try {
            return Patience.with(pid, limit, call);
        } catch (ProgramFailure e) {
            throw e;
        } catch (Exception e) {
            Throwable cause = causeOf(e);
            if (cause instanceof InvalidObjectException) {
                throw new ProgramFailure(unreadable(cause));
            }
            if (cause instanceof IOException && program != null && !program.isAlive()) {
                throw new ProgramFailure("process " + pid + " has ended meanwhile");
            }
            if (cause instanceof ReflectionException) {
                throw new ProgramFailure("process " + pid + " has asyncio4j " + version
                        + ", which cannot do that; use the same version on both sides");
            }
            throw new ProgramFailure(cause instanceof IllegalStateException ? firstLine(cause)
                    : "process " + pid + " does not answer: " + firstLine(cause));
        }
    }

    private String unreadable(Throwable e) {
        return "process " + pid + " has asyncio4j " + version + ", whose answers this monitor cannot read: "
                + firstLine(e) + "; use the same version on both sides";
    }

    // what a proxy of a bean may not throw as it is
    private static Throwable causeOf(Exception e) {
        Throwable cause = e.getCause();
        return e instanceof UndeclaredThrowableException && cause != null ? cause : e;
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage() == null ? e : e.getMessage()).lines().findFirst().orElse("")
                .strip();
    }

    private void letGo() {
        Program program = this.program;
        this.program = null;
        if (program != null) {
            program.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    private static ObjectName name(String name) {
        try {
            return new ObjectName(name);
        } catch (JMException e) {
            throw new IllegalArgumentException(name, e);
        }
    }
}
