package io.asyncio4j.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * An event that is there to be lost. JFR (as of JDK 25) silently drops the first event that a platform thread writes
 * after it has carried a virtual thread that wrote one, which the threads of loops do all the time. So this one is
 * written before each event that counts; where nothing gets lost, it is in the recording and means nothing.
 */
@Name("io.asyncio4j.Lost")
@Label("Lost")
@Category({"asyncio4j", "Internal"})
@Description("Means nothing: written for JFR to lose it in place of the event that follows")
@StackTrace(false)
final class LostEvent extends Event {

    static void writeIfNeeded() {
        if (!Thread.currentThread().isVirtual()) {
            new LostEvent().commit();
        }
    }
}
