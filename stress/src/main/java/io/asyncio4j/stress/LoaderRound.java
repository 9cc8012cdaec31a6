package io.asyncio4j.stress;

import io.asyncio4j.Asyncio;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.Callable;

/** A round of a library that is loaded anew, as in a server that deploys a program again: nothing may keep its loader. */
final class LoaderRound {

    private static final int MOST_COLLECTIONS = 100;
    private static final long MILLIS_BETWEEN = 50;

    private LoaderRound() {}

    /** Called in the other loader, by its name. {@return what was found broken, a line each} */
    static String inside(long seed) throws Exception {
        var ledger = new Ledger();
        new Round(seed, ledger, false).run();
        return String.join("\n", ledger.faults());
    }

    static void run(long seed, Ledger ledger) throws Exception {
        // the watchdog ends after a second
        expectGone(() -> runElsewhere(seed, ledger), MOST_COLLECTIONS, ledger);
    }

    /** Expects that one of so many collections takes the loader that {@code use} gives, as nothing keeps it any more. */
    static void expectGone(Callable<ClassLoader> use, int collections, Ledger ledger) throws Exception {
        var gone = new ReferenceQueue<ClassLoader>();
        Reference<ClassLoader> loader = new WeakReference<>(use.call(), gone);
        for (int i = 0; i < collections; i++) {
            System.gc();
            if (gone.remove(MILLIS_BETWEEN) != null) {
                return;
            }
        }
        ledger.check(loader.get() == null, "a class loader is kept after its loops have ended");
    }

    private static ClassLoader runElsewhere(long seed, Ledger ledger) throws Exception {
        // in a shaded jar both come from the same place, and a loader does not mind
        URL[] places = {placeOf(LoaderRound.class), placeOf(Asyncio.class)};
        var loader =
                new URLClassLoader("soak", places, ClassLoader.getPlatformClassLoader());
        try (loader) {
            var inside =
                    loader.loadClass(LoaderRound.class.getName()).getDeclaredMethod("inside", long.class);
            inside.setAccessible(true);
            String faults = (String) inside.invoke(null, seed);
            faults.lines().forEach(ledger::fault);
        }
        return loader;
    }

    private static URL placeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
