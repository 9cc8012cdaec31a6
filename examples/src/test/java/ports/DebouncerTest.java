package ports;

import static io.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoopBuilder.Threads;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ports.Debouncer.Options;
import ports.Debouncer.Throttler;

class DebouncerTest {
    private final OnVirtualTime seen = new OnVirtualTime();

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aBurst_isItsLastCall_whenItIsQuiet(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            burst(new Debouncer<>(Options.after(Duration.ofSeconds(1)), seen::note));
        });
        assertThat(seen.events).containsExactly("c @1.8", "d @6.8");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void leading_actsAtOnce_andOnlyThen(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            burst(new Debouncer<>(new Options(Duration.ofSeconds(1), null, true, false), seen::note));
        });
        assertThat(seen.events).containsExactly("a @0.0", "d @5.8");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void bothEnds_actTwice_butOnceForASingleCall(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            burst(new Debouncer<>(new Options(Duration.ofSeconds(1), null, true, true), seen::note));
        });
        assertThat(seen.events).containsExactly("a @0.0", "c @1.8", "d @5.8");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aBurstThatDoesNotEnd_isNotPutOffForEver(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var debouncer = new Debouncer<>(
                    new Options(Duration.ofSeconds(1), Duration.ofSeconds(2), false, true), seen::note);
            for (int i = 0; i < 10; i++) {
                debouncer.call(i);
                sleep(Duration.ofMillis(500));
            }
            debouncer.cancel();
        });
        assertThat(seen.events).containsExactly("3 @2.0", "7 @4.0");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void flush_actsNow_cancelNever(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var debouncer = new Debouncer<>(Options.after(Duration.ofSeconds(1)), seen::note);
            debouncer.call("a");
            debouncer.flush();
            debouncer.flush();
            debouncer.call("b");
            debouncer.cancel();
            sleep(Duration.ofSeconds(5));
        });
        assertThat(seen.events).containsExactly("a @0.0");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void throttler_letsSoManyPassInAnyPeriod_inTheirOrder(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var throttler = new Throttler(2, Duration.ofSeconds(1));
            throttler.acquire();
            seen.note("first");
            sleep(Duration.ofMillis(700));
            taskGroup(g -> {
                for (var name : new String[] {"a", "b", "c"}) {
                    g.createTask(() -> {
                        throttler.acquire();
                        seen.note(name);
                    });
                }
            });
        });
        assertThat(seen.events).containsExactly("first @0.0", "a @0.7", "b @1.0", "c @1.7");
    }

    // a, b, c within 0.8 s, and d five seconds later
    private static void burst(Debouncer<String> debouncer) {
        for (var call : new String[] {"a", "b", "c"}) {
            debouncer.call(call);
            sleep(Duration.ofMillis(call.equals("c") ? 5000 : 400));
        }
        debouncer.call("d");
        sleep(Duration.ofSeconds(5));
    }
}
