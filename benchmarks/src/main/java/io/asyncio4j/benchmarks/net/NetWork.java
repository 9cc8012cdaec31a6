package io.asyncio4j.benchmarks.net;

import java.util.List;
import java.util.Locale;

/** What is measured of sockets and subprocesses. */
enum NetWork {
    ECHO_1("echo of 1 KiB, 1 connection", "echo", 1, true),
    ECHO_100("echo of 1 KiB, 100 connections", "echo", 100, true),
    ECHO_1000("echo of 1 KiB, 1,000 connections", "echo", 1_000, true),
    TWO_WRITES("answer in two writes, 100 connections", "two", 100, true),
    LINES("lines of 64 bytes, 100 connections", "lines", 100, true),
    TLS("echo of 1 KiB over TLS, 10 connections", "tls", 10, true),
    BULK("64 KiB blocks to one client, MB a second", "bulk", 1, true),
    UDP("UDP echo of 512 bytes, 16 clients", "udp", 16, true),
    ACCEPT("connections opened, one byte each way, closed", "accept", 8, true),
    SPAWN("subprocesses started and awaited, 4 at a time", "spawn", 0, true),
    PIPE("output of a subprocess, MB a second", "pipe", 0, true),
    IDLE("memory of an idle connection, bytes", "idle", 2_000, false);

    final String title;
    /** What a server is asked for. */
    final String mode;
    final int connections;
    /** Whether more is better. */
    final boolean isRate;

    NetWork(String title, String mode, int connections, boolean isRate) {
        this.title = title;
        this.mode = mode;
        this.connections = connections;
        this.isRate = isRate;
    }

    /** {@return the name that an option takes} */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return whether the server's process measures by itself, without a client} */
    boolean isAlone() {
        return this == SPAWN || this == PIPE;
    }

    static List<String> keys() {
        return List.of(values()).stream().map(NetWork::key).toList();
    }
}
