/** Machines that keep faults from coming back: a soak of everything at once, and its accounts. */
@NullMarked
package io.asyncio4j.stress;

import org.jspecify.annotations.NullMarked;
