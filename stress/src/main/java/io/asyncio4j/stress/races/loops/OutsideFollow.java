package io.asyncio4j.stress.races.loops;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.asyncio4j.Promise;
import io.asyncio4j.stress.races.Pause;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A thread takes a loop's future as its own while that is being completed: it hears of it. */
public final class OutsideFollow {

    private OutsideFollow() {}

    @JCStressTest
    @Outcome(id = "value", expect = ACCEPTABLE, desc = "it has the value")
    @State
    public static class Library {

        private final Promise<String> inside = SharedLoop.ask(() -> SharedLoop.LOOP.<String>createFuture());
        private @Nullable CompletableFuture<String> outside;

        @Actor
        public void completer() {
            SharedLoop.LOOP.callSoonThreadsafe(() -> inside.setResult("value"));
        }

        @Actor
        public void other() {
            outside = inside.toCompletableFuture();
        }

        @Arbiter
        public void inTheEnd(L_Result seen) {
            SharedLoop.settle();
            seen.r1 = Objects.requireNonNull(outside).getNow("nothing");
        }
    }

    /** Looks whether the future is done, and registers with it if not. */
    @JCStressTest
    @Outcome(id = "value", expect = ACCEPTABLE, desc = "it has the value")
    @Outcome(id = "nothing", expect = ACCEPTABLE_INTERESTING, desc = "it will never hear of it")
    @State
    public static class Naive {

        private volatile @Nullable String result;
        private volatile @Nullable Runnable callback;
        private final CompletableFuture<String> outside = new CompletableFuture<>();

        @Actor
        public void completer() {
            result = "value";
            Runnable registered = callback;
            if (registered != null) {
                registered.run();
            }
        }

        @Actor
        public void other() {
            String known = result;
            if (known != null) {
                outside.complete(known);
            } else {
                Pause.aMoment();
                callback = () -> outside.complete("value");
            }
        }

        @Arbiter
        public void inTheEnd(L_Result seen) {
            seen.r1 = outside.getNow("nothing");
        }
    }
}
