package io.asyncio4j.internal.run;

import io.asyncio4j.internal.text.Logs;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says once, when all other threads have ended that keep the JVM, which loop threads keep it though they have nothing to
 * do: somebody has forgotten to close them, and the program seems to hang.
 *
 * <p>A daemon thread looks, while there are loop threads. It sleeps until one of the others ends, and then now and again
 * while a loop has tasks; so it costs nothing, in a server too.
 */
final class LastOnes {

    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    // guarded by the class
    private static final Set<LoopThreadImpl> OPEN = new LinkedHashSet<>();
    private static @Nullable Thread looks;

    private LastOnes() {}

    static synchronized void add(LoopThreadImpl open) {
        OPEN.add(open);
        if (looks == null) {
            looks = Thread.ofPlatform().daemon().name("asyncio4j-last-ones")
                    .inheritInheritableThreadLocals(false)
                    .unstarted(LastOnes::look);
            looks.setContextClassLoader(null); // an application's could not be collected
            looks.start();
        }
    }

    static synchronized void remove(LoopThreadImpl ended) {
        OPEN.remove(ended);
        if (OPEN.isEmpty() && looks != null) {
            looks.interrupt();
            looks = null;
        }
    }

    private static synchronized List<LoopThreadImpl> open() {
        return List.copyOf(OPEN);
    }

    private static void look() {
        Duration pause = GRACE;
        try {
            while (true) {
                Thread other = anyOther();
                if (other != null) {
                    other.join();
                    continue;
                }
                Thread.sleep(pause); // one that has just been told to end shall have the time
                List<LoopThreadImpl> open = open();
                if (anyOther() == null && open.stream().allMatch(LoopThreadImpl::isIdle)) {
                    say(open);
                    return;
                }
                pause = pause.compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : pause;
            }
        } catch (InterruptedException e) {
            // the last of them was closed
        }
    }

    private static void say(List<LoopThreadImpl> open) {
        if (open.isEmpty()) {
            return;
        }
        Logs.logger().log(
                System.Logger.Level.INFO,
                "nothing but {0} keeps this JVM, and nothing is left to do there; close it where the program ends, or start"
                        + " it with LoopThread.startDaemon",
                String.join(", ", open.stream()
                        .map(each -> "LoopThread '" + each.thread().getName() + "'").toList()));
    }

    /** {@return a thread that keeps the JVM and is no loop thread, or null} */
    private static @Nullable Thread anyOther() {
        List<Thread> ours = open().stream().map(LoopThreadImpl::thread).toList();
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        // one that is too many for the array cannot be seen; then there is another one to wait for all the same
        var threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            Thread thread = threads[i];
            if (!thread.isDaemon() && !ours.contains(thread) && !thread.getName().equals("DestroyJavaVM")) {
                return thread;
            }
        }
        return null;
    }
}
