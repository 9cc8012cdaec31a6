package io.asyncio4j.testkit;

/**
 * What must hold between all steps of a program, as an object: a rule that several tests check. See
 * {@link TestLoop#invariant(Invariant)}.
 *
 * <pre>{@code
 * record NoMoreThan(int most, ConnectionPool pool) implements Invariant {
 *     public String name() { return "no more than " + most + " are open"; }
 *     public boolean holds() { return pool.open() <= most; }
 *     public String explain() { return "open: " + pool.open(); }
 * }
 * }</pre>
 */
public interface Invariant {

    /** {@return what must hold, in a few words} */
    String name();

    /** {@return whether it holds now} Called after each step of the program, between two of them; it must not await. */
    boolean holds() throws Exception;

    /** {@return how things stand, for the message when it does not hold; empty for nothing} */
    default String explain() {
        return "";
    }
}
