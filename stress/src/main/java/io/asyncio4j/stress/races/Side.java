package io.asyncio4j.stress.races;

import io.asyncio4j.internal.thread.Backend;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** One side of a race, on one kind of threads: the library, or its naive twin. */
record Side(String test, Backend threads) {

    private static final String LIBRARY = "Library";
    private static final String TWIN = "Naive";
    private static final String OF_LOOPS = Side.class.getPackageName() + ".loops.";

    // a loop that is slow as everything runs at once is not looked for
    private static final String JVM =
            "--enable-native-access=ALL-UNNAMED -Dasyncio4j.slowCallbackDuration=never -D" + Backend.PROPERTY
                    + "=";
    // a task's yield wants it, too
    private static final String FLAG = "--add-opens java.base/java.lang=ALL-UNNAMED ";

    /** {@return the sides that jcstress has {@code tests} for: those with whole loops on each kind of threads} */
    static List<Side> of(Collection<String> tests) {
        List<Side> sides = new ArrayList<>();
        for (String test : tests) {
            sides.add(new Side(test, Backend.CARRIED));
            if (test.startsWith(OF_LOOPS)) {
                sides.add(new Side(test, Backend.PORTABLE));
            }
        }
        return sides;
    }

    /** {@return the side of which jcstress says that it ran {@code test} in a JVM with {@code jvmArguments}} */
    static Side of(String test, Collection<String> jvmArguments) {
        boolean portable = jvmArguments.contains("-D" + Backend.PROPERTY + "=" + nameOf(Backend.PORTABLE));
        return new Side(test, portable ? Backend.PORTABLE : Backend.CARRIED);
    }

    /** {@return what a JVM for such sides is started with} */
    static String jvmArguments(Backend threads) {
        return (threads == Backend.CARRIED ? FLAG : "") + JVM + nameOf(threads);
    }

    static String nameOf(Backend threads) {
        return threads.name().toLowerCase(Locale.ROOT);
    }

    /** {@return what the race is called in reports} */
    String race() {
        return bareRace() + (threads == Backend.CARRIED ? "" : ", " + nameOf(threads));
    }

    /** {@return what the race is called on whichever threads} */
    String bareRace() {
        String type = test.substring(0, test.lastIndexOf('.'));
        return type.substring(type.lastIndexOf('.') + 1);
    }

    boolean isLibrary() {
        return test.endsWith("." + LIBRARY);
    }

    boolean isTwin() {
        return test.endsWith("." + TWIN);
    }
}
