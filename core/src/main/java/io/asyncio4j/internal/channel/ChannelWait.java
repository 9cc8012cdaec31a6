package io.asyncio4j.internal.channel;

import io.asyncio4j.ChannelWatch;
import io.asyncio4j.spi.WaitedFor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** What a task waits for at a channel, for whoever looks. */
record ChannelWait(ChannelWatch watch, int operation) implements WaitedFor {

    @Override
    public String kind() {
        return "channel";
    }

    @Override
    public Object object() {
        return watch.channel();
    }

    @Override
    public String text() {
        return of(watch.channel()) + switch (operation) {
            case SelectionKey.OP_READ -> " readable";
            case SelectionKey.OP_WRITE -> " writable";
            case SelectionKey.OP_ACCEPT -> " acceptable";
            default -> " connectable";
        };
    }

    private String of(SelectableChannel channel) {
        String address = address(channel);
        return switch (channel) {
            case ServerSocketChannel _ -> "server socket" + address;
            case SocketChannel _ -> "socket" + (address.isEmpty() && watch.owner() instanceof String owner
                    ? " of " + owner
                    : address);
            case DatagramChannel _ -> "datagram socket" + address;
            default -> "pipe";
        };
    }

    private static String address(SelectableChannel channel) {
        try {
            SocketAddress remote = switch (channel) {
                case SocketChannel socket -> socket.getRemoteAddress();
                case DatagramChannel socket -> socket.getRemoteAddress();
                default -> null;
            };
            return remote != null ? text(remote)
                    : channel instanceof NetworkChannel network && !(channel instanceof SocketChannel)
                            ? text(network.getLocalAddress())
                    : "";
        } catch (IOException e) {
            return " (closed)";
        }
    }

    private static String text(@Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress inet && inet.getAddress() != null) { // without asking for its name
            String host = inet.getAddress().getHostAddress();
            return " " + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + inet.getPort();
        }
        return address == null ? "" : " " + address;
    }
}
