package io.asyncio4j.internal.bridge;

import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PerLoop;
import io.asyncio4j.internal.text.Thoroughly;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What is to be run when a loop is closed, so that others need not wait for ever. Loop-confined. */
public final class CloseHooks {

    private static final PerLoop<Set<Runnable>> OF_LOOP =
            PerLoop.of(_ -> Collections.newSetFromMap(new IdentityHashMap<>(0)));

    private CloseHooks() {}

    /** Runs {@code hook}, which throws nothing, when {@code loop} is closed, unless it is removed before. */
    public static void add(LoopCore loop, Runnable hook) {
        OF_LOOP.of(loop).add(hook);
    }

    public static void remove(LoopCore loop, Runnable hook) {
        Set<Runnable> hooks = OF_LOOP.ifPresent(loop);
        if (hooks != null) {
            hooks.remove(hook);
        }
    }

    /** Runs all hooks of {@code loop}, which is being closed. */
    public static void runAll(LoopCore loop) {
        Set<Runnable> hooks = OF_LOOP.ifPresent(loop);
        if (hooks != null) {
            var steps = new Thoroughly();
            List.copyOf(hooks).forEach(steps::run);
            hooks.clear();
            steps.throwFirst();
        }
    }
}
