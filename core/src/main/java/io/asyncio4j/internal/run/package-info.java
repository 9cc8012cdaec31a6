/**
 * A program from start to end.
 *
 * <pre>
 *   RunMain ── RunnerImpl ── Interruption     run; several mains on one loop; Ctrl-C
 *                        ├── Interrupts       interrupts of the thread that is in run
 *                        └── CallerFrames     who called run, in stack traces
 *   LoopThreadImpl                            a thread with a loop of its own
 *    └── LastOnes                             says which of them keep a JVM that has nothing else to do
 * </pre>
 *
 * <p>May use: loop, combine, generate, bridge, handle, kernel, body, thread, text.
 */
@NullMarked
package io.asyncio4j.internal.run;

import org.jspecify.annotations.NullMarked;
