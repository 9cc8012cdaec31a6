package io.asyncio4j.inspect;

import java.util.List;

/** What management tools see of a {@link LoopManagement}. */
public interface LoopManagementMXBean {

    /** {@return the names of the loops that run in this JVM} */
    List<String> getRunningLoops();
}
