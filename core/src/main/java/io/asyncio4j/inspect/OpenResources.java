package io.asyncio4j.inspect;

import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.loop.LoopResources;
import java.util.List;

/**
 * What libraries have open on a loop: connections, servers, datagram endpoints, processes. It is what
 * {@code EventLoop.addResource} was given, without what is closing already.
 *
 * <p><b>From CPython:</b> nothing of the kind; a {@code ResourceWarning} tells of one when it is collected.
 */
public final class OpenResources {

    private OpenResources() {}

    /**
     * {@return the text forms of those of {@code loop}, sorted}
     *
     * @throws IllegalStateException if it runs elsewhere
     */
    public static List<String> of(EventLoop loop) {
        LoopCore core = LoopCore.of(loop);
        core.checkAccess("look at the resources of");
        return LoopResources.of(core).open();
    }
}
