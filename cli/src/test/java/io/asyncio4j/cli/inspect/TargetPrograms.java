package io.asyncio4j.cli.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

/** What the child JVMs do: they say that they are ready, and then go on for ever. */
final class TargetPrograms {

    static final String READY = "ready";

    private static final Duration HOUR = Duration.ofHours(1);

    private TargetPrograms() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "waits" -> waits();
            case "computes" -> run(TargetPrograms::computes);
            case "cycle" -> run(TargetPrograms::cycle);
            case "deadlock" -> run(TargetPrograms::deadlock);
            case "two loops" -> twoLoops();
            case "hostile names" -> run(TargetPrograms::hostileNames);
            case "hostile process" -> {
                System.setProperty("asyncio4j.version", "1\u001b[2J");
                run(EventLoop.builder().name("loop\u001b[2J"), TargetPrograms::cycle);
            }
            case "wakes" -> run(TargetPrograms::wakes);
            case "ends when watched" -> {
                run(TargetPrograms::untilWatched);
                stayReady();
            }
            case "dies when watched" -> {
                run(TargetPrograms::untilWatched);
                Runtime.getRuntime().halt(1);
            }
            case "no loop" -> stayReady();
            case "loop is over" -> {
                run(() -> {});
                stayReady();
            }
            case "other class loader" -> otherClassLoader();
            case "other version" ->
                    TargetPrograms.<OlderMXBean>otherVersion(() -> "asyncio4j-loop-1", OlderMXBean.class);
            case "other form" -> TargetPrograms.<OtherMXBean>otherVersion(new Other(), OtherMXBean.class);
            case "fewer fields" ->
                    TargetPrograms.<FewerMXBean>otherVersion(new Fewer(), FewerMXBean.class);
            case "dies when asked" ->
                    TargetPrograms.<OtherMXBean>otherVersion(new Dying(), OtherMXBean.class);
            case "refuses" ->
                    TargetPrograms.<RefusingMXBean>otherVersion(new Refusing(), RefusingMXBean.class);
            case "a million" -> aMillion();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Names of a megabyte, and such as look like another one; of tasks that have ended, wait, and hold the loop. */
    static void hostileNames() {
        String name = "left\u202eright" + "n".repeat(1 << 20);
        for (int i = 0; i < 50; i++) {
            createTask(TaskOptions.named(name), () -> sleep(HOUR));
            createTask(TaskOptions.named(name), () -> {});
        }
        createTask(TaskOptions.named("culprit\u202e" + name), () -> {
            sleep(Duration.ofMillis(10));
            IO.println(READY);
            spin();
        });
        sleep(HOUR);
    }

    static void waits() {
        run(() -> {
            var left = createTask(TaskOptions.named("left"), () -> fetch());
            var right = createTask(TaskOptions.named("right"), () -> fetch());
            createTask(() -> IO.println(READY));
            gather(left, right).await();
        });
    }

    private static void fetch() {
        sleep(HOUR);
    }

    private static void computes() {
        createTask(TaskOptions.named("victim"), () -> fetch());
        createTask(TaskOptions.named("culprit"), () -> spin());
        sleep(HOUR);
    }

    private static void spin() {
        IO.println(READY);
        while (true) {
            Thread.onSpinWait();
        }
    }

    /** Two tasks of which one wakes the other, again and again. */
    private static void wakes() {
        var jobs = new Queue<Integer>();
        createTask(TaskOptions.named("worker"), () -> {
            while (true) {
                jobs.get();
            }
        });
        createTask(TaskOptions.named("<b>boss</b>"), () -> {
            IO.println(READY);
            for (int i = 0;; i++) {
                jobs.put(i);
                sleep(Duration.ofMillis(1));
            }
        });
        createTask(TaskOptions.named("busy-7"), () -> {
            while (true) {
                long end = System.nanoTime() + 20_000_000;
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                sleep(Duration.ofMillis(5));
            }
        });
        sleep(HOUR);
    }

    /** Goes on until somebody has switched a flight log or a profile on. */
    private static void untilWatched() {
        IO.println(READY);
        while (Thread.getAllStackTraces().keySet().stream().map(Thread::getName).noneMatch(
                name -> name.startsWith("asyncio4j-flight-log-") || name.startsWith("asyncio4j-profile-"))) {
            sleep(Duration.ofMillis(10));
        }
    }

    private static void cycle() {
        var tasks = new ArrayList<Task<?>>();
        tasks.add(createTask(TaskOptions.named("chicken"), () -> tasks.get(1).await()));
        tasks.add(createTask(TaskOptions.named("egg"), () -> tasks.get(0).await()));
        sleep(Duration.ofMillis(1));
        IO.println(READY);
        sleep(HOUR);
    }

    private static void deadlock() {
        var a = new Lock().named("a");
        var b = new Lock().named("b");
        createTask(TaskOptions.named("failed"), () -> {
            throw new IllegalStateException("wrong");
        });
        createTask(TaskOptions.named("late"), () -> fetch()).cancel("too late");
        createTask(TaskOptions.named("reader"), () -> takeBoth(a, b));
        createTask(TaskOptions.named("writer"), () -> takeBoth(b, a));
        sleep(Duration.ofMillis(10));
        IO.println(READY);
        while (true) {
            createTask(TaskOptions.named("short"), () -> sleep(Duration.ofMillis(100))).await();
        }
    }

    private static void takeBoth(Lock first, Lock second) {
        try (var _ = first.acquire()) {
            sleep(Duration.ofMillis(1));
            second.acquire();
        }
    }

    private static void twoLoops() {
        LoopThread.start("second", EventLoop.builder().name("second"));
        Asyncio.run(EventLoop.builder().name("first"), () -> {
            IO.println(READY);
            sleep(HOUR);
        });
    }

    private static void stayReady() throws InterruptedException {
        IO.println(READY);
        Thread.sleep(HOUR);
    }

    /** The bean of a loop as of a library that can do nothing but tell the loop's name. */
    public interface OlderMXBean {
        String getName();
    }

    /** The same of one whose answers have another form. */
    public interface OtherMXBean extends OlderMXBean {
        Map<String, Integer> report(int mostTasks);
    }

    private static final class Other implements OtherMXBean {
        @Override
        public String getName() {
            return "asyncio4j-loop-1";
        }

        @Override
        public Map<String, Integer> report(int mostTasks) {
            return Map.of("tasks", mostTasks);
        }
    }

    /** The same of one whose report has other fields, and not those that are read here. */
    public interface FewerMXBean extends OlderMXBean {
        CompositeData report(int mostTasks) throws OpenDataException;
    }

    private static final class Fewer implements FewerMXBean {
        @Override
        public String getName() {
            return "asyncio4j-loop-1";
        }

        @Override
        public CompositeData report(int mostTasks) throws OpenDataException {
            String[] names = {"tasks"};
            return new CompositeDataSupport(new CompositeType("Report", "of its time", names, names,
                    new OpenType<?>[] {SimpleType.INTEGER}), names, new Object[] {mostTasks});
        }
    }

    private static final class Dying implements OtherMXBean {
        @Override
        public String getName() {
            return "asyncio4j-loop-1";
        }

        @Override
        public Map<String, Integer> report(int mostTasks) {
            Runtime.getRuntime().halt(1);
            return Map.of();
        }
    }

    /** The bean of a loop that does not let itself be watched, and says what it was asked for. */
    public interface RefusingMXBean extends OlderMXBean {
        void startFlightLog(int mebibytes, int seconds);

        void startProfile(int perSecond, int seconds);
    }

    private static final class Refusing implements RefusingMXBean {
        @Override
        public String getName() {
            return "asyncio4j-loop-1";
        }

        @Override
        public void startFlightLog(int mebibytes, int seconds) {
            throw new IllegalStateException("no log of " + mebibytes + " MiB for " + seconds + " s");
        }

        @Override
        public void startProfile(int perSecond, int seconds) {
            throw new IllegalStateException(
                    "no profile " + perSecond + " times a second for " + seconds + " s");
        }
    }

    private static <T> void otherVersion(T loop, Class<T> bean) throws Exception {
        System.setProperty("asyncio4j.version", "0.0.9");
        ManagementFactory.getPlatformMBeanServer().registerMBean(new StandardMBean(loop, bean, true),
                new ObjectName("io.asyncio4j:type=EventLoop,name=asyncio4j-loop-1"));
        stayReady();
    }

    private static void aMillion() {
        run(() -> {
            Promise<Void> never = EventLoop.running().createFuture();
            for (int i = 0; i < 1_000_000; i++) {
                createTask(() -> never.await());
            }
            sleep(Duration.ofMillis(1));
            IO.println(READY);
            never.await();
        });
    }

    // As an application server does: the class path has no asyncio4j.
    private static void otherClassLoader() throws Exception {
        var urls = new URL[] {Target.library().toUri().toURL(),
            Target.placeOf(TargetPrograms.class).toUri().toURL()};
        try (var loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            var waits = loader.loadClass(TargetPrograms.class.getName()).getDeclaredMethod("waits");
            waits.setAccessible(true);
            waits.invoke(null);
        }
    }
}
