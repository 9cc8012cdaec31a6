/**
 * What all of the module needs and what stands on nothing of it: {@code NetParts} initialises its classes where there is stack
 * enough, and looks whether there is; {@code NetLogs} has the loggers.
 */
@NullMarked
package io.asyncio4j.net.internal.parts;

import org.jspecify.annotations.NullMarked;
