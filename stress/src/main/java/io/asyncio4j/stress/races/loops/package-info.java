/**
 * Races of whole loops with other threads, by public API only. They are run on both kinds of threads: so a race is here if it
 * has a loop that runs.
 */
@NullMarked
package io.asyncio4j.stress.races.loops;

import org.jspecify.annotations.NullMarked;
