package io.asyncio4j.net.internal.real;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The JDK's socket errors say what has gone wrong, but not with whom. These say both. */
public final class SocketErrors {

    private SocketErrors() {}

    /** {@return {@code address} as people write it} */
    public static String text(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet when inet.getAddress() != null ->
                    (inet.getAddress() instanceof Inet6Address six ? "[" + text(six) + "]"
                            : inet.getAddress().getHostAddress()) + ":" + inet.getPort();
            case UnixDomainSocketAddress unix -> unix.getPath().toString();
            default -> address.toString();
        };
    }

    // RFC 5952: the longest run of zeros is left out.
    private static String text(Inet6Address address) {
        byte[] bytes = address.getAddress();
        int from = -1;
        int to = -1;
        for (int i = 0, end; i < bytes.length; i = end + 2) {
            end = i;
            while (end < bytes.length && bytes[end] == 0 && bytes[end + 1] == 0) {
                end += 2;
            }
            if (end - i > Math.max(2, to - from)) {
                from = i;
                to = end;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < bytes.length; i += 2) {
            if (i == from) {
                text.append("::");
            } else if (i < from || i >= to) {
                text.append(i == 0 || i == to ? "" : ":")
                        .append(Integer.toHexString((bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff));
            }
        }
        String whole = address.getHostAddress();
        int scope = whole.indexOf('%');
        return text + (scope < 0 ? "" : whole.substring(scope));
    }

    /** {@return what to throw when connecting to {@code address} has failed with {@code e}} */
    public static IOException connecting(SocketAddress address, IOException e) {
        String message = "Connect call failed (" + text(address) + "): " + e.getMessage();
        if (address instanceof UnixDomainSocketAddress unix && isMissing(e)) {
            return with(e, new NoSuchFileException(unix.getPath().toString(), null,
                    "no such socket to connect to"));
        }
        if (address instanceof UnixDomainSocketAddress unix && says(e, "permission denied")) {
            return with(e, new AccessDeniedException(unix.getPath().toString(), null, e.getMessage()));
        }
        return with(e, e instanceof NoRouteToHostException ? new NoRouteToHostException(message)
                : e instanceof ConnectException || isRefused(e) ? new ConnectException(message)
                : new SocketException(message));
    }

    /** {@return what to throw when reading from or writing to {@code connection} has failed with {@code e}} */
    static IOException of(SocketTransport connection, IOException e) {
        return e instanceof ClosedChannelException ? e
                : with(e, new SocketException(e.getMessage() + " (" + connection + ")"));
    }

    /**
     * {@return what to throw when an operation on somebody's own channel has failed with {@code e}} It is of the same type.
     *
     * @param what the operation, up to the peer: "receiving from"
     * @param peer null if there is none that is known
     */
    public static IOException during(String what, @Nullable SocketAddress peer, IOException e) {
        String text = peer == null ? "" : text(peer); // that of a Unix socket may be empty
        String message = what + " " + (text.isEmpty() ? "a peer without a name" : text) + " failed: "
                + reason(e);
        return switch (e) {
            case PortUnreachableException _ -> with(e, new PortUnreachableException(message));
            case NoRouteToHostException _ -> with(e, new NoRouteToHostException(message));
            case ConnectException _ -> with(e, new ConnectException(message));
            case BindException _ -> with(e, new BindException(message));
            case SocketException _ -> with(e, new SocketException(message));
            case IOException other when other.getClass() == IOException.class ->
                    new IOException(message, other);
            default -> e; // it says itself what it is about, as that a channel is closed
        };
    }

    private static String reason(IOException e) {
        return e instanceof PortUnreachableException ? "nobody receives there"
                : String.valueOf(e.getMessage());
    }

    static IOException binding(SocketAddress address, IOException e) {
        String message =
                "error while attempting to bind on address (" + text(address) + "): " + e.getMessage();
        return with(e, new BindException(message));
    }

    /** {@return what to throw when a socket or this machine does not speak the protocol of an address} */
    public static SocketException noSuchProtocol(RuntimeException cause) {
        var e = new SocketException("Protocol family not supported");
        e.initCause(cause);
        return e;
    }

    static BindException inUse(Path path) {
        return new BindException("Address '" + path + "' is already in use"
                + (Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? "" : ", or its folder is missing"));
    }

    /** {@return whether the process or the system has no room for another descriptor or buffer} */
    public static boolean isOutOfResources(IOException e) {
        return says(e, "too many open files") || says(e, "no buffer space")
                || says(e, "cannot allocate memory");
    }

    /** {@return whether there is no file at the address} */
    static boolean isMissing(IOException e) {
        return says(e, "no such file");
    }

    /** {@return whether nobody listens at the address} */
    static boolean isRefused(IOException e) {
        return says(e, "refused");
    }

    /** {@return whether the peer has given up before it was accepted} */
    static boolean isAborted(IOException e) {
        return says(e, "connection abort");
    }

    private static boolean says(IOException e, String part) {
        String message = e.getMessage();
        return message != null && message.toLowerCase(Locale.ROOT).contains(part);
    }

    static <X extends IOException> X with(IOException cause, X e) {
        e.initCause(cause);
        return e;
    }
}
