package io.asyncio4j.internal.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A turn of a loop that kept what was ready waiting, or that began late. */
@Name("io.asyncio4j.LoopLag")
@Label("Loop Lag")
@Description("A turn of the loop that took long, so that what became ready had to wait, or that began late")
@StackTrace(false)
final class LoopLagEvent extends LoopEvent {

    @Label("Steps") @Description("Ready tasks and callbacks") int steps;

    @Label("Timer Lateness") @Description("How late the first timer was") @Timespan long timerLateness;
}
