/** What a loop is made of and that knows nothing of tasks: its queue, its timers, its inbox, its clock. */
@NullMarked
package io.asyncio4j.internal.loop;

import org.jspecify.annotations.NullMarked;
