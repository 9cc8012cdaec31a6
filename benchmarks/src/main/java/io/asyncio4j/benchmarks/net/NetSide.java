package io.asyncio4j.benchmarks.net;

import java.util.EnumSet;
import java.util.Set;

/** Who serves. */
public enum NetSide {
    CARRIED("carried"),
    PORTABLE("portable"),
    KTOR("ktor"),
    THREADS("virtual threads"),
    ASYNCIO_STREAMS("asyncio streams"),
    UVLOOP_STREAMS("uvloop streams"),
    ASYNCIO_PROTOCOLS("asyncio protocols"),
    UVLOOP_PROTOCOLS("uvloop protocols"),
    NETTY("Netty epoll"),
    NODE("Node");

    private static final Set<NetWork> WITHOUT_UDP = EnumSet.complementOf(EnumSet.of(NetWork.UDP));
    private static final Set<NetWork> OF_PROTOCOLS = EnumSet.of(NetWork.ECHO_1, NetWork.ECHO_100,
            NetWork.ECHO_1000, NetWork.TWO_WRITES, NetWork.UDP, NetWork.ACCEPT, NetWork.IDLE);

    private final String title;

    NetSide(String title) { this.title = title; }

    /** {@return its name in tables} */
    public String title() {
        return title;
    }

    /** {@return what it can do} ktor has no TLS for servers, neither it nor Netty subprocesses. */
    public Set<NetWork> works() {
        return switch (this) {
            case CARRIED, PORTABLE, THREADS, NODE -> EnumSet.allOf(NetWork.class);
            case KTOR -> EnumSet.complementOf(EnumSet.of(NetWork.TLS, NetWork.SPAWN, NetWork.PIPE));
            case NETTY -> EnumSet.complementOf(EnumSet.of(NetWork.SPAWN, NetWork.PIPE));
            case ASYNCIO_STREAMS, UVLOOP_STREAMS -> WITHOUT_UDP;
            case ASYNCIO_PROTOCOLS, UVLOOP_PROTOCOLS -> OF_PROTOCOLS;
        };
    }
}
