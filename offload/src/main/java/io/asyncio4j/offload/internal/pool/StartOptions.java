package io.asyncio4j.offload.internal.pool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the children of a pool are started; worked out when the first one is. */
final class StartOptions {

    private final Settings settings;

    // guarded by this
    private @Nullable List<String> options;
    private @Nullable AotCache cache;

    StartOptions(Settings settings) {
        this.settings = settings;
    }

    /** {@return the command line of a child that is to connect to {@code socket}} */
    synchronized List<String> command(Path socket) {
        List<String> known = options;
        if (known == null) {
            known = new ChildCommand(settings).options();
            options = known;
            cache = settings.cacheFolder() == null ? null : AotCache.in(settings.cacheFolder(), known);
        }
        var command = new ArrayList<>(known);
        if (cache != null) {
            command.addAll(cache.options());
        }
        command.addAll(ChildCommand.mainClass(socket.toString()));
        return command;
    }
}
