package io.asyncio4j.inspect;

import io.asyncio4j.internal.inspect.LoopBeans;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.RunningLoops;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the running loops of this JVM visible to management tools, as {@link EventLoopMXBean}s, from now on.
 *
 * <p>There is no need to do so where a tool connects from outside: {@code asyncio4j ps} makes one in the JVM that it
 * looks at, by {@code MBeanServerConnection.createMBean}, and other users of JMX are noticed about a second after they
 * have come. It is for programs that want the beans at once, or that have switched off the warnings about slow steps,
 * which switches off that notice.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 */
public final class LoopManagement implements LoopManagementMXBean {

    /**
     * Registers the beans, unless that was done before.
     *
     * @throws IllegalStateException if the JVM runs without the module java.management
     */
    public LoopManagement() {
        try {
            LoopBeans.show();
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "this JVM runs without JMX; start java with --add-modules java.management", e);
        }
    }

    @Override
    public List<String> getRunningLoops() {
        return Arrays.stream(RunningLoops.all()).filter(LoopCore::isRunning).map(LoopCore::name).toList();
    }
}
