package io.asyncio4j.benchmarks.report;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Who does the work: asyncio4j on one kind of threads, a peer, or a yardstick; of a cold start, what is started. */
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
    ONE_LOOP("one loop", "oneLoop"),
    /** The same work in a process that has done nothing else, where the work is about what other work leaves behind. */
    FRESH("a fresh process", "fresh"),
    FRESH_PORTABLE("a fresh process", "freshPortable"),
    /** asyncio's protocols: callbacks instead of streams. */
    CPYTHON_PROTOCOLS("CPython's protocols"),
    UVLOOP_PROTOCOLS("uvloop's protocols"),
    NETTY("Netty"),
    NODE("Node"),

    /** A program that has been started before. */
    RUN_AGAIN("asyncio4j run Program.java, as at the last start"),
    /** A program that has changed since, so that it has to be compiled. */
    RUN_CHANGED("asyncio4j run Program.java, changed since"),
    /** The same program with the library, without the script and what it keeps. */
    UNCACHED("java -cp asyncio4j-core.jar Program.java, no cache"),
    /** A class with a main method, without the library. */
    JAVA_CLASS("java Program, a class without the library"),
    /** That class from its source file. */
    JAVA_SOURCE("java Program.java, that class from its source"),
    /** The same program on CPython's asyncio. */
    PYTHON("python -c, the same with CPython's asyncio");

    /** Other people's libraries, which asyncio4j is compared with. */
    static final Set<Side> PEERS = EnumSet.of(KOTLIN, VIRTUAL_THREADS, CPYTHON, UVLOOP);
    /** Whom sockets and subprocesses are compared with: streams first, then what has callbacks instead. */
    static final List<Side> NET_PEERS = List.of(KOTLIN, VIRTUAL_THREADS, CPYTHON, UVLOOP, CPYTHON_PROTOCOLS,
            UVLOOP_PROTOCOLS, NETTY, NODE);
    /** What the work costs at least, measured by benchmarks of our own. */
    static final Set<Side> YARDSTICKS = EnumSet.of(BARE, ONE_LOOP, FRESH, FRESH_PORTABLE);
    static final List<Side> OF_JVM = List.of(CARRIED, PORTABLE, KOTLIN, VIRTUAL_THREADS, BARE, ONE_LOOP,
            FRESH, FRESH_PORTABLE);
    /** What a cold start can start. */
    static final Set<Side> STARTS = EnumSet.range(RUN_AGAIN, PYTHON);

    private final String title;
    private final String method;

    Side(String title, String method) {
        this.title = title;
        this.method = method;
    }

    Side(String title) { this(title, ""); }

    /** {@return what {@code --sides} takes} */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return the name in tables} */
    String title() {
        return title;
    }

    /**
     * {@return the name of the method of a JMH class that is this side; the name of a side in Python, too} Empty for
     * what a cold start starts.
     */
    String method() {
        return method;
    }

    boolean isPython() {
        return this == CPYTHON || this == UVLOOP;
    }
}
