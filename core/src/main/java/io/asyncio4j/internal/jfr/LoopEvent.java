package io.asyncio4j.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** What all our events have in common: the category, and the loop that they tell of. */
@Category("asyncio4j")
abstract class LoopEvent extends Event {

    @Label("Event Loop") @Nullable String loop;

    /** Commits it, and sees to it that it is not lost. */
    final void write() {
        LostEvent.writeIfNeeded();
        commit();
    }
}
