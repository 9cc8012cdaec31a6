package io.asyncio4j.benchmarks.report;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Who does the work: asyncio4j on one kind of threads, a peer, or a yardstick. */
enum Side {
    CARRIED("carried", "carried"),
    PORTABLE("portable", "portable"),
    KOTLIN("Kotlin", "kotlin"),
    VIRTUAL_THREADS("virtual threads", "virtualThreads"),
    CPYTHON("CPython", "cpython"),
    UVLOOP("uvloop", "uvloop"),
    /** Virtual threads on an executor of one thread: what the JDK asks for a switch, with no task around it. */
    BARE("bare", "bare"),
    /** The same work on one loop, where the work is about several loops. */
    ONE_LOOP("one loop", "oneLoop");

    /** Other people's libraries, which asyncio4j is compared with. */
    static final Set<Side> PEERS = EnumSet.of(KOTLIN, VIRTUAL_THREADS, CPYTHON, UVLOOP);
    /** What the work costs at least, measured by benchmarks of our own. */
    static final Set<Side> YARDSTICKS = EnumSet.of(BARE, ONE_LOOP);
    static final List<Side> OF_JVM = List.of(CARRIED, PORTABLE, KOTLIN, VIRTUAL_THREADS, BARE, ONE_LOOP);

    private final String title;
    private final String method;

    Side(String title, String method) {
        this.title = title;
        this.method = method;
    }

    /** {@return the name in tables} */
    String title() {
        return title;
    }

    /** {@return the name of the method of a JMH class that is this side; the name of a side in Python, too} */
    String method() {
        return method;
    }

    boolean isPython() {
        return this == CPYTHON || this == UVLOOP;
    }
}
