package io.asyncio4j.internal.loop;

import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PerLoop;
import io.asyncio4j.internal.text.Names;
import io.asyncio4j.internal.text.Thoroughly;
import io.asyncio4j.spi.LoopResource;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to be closed with a loop if nobody has closed it before. Loop-confined. */
public final class LoopResources {

    private static final PerLoop<LoopResources> OF_LOOP = PerLoop.of(LoopResources::new);

    private final LoopCore loop;
    private final Set<AutoCloseable> open = Collections.newSetFromMap(new IdentityHashMap<>(0));

    private LoopResources(LoopCore loop) {
        this.loop = loop;
    }

    public static LoopResources of(LoopCore loop) {
        return OF_LOOP.of(loop);
    }

    void add(AutoCloseable resource) {
        open.add(resource);
    }

    boolean remove(AutoCloseable resource) {
        return open.remove(resource);
    }

    /** {@return the text forms of those that nobody has begun to close, sorted} */
    public List<String> open() {
        return open.stream().filter(resource -> !isClosing(resource)).map(Names::text).sorted().toList();
    }

    private static boolean isClosing(AutoCloseable resource) {
        return resource instanceof LoopResource known && known.isClosing();
    }

    void closeAll() {
        var steps = new Thoroughly();
        while (!open.isEmpty()) { // one may remove another, or itself
            for (AutoCloseable resource : new ArrayDeque<>(open)) {
                if (open.remove(resource)) {
                    if (loop.getDebug() && !isClosing(resource)) {
                        steps.run(() -> report(
                                "unclosed " + Names.text(resource) + " was closed with its loop", resource,
                                null));
                    }
                    steps.run(() -> close(resource));
                }
            }
        }
        steps.throwFirst();
    }

    private void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Throwable e) { // the others are to be closed all the same
            report("could not close " + Names.text(resource) + " with its loop", resource, e);
        }
    }

    private void report(String message, AutoCloseable resource, @Nullable Throwable e) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message", message);
        entries.put("resource", resource);
        if (e != null) {
            entries.put("exception", e);
        }
        loop.around.report(entries);
    }
}
