package io.asyncio4j.monitor;

import javax.management.MBeanServerConnection;

/** A program that a {@link Monitor} looks at, by the beans that its loops have: {@code io.asyncio4j.inspect.EventLoopMXBean}. */
public interface Program extends AutoCloseable {

    /** {@return its process} */
    long pid();

    /** {@return the version of asyncio4j that it has, for people} */
    String version();

    /** {@return where its beans are} */
    MBeanServerConnection beans();

    /** {@return whether its process is still there} */
    boolean isAlive();

    /** Lets go of it. */
    @Override
    void close();
}
