package io.asyncio4j.benchmarks.report;

/**
 * Why a bar is not reached, where it is not: what the limit is, and what was tried. Printed only then, so each text
 * speaks of a run in which the bar was missed.
 */
final class Reasons {

    static final String SWITCH =
            "A switch is the JDK's yield and mount, which is the yardstick, plus what makes it a task's: its turn"
                    + " in the ready queue, its context, and whom the loop belongs to. By samples of the processor at each"
                    + " instruction, what is left are loads that wait for each other: the loop, its task, that one's number"
                    + " and thread, 1 to 1.5 ns each where the nearest cache has them, and more with 1,000 tasks and more,"
                    + " whose objects it cannot hold; and, where the compiler does not put sleep in its caller's place, one"
                    + " return more. A return on a stack that has just been brought back is one that the processor guesses"
                    + " wrong, 5 to 8 ns. Done: no reference is stored in the loop any more, which the garbage collector had"
                    + " made cost a tenth; whether anybody else is ready is told by their number; what leads to the queue is"
                    + " read before the task is (together another tenth).";

    static final String SWITCH_PORTABLE =
            "A virtual thread hands the loop to the next one by way of the JDK's scheduler, which as a rule has"
                    + " another processor take it: where the JDK has one carrier only"
                    + " (-Djdk.virtualThreadScheduler.parallelism=1) a switch takes 516 ns, and 1,360 to 1,720 with two, in"
                    + " the same hour. So two thirds are the way from one processor to the other, which differs between"
                    + " machines: on an AMD EPYC the bar was reached (0.83 x CPython), on an Intel Xeon it was missed. A"
                    + " library cannot tell the JDK's scheduler where to run a thread.";

    static final String SWITCH_UVLOOP =
            "The bar was set where uvloop took 640 ns. Where it takes less than 3.5 times the bare switch, no task that"
                    + " is a virtual thread can be that much faster: the JDK's yield and mount alone take longer.";

    static final String SPAWN =
            "Until it starts, a spawned task is one object and the user's lambda; its name, a quarter of the cost, and its"
                    + " context are made when they are needed, and its thread is the one that the task before it has left. With 100,000"
                    + " that exist at a time, a quarter is memory traffic: with 10,000 at a time a spawn takes 33 ns. Threads without"
                    + " names would save 8 ns, but log lines could not tell tasks apart. The list of the last tasks that have ended,"
                    + " which ps and the monitor show, takes 5.";

    static final String SPAWN_AWAIT =
            "Awaiting a new task takes two switches, there and back, and two bare ones alone, see the first work, are most of"
                    + " the time. A coroutine of Kotlin's is called and returns. Running the new task on top of the awaiting one's"
                    + " stack would save both, but the two would then share a thread, with its locks and thread-locals.";

    static final String GATHER =
            "A gathered task costs a spawn, a callback by which the gather hears of its end, and its entry in the result."
                    + " With 100,000 of them at a time memory traffic is a good part of it, on both sides, compare the"
                    + " table of sizes.";

    static final String GROUP =
            "A task of a group costs a spawn, which takes 33 ns alone with 10,000 at a time, a callback by which the group hears of its"
                    + " end, and its place among the members, where it must be found when it ends.";

    static final String QUEUE =
            "A round trip is two switches, which the yardstick shows, and two wake-ups by futures, each with the"
                    + " two ticks that it has in asyncio: the order of events is not for sale. Done: the place in the line"
                    + " of a task that has gone on, and its future, are the next task's (14 % less). What is left is the"
                    + " lists of waiters and the frames of get and of the waiting below it, whose returns the processor"
                    + " guesses wrong, 5 to 6 ns each.";

    static final String QUEUE_KOTLIN =
            "Two bare switches alone, which the yardstick shows, take longer than a round trip there: Kotlin resumes a receiver"
                    + " without a stack to mount.";

    static final String LOCK =
            "A lock that is handed on is a switch and a wake-up by a future, with its tick as in asyncio: the"
                    + " release finds the first of the line, ends its future, and the task hears of it in its turn. A task"
                    + " that waits for a lock has two frames more on its stack than one that only gives way, and each return"
                    + " through one that was brought back is guessed wrong by the processor, 5 to 6 ns (samples at each"
                    + " instruction); what acquire gives is the one object that is made each time. Done: the place in the"
                    + " line of a task that has gone on, and its future, are the next one's (16 % less); who waits is told"
                    + " from who has gone by a field, where 24 frames of stack were probed (8 % less).";

    static final String CANCEL =
            "By the loop's thread alone, per task of 100,000 (medians of 30 rounds in turns, a busy machine): a bare thread's start,"
                    + " one switch and end 263 ns; a task's whole life when a result wakes it 704; when it is cancelled and does not"
                    + " catch that 917, and 1,113 when it does and throws it on, as here. The rest is the collector's, on threads of its"
                    + " own. So the error and its unwinding are 0.2 to 0.4 us, and without them it would still be a thread with a stack"
                    + " that ends. Done: the error has no stack trace, which was half of all, except in debug mode.";

    static final String THREADSAFE =
            "Two threads and the loop write to one place in memory, the inbox's top, which the processors hand to each other each"
                    + " time; so do the others in their queues, and the difference is within what runs differ by. Tried: a place of its"
                    + " own in memory, pauses after a lost race, fewer wake-ups.";

    static final String OFF_LOOP =
            "The loop is a thread of the system's, which must be woken where it sleeps. It looks for a while before it sleeps, and so"
                    + " do the threads that make the calls; with other programs on the processors they look in vain.";

    static final String SLEEPERS =
            "The last task begins to sleep its second when all others have been started, and the JDK takes most of a"
                    + " microsecond to start and to suspend a virtual thread.";

    static final String TWO_LOOPS =
            "Each loop has a processor of its own, and what both write is kept apart (see below). So the two are slower together"
                    + " than one alone where they have not got two whole processors, or share the caches that their tasks need.";

    static final String MEMORY =
            "A suspended virtual thread without any task takes 520 bytes: 305 for the thread and what belongs to it, 216"
                    + " for the smallest stack. Ours are the task (72), its thread's scheduler (48), a sleep, future and timer in one (32),"
                    + " its place among the timers (20), a name (56), the lambda (16), and 200 to 300 of stack for the frames from the body"
                    + " to the switch: 112 of the thread with the task's body in it and 96 to 128 of the sleep with all that it calls, if the"
                    + " compiler puts them together so. Without any frame of ours it would be 764 bytes, and the smallest frame of a compiled"
                    + " method takes 32. How the compiler puts them together differs from process to process, and so they took from 857 to 1,180 bytes"
                    + " with the same code; until it has got to them they take 1,000. Done: contexts and wrappers only where they"
                    + " are asked for, one object for a sleep, fewer fields and frames. Compact object headers"
                    + " (-XX:+UseCompactObjectHeaders) save 140 more, and -Djdk.trackAllThreads=false 40, at the price of tasks that do not"
                    + " show up in thread dumps.";

    static final String MILLION =
            "When all are asleep, 992 to 1,023 MB are alive, with compact object headers, so there is no room left for the"
                    + " collector to work in. With -Xmx1216m it runs (three of three times, in 3 to 14 seconds), with -Xmx1120m it did once in"
                    + " three. Warming up ten times as long changed nothing. See the memory of a sleeping task.";

    static final String ECHO_1000 =
            "A round trip is one read and one write, and the system takes most of its time. What is ours takes 1.1 us with"
                    + " 100 connections and 3.4 with 1,000, where a connection's stack and objects are no longer in the processor's"
                    + " caches when its turn comes: the loop first hears of all that is ready, then each task runs, as in asyncio."
                    + " Netty, which handles each at once, loses less. In ten rounds of these two sides alone they took the same"
                    + " (0.99); a process of either is up to a sixth away from the next one.";

    static final String TWO_WRITES =
            "The two are joined into one buffer before they are sent, and there is one system call, as for one write. In ten"
                    + " rounds of the two works alone they took the same (1.00), but a process is up to a quarter away from the next"
                    + " one, so a few rounds cannot tell 2%.";

    static final String SPAWN_PROCESS =
            "The JDK starts a child by way of a program of its own, so each start loads two: plain threads with ProcessBuilder"
                    + " do not reach the bar, either. Of our own there is a thread that starts it and one that waits for its end, and"
                    + " more code to compile in the first seconds: of 800 children on one processor we started 607 a second and plain"
                    + " threads 745, of 6,000 652 and 748, of 18,000 741 and 783. Under -Djdk.lang.Process.launchMechanism=VFORK, which"
                    + " the JDK is going to give up, it is half as many again. Done: the thread that waits is kept for the next one (a"
                    + " tenth more; 40% with VFORK).";

    static final String PIPE =
            "A pipe of a child cannot be selected in the JDK, so a thread waits for it. While there is something to read the"
                    + " loop reads it itself; each time that there is not, thread and loop sleep and wake each other once.";

    private Reasons() {}
}
