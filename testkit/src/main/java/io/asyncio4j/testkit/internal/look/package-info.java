/**
 * What can be said of a loop, its tasks and its steps: texts for people, and traces.
 *
 * <pre>
 *   Diagnosis     the task tree, cycles, who holds the loop
 *   TimeLimits    when the time limits of tasks are over
 *   Places        where tasks and futures were made
 *   Labels        what steps are called, the same in each run
 *   Trace         what happened, line by line, and its hash
 *   Parting       where two traces part
 *   StepTable     the steps of a schedule, a column a task
 * </pre>
 *
 * <p>May use: no other room.
 */
@NullMarked
package io.asyncio4j.testkit.internal.look;

import org.jspecify.annotations.NullMarked;
