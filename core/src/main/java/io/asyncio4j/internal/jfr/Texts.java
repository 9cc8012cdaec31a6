package io.asyncio4j.internal.jfr;

import io.asyncio4j.spi.LoopObserver.ObservedTask;
import io.asyncio4j.spi.LoopObserver.Step;

/** Text forms of users' objects, for events: never too long, and an object that cannot give one does no harm. */
final class Texts {

    private static final int LONGEST = 1_000;

    private Texts() {}

    static String of(Object object) {
        String text;
        try {
            text = String.valueOf(object.toString());
        } catch (Throwable e) {
            text = "<" + object.getClass().getName() + ": toString failed, " + e.getClass().getName() + ">";
        }
        return cut(text);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
    }

    /** {@return what a step is called} */
    static String nameOf(Step step) {
        return step instanceof ObservedTask task ? cut(task.getName()) : of(step);
    }
}
