package io.asyncio4j.inspect;

import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.generate.GeneratorRun;
import io.asyncio4j.internal.kernel.LoopCore;
import java.util.List;

/**
 * The asynchronous generators of a loop that have begun and have not ended: nobody has iterated to their end or closed
 * them, so their clean-up has not run yet.
 *
 * <p><b>From CPython:</b> the loop's private {@code _asyncgens}.
 */
public final class OpenGenerators {

    private OpenGenerators() {}

    /**
     * {@return those of {@code loop}, each as {@code <AsyncGenerator name() state>}}
     *
     * @throws IllegalStateException if it runs elsewhere
     */
    public static List<String> of(EventLoop loop) {
        LoopCore core = LoopCore.of(loop);
        core.checkAccess("look at the generators of");
        return GeneratorRun.open(core).stream().map(GeneratorRun::toString).sorted().toList();
    }
}
