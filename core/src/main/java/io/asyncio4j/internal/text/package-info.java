/** How things are called and printed, and other small things that know nothing of loops: names, stacks, durations. */
@NullMarked
package io.asyncio4j.internal.text;

import org.jspecify.annotations.NullMarked;
