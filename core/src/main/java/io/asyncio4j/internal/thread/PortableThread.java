package io.asyncio4j.internal.thread;

import io.asyncio4j.spi.StackProbe;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A task thread made of public API only: an ordinary virtual thread of the JDK's scheduler, and a baton that
 * it and the loop's thread hand to each other.
 */
/*
 * One volatile, `running`, is the baton: true while the task may run, false while the loop may. Whoever gives
 * it away parks until it is back. Everything written before the hand-over is seen after it.
 */
final class PortableThread extends TaskThread implements Runnable {

    // fixed
    private final Host host;
    private final Thread thread;

    private volatile boolean running;
    // set by whichever side cannot park
    private volatile boolean waitsPinned;
    // whether it has left and not come back
    private volatile boolean away;
    // written by the loop's side before it hands over
    private @Nullable Thread loopThread;
    private boolean started;

    PortableThread(Host host, Object body, @Nullable ClassLoader contextClassLoader) {
        super(body);
        this.host = host;
        this.thread = Thread.ofVirtual().inheritInheritableThreadLocals(false).unstarted(this);
        thread.setContextClassLoader(contextClassLoader);
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public void rename(String name) {
        thread.setName(name);
    }

    @Override
    public void resume() {
        if (away) {
            return; // a stray wake-up: it comes back by its door
        }
        loopThread = Thread.currentThread();
        running = true;
        if (started) {
            wake(thread);
        } else {
            started = true;
            thread.start();
        }
        parkWhile(true);
        rethrowFailure();
    }

    @Override
    public void suspend() {
        ensureCanHandBack();
        handBack();
        parkWhile(false);
        LockSupport.unpark(thread); // the parking here may have used up a permit that was meant for the task
    }

    /*
     * A deep stack. Once the baton is given away there is no way back, so there must be stack enough to wake the
     * other side: if not, the overflow has to come before, here. And the JDK may find that it cannot unmount a
     * stack of this depth, however much of it is left; then the thread waits on its carrier, in a monitor, and the
     * next such threads find out before they give the baton away (PinnedThreads). (The carried backend gives nothing
     * away until the JDK has unmounted the thread.)
     */
    private static void ensureCanHandBack() {
        StackProbe.ensureToSuspend();
        if (PinnedThreads.isCareful()) {
            PinnedThreads.ensureNotPinned();
        }
    }

    @Override
    public void leave() {
        ensureCanHandBack();
        away = true;
        handBack();
    }

    private void handBack() {
        Thread loop = loopThread;
        running = false;
        wake(loop);
    }

    private void wake(@Nullable Thread other) {
        LockSupport.unpark(other);
        if (waitsPinned) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    private synchronized void waitPinned(boolean value) {
        waitsPinned = true;
        boolean interrupted = false;
        while (running == value) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        waitsPinned = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void rejoin(Runnable door) {
        away = false;
        door.run();
        parkWhile(false);
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        Object body = this.body;
        if (body != null) {
            this.body = null;
            try {
                host.run(body);
            } catch (Throwable e) {
                failure = e;
            }
        }
        handBack();
    }

    // An interrupt would make every park return at once: it is set aside and put back.
    private void parkWhile(boolean value) {
        boolean interrupted = false;
        while (running == value) {
            try {
                LockSupport.park(this);
            } catch (StackOverflowError e) {
                PinnedThreads.found();
                waitPinned(value);
            }
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
