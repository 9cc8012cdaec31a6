package io.asyncio4j.testkit.internal.chance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** What must hold after each step. */
public final class Invariants {

    private record Named(String name, Callable<Boolean> condition) {}

    private final List<Named> all = new ArrayList<>();
    private boolean off;

    public void add(String name, Callable<Boolean> condition) {
        all.add(new Named(name, condition));
    }

    public void switchOff() {
        off = true;
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Throws if one does not hold after {@code step}. */
    public void check(String step) {
        if (off) {
            return;
        }
        for (Named each : all) {
            String wrong = wrong(each);
            if (wrong != null) {
                off = true; // once is enough, and the clearing up is not to stumble over it
                throw new AssertionError(
                        "invariant '" + each.name() + "' " + wrong + " after the step of " + step);
            }
        }
    }

    private static @org.jspecify.annotations.Nullable String wrong(Named each) {
        try {
            return each.condition().call() ? null : "does not hold";
        } catch (Exception | AssertionError e) {
            return "does not hold (" + e + ")";
        }
    }
}
