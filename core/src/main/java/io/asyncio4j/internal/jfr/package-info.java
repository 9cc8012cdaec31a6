/**
 * What loops write into the recordings of Java Flight Recorder. Only this package depends on the module jdk.jfr, and
 * only a JVM that has it loads a class of this package; one of events is loaded when a recording runs, not before.
 *
 * <pre>
 *   Recordings ── RecordingListener    whether one runs
 *   LoopRecorder                       a loop's observer that writes
 *    ├── LoopEvent ─┬─ AnyStepEvent ── StepEvent, SlowStepEvent     what is written
 *    │              └─ TaskEvent, CancelEvent, LoopLagEvent
 *    ├── LostEvent                     to be lost in place of another one
 *    ├── TaskId, Texts                 what their fields hold
 *    └── Ticker                        whether a look at the clock is due
 * </pre>
 */
@NullMarked
package io.asyncio4j.internal.jfr;

import org.jspecify.annotations.NullMarked;
