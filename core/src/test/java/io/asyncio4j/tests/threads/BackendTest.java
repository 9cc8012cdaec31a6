package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.ChildJvm.FLAG;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.tests.support.ChildJvm;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** JVA-01: which thread backend is chosen, and that a loop runs on whatever thread it is started on. */
class BackendTest {

    private static String backendOfTheCurrentTask() {
        return Arrays.stream(Thread.currentThread().getStackTrace())
                .map(StackTraceElement::getClassName)
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .filter(name -> name.equals("CarriedThread") || name.equals("PortableThread"))
                .findFirst()
                .orElse("unknown");
    }

    /** Says which backend two loops have got, or what went wrong. */
    static final class ByDefault {
        private ByDefault() {}

        static void main(String[] args) {
            try {
                for (int i = 0; i < 2; i++) {
                    System.out.println(Asyncio.run(() -> {
                        return "backend " + createTask(() -> backendOfTheCurrentTask()).await();
                    }));
                }
            } catch (IllegalStateException | IllegalArgumentException e) {
                System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
    }

    /** Asks its builder for one backend, then for the other. */
    static final class ByBuilder {
        private ByBuilder() {}

        static void main(String[] args) {
            for (Threads threads : Threads.values()) {
                try {
                    var builder = EventLoop.builder().threads(threads);
                    System.out.println(Asyncio.run(builder, () -> backendOfTheCurrentTask()));
                } catch (IllegalStateException e) {
                    System.out.println("IllegalStateException: " + e.getMessage());
                }
            }
        }
    }

    // JVA-01
    @Test
    void withTheFlag_carriedIsChosen_silently() {
        assertThat(ChildJvm.run(ByDefault.class, FLAG).lines())
                .containsExactly("backend CarriedThread", "backend CarriedThread");
    }

    // JVA-01
    @Test
    void withoutTheFlag_portableIsChosen_withOneLineThatNamesTheFlag() {
        List<String> lines = ChildJvm.run(ByDefault.class).lines();
        assertThat(lines).filteredOn(line -> line.startsWith("backend"))
                .containsExactly("backend PortableThread", "backend PortableThread");
        assertThat(lines).filteredOn(line -> line.startsWith("INFO:")).hasSize(1);
        assertThat(lines).filteredOn(line -> line.contains("--add-opens java.base/java.lang=ALL-UNNAMED"))
                .hasSize(1);
    }

    // JVA-01
    @Test
    void carriedByPropertyWithoutTheFlag_isAnErrorThatNamesTheFlag() {
        List<String> lines = ChildJvm.run(ByDefault.class, "-Dasyncio4j.threads=carried").lines();
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .startsWith("IllegalStateException: the carried thread backend was asked for")
                .contains("--add-opens java.base/java.lang=ALL-UNNAMED");
    }

    // JVA-01
    @Test
    void carriedByBuilderWithoutTheFlag_isAnErrorThatNamesTheFlag_andPortableIsNot() {
        List<String> lines = ChildJvm.run(ByBuilder.class).lines();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .startsWith("IllegalStateException: the carried thread backend was asked for")
                .contains("--add-opens java.base/java.lang=ALL-UNNAMED");
        assertThat(lines.getLast()).isEqualTo("PortableThread");
    }

    // JVA-01
    @Test
    void theBuilder_overrulesTheProperty() {
        assertThat(ChildJvm.run(ByBuilder.class, FLAG, "-Dasyncio4j.threads=portable").lines())
                .containsExactly("CarriedThread", "PortableThread");
    }

    // JVA-01
    @Test
    void portableByProperty_isChosenSilently_evenWithTheFlag() {
        assertThat(ChildJvm.run(ByDefault.class, FLAG, "-Dasyncio4j.threads=Portable").lines())
                .containsExactly("backend PortableThread", "backend PortableThread");
    }

    // JVA-01
    @Test
    void anyOtherValueOfTheProperty_isAnError() {
        assertThat(ChildJvm.run(ByDefault.class, FLAG, "-Dasyncio4j.threads=fibers").lines())
                .containsExactly(
                        "IllegalArgumentException: system property asyncio4j.threads=fibers:"
                                + " expected carried or portable");
    }

    /** Sleeps for an hour, or says what went wrong. */
    static final class SleepsAnHour {
        private SleepsAnHour() {}

        static void main(String[] args) {
            try {
                Asyncio.run(() -> {
                    sleep(Duration.ofHours(1));
                    System.out.println(EventLoop.running().time());
                });
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    // LOO-08
    @Test
    void theOtherProperty_setsTheClock() {
        assertThat(ChildJvm.run(SleepsAnHour.class, FLAG, "-Dasyncio4j.clock=virtual").lines())
                .containsExactly("PT1H");
        assertThat(ChildJvm.run(SleepsAnHour.class, FLAG, "-Dasyncio4j.clock=sundial").lines())
                .containsExactly(
                        "system property asyncio4j.clock=sundial: expected system or virtual");
    }

    // JVA-01
    @Test
    void theSuite_runsOnTheBackendItWasToldTo() {
        assertThat(Loops.run(() -> backendOfTheCurrentTask()))
                .isEqualTo(Loops.isCarried() ? "CarriedThread" : "PortableThread");
    }

    // JVA-01 RUN-01
    @Test
    void run_worksOnPlatformThreadsAndOnVirtualThreads() throws Exception {
        List<Consumer<Runnable>> starters = List.of(
                Thread.ofPlatform()::start, Thread.ofVirtual()::start, Thread.ofPlatform().daemon()::start);
        for (Consumer<Runnable> starter : starters) {
            var result = new CompletableFuture<String>();
            starter.accept(() -> {
                Thread caller = Thread.currentThread();
                String sum = Loops.run(() -> {
                    assertThat(Thread.currentThread()).isNotSameAs(caller);
                    assertThat(Thread.currentThread().isVirtual()).isTrue();
                    var task = createTask(() -> sleep(ms(5), "slept"));
                    return task.await() + " and " + Asyncio.blocking(() -> "blocked");
                });
                try {
                    EventLoop.running();
                } catch (IllegalStateException e) {
                    result.complete(sum);
                }
            });
            assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo("slept and blocked");
        }
    }

    // RUN-01
    @Test
    void run_bringsTheVeryExceptionAcrossThreads() throws Exception {
        var failure = new IOException("broken");
        var results = new ArrayList<Throwable>();
        Thread.ofVirtual().start(() -> {
            try {
                Loops.run(() -> {
                    sleep(ms(1));
                    throwIt(failure);
                });
            } catch (Throwable e) {
                results.add(e);
            }
        }).join();
        assertThat(results).containsExactly(failure);
        assertThatThrownBy(() -> Loops.run(() -> throwIt(failure))).isSameAs(failure);
    }

    // JVA-01
    @Test
    void eachTask_hasAThreadWithItsName_andThreadLocalsOfItsOwn() {
        var local = new ThreadLocal<String>();
        var inheritable = new InheritableThreadLocal<String>();
        inheritable.set("the test's");
        Loops.run(() -> {
            for (int i = 0; i < 20; i++) {
                var task = createTask(() -> {
                    assertThat(local.get()).isNull();
                    assertThat(inheritable.get()).isNull();
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    local.set("left behind");
                    inheritable.set("left behind");
                    Thread.currentThread().interrupt();
                    return Thread.currentThread().getName();
                });
                assertThat(task.await()).isEqualTo(task.getName());
            }
        });
        inheritable.remove();
    }

    @SuppressWarnings("unchecked") // the type argument is only there to throw without declaring
    private static <X extends Throwable> void throwIt(Throwable failure) throws X {
        throw (X) failure;
    }
}
