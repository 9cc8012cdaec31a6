/**
 * What all of the module needs and what stands on nothing of it: {@code OffloadParts} initialises its classes where there is
 * stack enough, {@code OffloadLogs} has its logger. References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.offload.internal.parts;

import org.jspecify.annotations.NullMarked;
