package io.asyncio4j.monitor.internal.web;

import io.asyncio4j.monitor.Programs;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What a {@code MonitorBuilder} was told. */
public record ServerOptions(int port, InetAddress listenOn, Set<String> hosts, boolean allowCancel,
        List<Path> sources, Programs programs) {}
