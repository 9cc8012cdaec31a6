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

    @Label("Steps")
    @Description("How many tasks and callbacks were ready when the turn began")
    int steps;

    @Label("Timer Lateness")
    @Description("By how much the first timer was late when the loop had waited for it")
    @Timespan(Timespan.NANOSECONDS)
    long timerLateness;
}
