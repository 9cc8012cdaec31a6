package io.asyncio4j.internal.thread;

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

    private final Thread thread;

    private volatile boolean running;
    // written by the loop's side before it hands over
    private @Nullable Thread loopThread;
    private boolean started;

    PortableThread(Host host, Object body, @Nullable ClassLoader contextClassLoader) {
        super(host, body);
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
        loopThread = Thread.currentThread();
        running = true;
        if (started) {
            LockSupport.unpark(thread);
        } else {
            started = true;
            thread.start();
        }
        parkWhile(true);
    }

    @Override
    public void suspend() {
        leave();
        parkWhile(false);
    }

    @Override
    public void leave() {
        Thread loop = loopThread;
        running = false;
        LockSupport.unpark(loop);
    }

    @Override
    public void rejoin(Runnable door) {
        door.run();
        parkWhile(false);
    }

    @Override
    public void run() {
        Object body = this.body;
        if (body != null) {
            this.body = null;
            host.run(body);
        }
        leave();
    }

    // An interrupt would make every park return at once: it is set aside and put back.
    private void parkWhile(boolean value) {
        boolean interrupted = false;
        while (running == value) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
