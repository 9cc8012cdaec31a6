package io.asyncio4j.monitor;

import java.util.List;

/** The programs that a {@link Monitor} can show. Its methods are called by several threads, and may take some seconds. */
public interface Programs {

    /**
     * A program that can be looked at.
     *
     * @param pid its process
     * @param version the version of asyncio4j that it has
     * @param main what it is, for people: its main class, say
     */
    record Listed(long pid, String version, String main) {}

    /** {@return those that there are now} */
    List<Listed> list();

    /**
     * {@return the program of process {@code pid}, for the monitor to close}
     *
     * @throws ProgramFailure if it cannot be looked at
     */
    Program open(long pid) throws ProgramFailure;
}
