package io.asyncio4j.net;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is made.
 *
 * <p><b>From CPython:</b> the keyword arguments of {@code open_connection}.
 *
 * @param limit how long a line may be, in bytes; see {@link StreamReader#readUntil}
 * @param tls how it is encrypted, or null for plain text
 * @param timeout how long everything may take, from asking for the host's addresses to the TLS handshake, or null for as
 *     long as it takes
 * @param localAddress what this end shall be bound to, or null for what the system chooses; an unresolved one is resolved
 * @param family which addresses of the host to try, or null for all
 * @param happyEyeballsDelay after how long the next address is tried beside the one before, or null to try one only when
 *     the one before has failed
 * @param interleave after how many addresses of one family one of the other is tried; 0 for the resolver's order
 * @param allErrors whether a failure is an {@code ExceptionGroup} with one exception for each address
 */
public record ConnectOptions(int limit, @Nullable TlsOptions tls, @Nullable Duration timeout,
        @Nullable InetSocketAddress localAddress, @Nullable StandardProtocolFamily family,
        @Nullable Duration happyEyeballsDelay, int interleave, boolean allErrors) {

    /** Plain text, addresses tried 250 milliseconds after each other, the families in turn. */
    public static final ConnectOptions DEFAULT = new ConnectOptions(Net.DEFAULT_LIMIT, null, null, null, null,
            Duration.ofMillis(250), 1, false);

    /** Checks the numbers. */
    public ConnectOptions {
        if (limit <= 0) {
            throw new IllegalArgumentException("Limit cannot be <= 0");
        }
        if (interleave < 0) {
            throw new IllegalArgumentException("interleave must not be negative: " + interleave);
        }
    }

    public ConnectOptions withLimit(int limit) {
        return new ConnectOptions(limit, tls, timeout, localAddress, family, happyEyeballsDelay, interleave,
                allErrors);
    }

    /** {@return these options with TLS, by the JDK's trusted certificates} */
    public ConnectOptions withTls() {
        return withTls(TlsOptions.DEFAULT);
    }

    public ConnectOptions withTls(TlsOptions tls) {
        return new ConnectOptions(limit, Objects.requireNonNull(tls, "tls"), timeout, localAddress, family,
                happyEyeballsDelay, interleave, allErrors);
    }

    public ConnectOptions withTimeout(Duration timeout) {
        return new ConnectOptions(limit, tls, Objects.requireNonNull(timeout, "timeout"), localAddress,
                family,
                happyEyeballsDelay, interleave, allErrors);
    }

    public ConnectOptions withLocalAddress(InetSocketAddress localAddress) {
        return new ConnectOptions(limit, tls, timeout, Objects.requireNonNull(localAddress, "localAddress"),
                family,
                happyEyeballsDelay, interleave, allErrors);
    }

    public ConnectOptions withFamily(StandardProtocolFamily family) {
        return new ConnectOptions(limit, tls, timeout, localAddress, Objects.requireNonNull(family, "family"),
                happyEyeballsDelay, interleave, allErrors);
    }

    /** {@return these options with another delay} Null tries one address at a time. */
    public ConnectOptions withHappyEyeballsDelay(@Nullable Duration delay) {
        return new ConnectOptions(limit, tls, timeout, localAddress, family, delay,
                delay == null ? 0 : interleave,
                allErrors);
    }

    public ConnectOptions withInterleave(int interleave) {
        return new ConnectOptions(limit, tls, timeout, localAddress, family, happyEyeballsDelay, interleave,
                allErrors);
    }

    /** {@return these options with the errors of all addresses in a group} */
    public ConnectOptions withAllErrors() {
        return new ConnectOptions(limit, tls, timeout, localAddress, family, happyEyeballsDelay, interleave,
                true);
    }
}
