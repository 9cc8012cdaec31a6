/**
 * What stands on nothing of the module: {@code MonitorParts} initialises classes where there is stack enough.
 *
 * <p>May use: nothing.
 */
@NullMarked
package io.asyncio4j.monitor.internal.parts;

import org.jspecify.annotations.NullMarked;
