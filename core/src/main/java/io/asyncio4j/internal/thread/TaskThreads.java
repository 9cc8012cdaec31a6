package io.asyncio4j.internal.thread;

/** Where a loop gets its task threads from, and the thread that the loop itself has to run on. */
public abstract sealed class TaskThreads permits CarriedThreads, PortableThreads {

    /** {@return task threads of the kind that {@code backend} names} */
    public static TaskThreads of(Backend backend, TaskThread.Host host) {
        return switch (backend) {
            case CARRIED -> new CarriedThreads(host);
            case PORTABLE -> new PortableThreads(host);
        };
    }

    /** {@return the platform thread that the caller is, or is carried by} Only where there are carried task threads. */
    public static Thread currentCarrier() {
        return PrivateVirtualThreads.currentCarrier();
    }

    public abstract Backend backend();

    /** {@return a thread that will run {@code body} when it is first resumed} */
    public abstract TaskThread take(Object body);

    /** Takes {@code thread} back, which was taken and never resumed since. */
    public abstract void giveBack(TaskThread thread);

    /** Runs {@code main} on a thread of the kind that the loop needs, this one if it will do, and waits. */
    public abstract void runLoop(String name, Runnable main);

    /** Lets the threads end that have no body; called by the loop's thread when it stops running. */
    public abstract void endIdle();
}
