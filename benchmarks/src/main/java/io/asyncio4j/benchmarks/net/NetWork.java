package io.asyncio4j.benchmarks.net;

import java.util.Locale;

/** What is measured of sockets and subprocesses. */
public enum NetWork {
    ECHO_1("echo of 1 KiB, 1 connection", "echo", 1, Of.RATE),
    ECHO_100("echo of 1 KiB, 100 connections", "echo", 100, Of.RATE),
    ECHO_1000("echo of 1 KiB, 1,000 connections", "echo", 1_000, Of.RATE),
    TWO_WRITES("answer of 1 KiB in two writes, 100 connections", "two", 100, Of.RATE),
    LINES("lines of 64 bytes, 100 connections", "lines", 100, Of.RATE),
    TLS("echo of 1 KiB over TLS, 10 connections", "tls", 10, Of.RATE),
    BULK("64 KiB blocks to one client", "bulk", 1, Of.MEGABYTES),
    UDP("UDP echo of 512 bytes, 16 clients", "udp", 16, Of.RATE),
    ACCEPT("connections opened, one byte each way, closed", "accept", 8, Of.RATE),
    SPAWN("subprocesses started and awaited, 4 at a time", "spawn", 0, Of.RATE),
    PIPE("output of a subprocess", "pipe", 0, Of.MEGABYTES),
    IDLE("memory of an idle connection", "idle", 2_000, Of.BYTES);

    /** What its figure is. */
    public enum Of {
        /** So many a second. */
        RATE,
        /** Megabytes a second. */
        MEGABYTES,
        /** Bytes of memory for one. */
        BYTES
    }

    private final String title;
    /** What a server is asked for. */
    final String mode;
    final int connections;
    private final Of of;

    NetWork(String title, String mode, int connections, Of of) {
        this.title = title;
        this.mode = mode;
        this.connections = connections;
        this.of = of;
    }

    /** {@return its name in tables} */
    public String title() {
        return title;
    }

    /** {@return what its figure is} */
    public Of of() {
        return of;
    }

    /** {@return the name that an option takes} */
    public String key() {
        return "net-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return whether the server's process measures by itself, without a client} */
    boolean isAlone() {
        return this == SPAWN || this == PIPE;
    }
}
