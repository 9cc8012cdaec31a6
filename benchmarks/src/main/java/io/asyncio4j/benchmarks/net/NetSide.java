package io.asyncio4j.benchmarks.net;

import java.util.EnumSet;
import java.util.Set;

/** Who serves. */
enum NetSide {
    CARRIED("carried", true),
    PORTABLE("portable", true),
    THREADS("virtual threads, blocking", true),
    NETTY("Netty epoll", true),
    ASYNCIO_STREAMS("asyncio streams", false),
    ASYNCIO_PROTOCOLS("asyncio protocols", false),
    UVLOOP_STREAMS("uvloop streams", false),
    UVLOOP_PROTOCOLS("uvloop protocols", false),
    NODE("Node", false);

    private static final Set<NetWork> WITHOUT_STREAMS =
            EnumSet.complementOf(EnumSet.of(NetWork.UDP));
    private static final Set<NetWork> OF_PROTOCOLS = EnumSet.of(NetWork.ECHO_1, NetWork.ECHO_100,
            NetWork.ECHO_1000, NetWork.TWO_WRITES, NetWork.UDP, NetWork.ACCEPT, NetWork.IDLE);

    final String title;
    final boolean isJvm;

    NetSide(String title, boolean isJvm) {
        this.title = title;
        this.isJvm = isJvm;
    }

    /** {@return what it can do here} */
    Set<NetWork> works() {
        return switch (this) {
            case CARRIED, PORTABLE, THREADS, NODE -> EnumSet.allOf(NetWork.class);
            case NETTY -> EnumSet.complementOf(EnumSet.of(NetWork.SPAWN, NetWork.PIPE));
            case ASYNCIO_STREAMS, UVLOOP_STREAMS -> WITHOUT_STREAMS;
            case ASYNCIO_PROTOCOLS, UVLOOP_PROTOCOLS -> OF_PROTOCOLS;
        };
    }
}
