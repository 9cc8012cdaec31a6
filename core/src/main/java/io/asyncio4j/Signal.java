package io.asyncio4j;

/**
 * A signal of the operating system that asks a program to end or to look at its configuration again.
 *
 * <p><b>From CPython:</b> those of {@code signal.Signals} that a JVM can catch.
 */
public enum Signal {
    /** What a terminal sends on Ctrl-C. */
    SIGINT(2),
    /** What service managers and containers send first when they stop a program. */
    SIGTERM(15),
    /** What a terminal sends when it is closed, and people send to make a service read its configuration. */
    SIGHUP(1);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /** {@return the exit status of a process that the signal has ended}: 128 and its number. */
    public int exitStatus() {
        return 128 + number;
    }
}
