package io.asyncio4j.monitor.tests;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Runner;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.monitor.metrics.LoopMetrics;
import io.asyncio4j.monitor.metrics.TaskSpans;
import io.asyncio4j.monitor.support.Watched;
import io.asyncio4j.spi.LoopObserver;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers for Micrometer and spans for OpenTelemetry, on both kinds of threads. */
@ParameterizedClass
@EnumSource(Threads.class)
class MetricsTest {

    private static final String THREADS = "asyncio4j.threads";

    private final Threads threads;
    private final String before = System.getProperty(THREADS, "");

    MetricsTest(Threads threads) {
        this.threads = threads;
    }

    @BeforeEach
    void chooseThreads() {
        System.setProperty(THREADS, threads.name());
    }

    @AfterEach
    void leaveThemAsTheyWere() {
        System.setProperty(THREADS, before);
    }

    @Test
    void theNumbersOfALoop_areMeters() throws Exception {
        var registry = new SimpleMeterRegistry();
        try (var thread = LoopThread.start("metrics")) {
            new LoopMetrics(thread.loop(), List.of(Tag.of("loop", "orders"))).bindTo(registry);
            var ofOrders = registry.get("asyncio4j.tasks.created").tag("loop", "orders").functionCounter();
            Watched.eventually(ofOrders::count, created -> created == 1); // of the loop's thread
            thread.loop().callSoonThreadsafe(() -> {
                createTask(() -> sleep(Duration.ofHours(1)));
                createTask(() -> {
                    for (int i = 0; i < 20; i++) {
                        sleep(Duration.ZERO);
                    }
                });
            });
            Watched.eventually(ofOrders::count, created -> created == 3);
            Watched.eventually(
                    () -> registry.get("asyncio4j.tasks.alive").tag("loop", "orders").gauge().value(),
                    alive -> alive == 2);
            assertThat(registry.get("asyncio4j.timers").tag("loop", "orders").gauge().value()).isEqualTo(1);
            assertThat(registry.get("asyncio4j.steps").tag("loop", "orders").functionCounter().count())
                    .isGreaterThan(20);
            var lag = registry.get("asyncio4j.lag").tag("loop", "orders").timeGauge();
            Watched.eventually(() -> lag.value(TimeUnit.MICROSECONDS), value -> value > 0);

            var letGo = new CountDownLatch(1);
            thread.loop().callSoonThreadsafe(() -> createTask(() -> letGo.await()));
            Watched.eventually(() -> lag.value(TimeUnit.MILLISECONDS), value -> value > 100);
            letGo.countDown();
        }
        assertThat(registry.get("asyncio4j.lag").timeGauge().value(TimeUnit.MILLISECONDS)).isNaN();
    }

    @Test
    void whatIsReady_andWhatHasHeldTheLoop_areMeters() throws Exception {
        var registry = new SimpleMeterRegistry();
        try (var thread = LoopThread.start("metrics")) {
            new LoopMetrics(thread.loop()).bindTo(registry);
            thread.loop().setSlowCallbackDuration(Duration.ofMillis(20));
            var slow = registry.get("asyncio4j.slow.steps").functionCounter();
            double ready = Asyncio.runCoroutineThreadsafe(() -> {
                for (int i = 0; i < 3; i++) {
                    EventLoop.running().callSoon(() -> {});
                }
                return registry.get("asyncio4j.ready").gauge().value();
            }, thread.loop()).get();
            assertThat(ready).isEqualTo(3);
            Asyncio.runCoroutineThreadsafe(() -> {
                double before = slow.count();
                Watched.eventually(slow::count, count -> count > before); // in one step
                return true;
            }, thread.loop()).get();
            assertThat(registry.get("asyncio4j.lag").timeGauge().getId().getTags()).isEmpty();
        }
    }

    /** Whoever reads the lag again and again of a loop that is held leaves one question behind. */
    @Test
    void theLag_isAskedForOnceAtATime_andIsOwedMeanwhile() throws Exception {
        var registry = new SimpleMeterRegistry();
        try (var thread = LoopThread.start("lag")) {
            new LoopMetrics(thread.loop()).bindTo(registry);
            var lag = registry.get("asyncio4j.lag").timeGauge();
            var questions = new ArrayList<String>();
            Asyncio.runCoroutineThreadsafe(() -> {
                EventLoop.running().addObserver(new LoopObserver() {
                    @Override
                    public void stepBegins(Step step) {
                        if (step.toString().contains("LoopMetrics")) {
                            questions.add(step.toString());
                        }
                    }
                });
                assertThat(lag.value(TimeUnit.NANOSECONDS)).as("nobody has asked before").isZero();
                double first = lag.value(TimeUnit.NANOSECONDS);
                double second = lag.value(TimeUnit.NANOSECONDS);
                assertThat(second).isGreaterThan(first).isPositive();
                sleep(Duration.ZERO);
                sleep(Duration.ZERO);
            }, thread.loop()).get();
            assertThat(questions).hasSize(1);
            double last = lag.value(TimeUnit.NANOSECONDS);
            assertThat(last).as("how long it took").isPositive();
            assertThat(lag.value(TimeUnit.SECONDS)).isLessThan(60);
        }
    }

    /** As of a service that runs a loop again. */
    @Test
    void aLoopThatRunsAgain_hasALagAgain() throws Exception {
        var registry = new SimpleMeterRegistry();
        try (var runner = new Runner()) {
            new LoopMetrics(runner.getLoop()).bindTo(registry);
            var lag = registry.get("asyncio4j.lag").timeGauge();
            for (int i = 0; i < 2; i++) {
                assertThat(lag.value(TimeUnit.NANOSECONDS)).isNaN();
                runner.run(() -> {
                    lag.value(TimeUnit.NANOSECONDS);
                    sleep(Duration.ZERO);
                    assertThat(lag.value(TimeUnit.NANOSECONDS)).isPositive();
                });
            }
        }
    }

    /** Else a loop that was held would seem well for as long as the next answer takes. */
    @Test
    void aLongLag_isToldUntilTheNextAnswer() throws Exception {
        var registry = new SimpleMeterRegistry();
        try (var thread = LoopThread.start("lag")) {
            new LoopMetrics(thread.loop()).bindTo(registry);
            var lag = registry.get("asyncio4j.lag").timeGauge();
            assertThat(Asyncio.runCoroutineThreadsafe(() -> {
                lag.value(TimeUnit.MILLISECONDS);
                hold(100);
                sleep(Duration.ZERO);
                sleep(Duration.ZERO);
                assertThat(lag.value(TimeUnit.MILLISECONDS)).as("the answer").isBetween(100.0, 60_000.0);
                return lag.value(TimeUnit.MILLISECONDS);
            }, thread.loop()).get()).as("while the next one is owed").isGreaterThanOrEqualTo(100);
        }
    }

    @Test
    void anAnswer_isTheLag_howeverLongNobodyAsks() throws Exception {
        var registry = new SimpleMeterRegistry();
        try (var thread = LoopThread.start("lag")) {
            new LoopMetrics(thread.loop()).bindTo(registry);
            var lag = registry.get("asyncio4j.lag").timeGauge();
            Asyncio.runCoroutineThreadsafe(() -> {
                long began = System.nanoTime();
                lag.value(TimeUnit.NANOSECONDS);
                sleep(Duration.ZERO);
                sleep(Duration.ZERO);
                double most = System.nanoTime() - began;
                hold(10);
                assertThat(lag.value(TimeUnit.NANOSECONDS)).isPositive().isLessThanOrEqualTo(most);
            }, thread.loop()).get();
        }
    }

    @Test
    void aQuestionThatALoopHasNotAnsweredWhenItStopped_isForgotten() throws Exception {
        var registry = new SimpleMeterRegistry();
        try (var runner = new Runner()) {
            new LoopMetrics(runner.getLoop()).bindTo(registry);
            var lag = registry.get("asyncio4j.lag").timeGauge();
            runner.run(() -> {
                EventLoop.running().callSoon(() -> lag.value(TimeUnit.NANOSECONDS)); // in the last turn
            });
            assertThat(lag.value(TimeUnit.NANOSECONDS)).isNaN();
            runner.run(() -> {
                sleep(Duration.ZERO);
                sleep(Duration.ZERO);
                assertThat(lag.value(TimeUnit.NANOSECONDS)).as("how long it stood still is no lag").isZero();
            });
        }
    }

    private static void hold(int millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aSpan_tellsWhatItsTaskIs_howItWasCancelled_andFailed() {
        var exporter = InMemorySpanExporter.create();
        var provider =
                SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
        var spans = new TaskSpans(provider.get("test"));
        long[] id = new long[1];
        try (var runner = new Runner(EventLoop.builder().propagate(spans.propagator()))) {
            runner.run(() -> {
                EventLoop.running().addObserver(spans); // in a step of a task that is older
                sleep(Duration.ZERO);
                var cancelled = createTask(TaskOptions.named("cancelled"), () -> sleep(Duration.ofHours(1)));
                id[0] = cancelled.id();
                var failing = createTask(TaskOptions.named("failing"), () -> {
                    throw new IllegalStateException("no");
                });
                var silent = createTask(TaskOptions.named("silent"), () -> sleep(Duration.ofHours(1)));
                var slow = createTask(TaskOptions.named("slow"), () -> {
                    Thread.sleep(110); // holds the loop for longer than a tenth of a second
                    sleep(Duration.ZERO);
                });
                createTask(TaskOptions.named("eager").eager(), () -> {});
                sleep(Duration.ZERO);
                cancelled.cancel("enough");
                silent.cancel();
                slow.await();
                assertThatThrownBy(failing::await).isInstanceOf(IllegalStateException.class);
                Span inThread = toThread(() -> Span.current());
                assertThat(inThread.getSpanContext().isValid()).as("the main task has no span").isFalse();
                createTask(TaskOptions.named("elsewhere"),
                        () -> toThread(() -> Span.current().addEvent("there")))
                        .await();
            });
        }
        Map<String, SpanData> found = exporter.getFinishedSpanItems().stream()
                .collect(Collectors.toMap(SpanData::getName, span -> span));
        assertThat(found).containsKeys("cancelled", "failing", "silent", "slow", "eager", "elsewhere");
        SpanData cancelled = found.get("cancelled");
        assertThat(cancelled.getAttributes().asMap().toString()).contains("asyncio4j.task.id=" + id[0],
                "asyncio4j.task.coroutine=MetricsTest.<lambda>()", "asyncio4j.task.cancelled=true");
        assertThat(cancelled.getEvents()).singleElement()
                .satisfies(event -> assertThat(event.getAttributes().asMap().toString())
                        .contains("message=enough"));
        assertThat(found.get("silent").getEvents()).singleElement()
                .satisfies(event -> assertThat(event.getAttributes().isEmpty()).isTrue());
        assertThat(found.get("failing").getStatus().getDescription())
                .isEqualTo("java.lang.IllegalStateException: no");
        assertThat(found.get("failing").getAttributes().asMap().toString()).doesNotContain("cancelled");
        assertThat(found.get("slow").getEvents()).extracting(event -> event.getName()).contains("slow step");
        assertThat(found.get("slow").getEvents().getFirst().getAttributes().asMap().values()).singleElement()
                .satisfies(millis -> assertThat((Double) millis).isBetween(110.0, 60_000.0));
        assertThat(found.get("slow").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(found.get("elsewhere").getEvents()).extracting(event -> event.getName())
                .containsExactly("there");
    }

    @Test
    void eachTask_isASpan_belowTheOneThatMadeIt_withItsEndAndItsSlowSteps() {
        var exporter = InMemorySpanExporter.create();
        var provider =
                SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
        Tracer tracer = provider.get("test");
        var spans = new TaskSpans(tracer, Duration.ofMillis(500));
        try (var runner = new Runner(EventLoop.builder().propagate(spans.propagator()))) {
            runner.getLoop().addObserver(spans);
            runner.run(() -> {
                currentTask().setName("main");
                var child = createTask(TaskOptions.named("child"), () -> {
                    sleep(Duration.ofMillis(1));
                    tracer.spanBuilder("inside").startSpan().end();
                    hold(550);
                    sleep(Duration.ofMillis(1));
                });
                var failing = createTask(TaskOptions.named("failing"), () -> {
                    throw new IllegalStateException("no");
                });
                var cancelled = createTask(TaskOptions.named("cancelled"), () -> sleep(Duration.ofHours(1)));
                child.await();
                cancelled.cancel("enough");
                assertThatThrownBy(cancelled::await).isInstanceOf(CancelledError.class);
                assertThatThrownBy(failing::await).isInstanceOf(IllegalStateException.class);
            });
        }
        Map<String, SpanData> found = exporter.getFinishedSpanItems().stream()
                .collect(Collectors.toMap(SpanData::getName, span -> span, (a, _) -> a));
        SpanData main = found.get("main");
        assertThat(main.getParentSpanId()).isEqualTo(SpanId.getInvalid());
        assertThat(found.get("child").getParentSpanId()).isEqualTo(main.getSpanId());
        assertThat(found.get("inside").getParentSpanId()).isEqualTo(found.get("child").getSpanId());
        assertThat(found.get("child").getEvents()).extracting(event -> event.getName())
                .containsExactly("slow step");
        assertThat(found.get("failing").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(found.get("failing").getEvents()).extracting(event -> event.getName())
                .contains("exception");
        assertThat(found.get("cancelled").getEvents()).extracting(event -> event.getName())
                .containsExactly("cancel requested");
        assertThat(found.get("cancelled").getAttributes().asMap().toString()).contains("cancelled=true");
    }

    /** What is done on a loop whose tasks may have spans. */
    private interface Story {
        void tell(Tracer tracer, TaskSpans spans) throws Exception;
    }

    private static Map<String, SpanData> spansOf(Duration slow, Story story) {
        var exporter = InMemorySpanExporter.create();
        var provider =
                SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
        Tracer tracer = provider.get("test");
        var spans = new TaskSpans(tracer, slow);
        try (var runner = new Runner(EventLoop.builder().propagate(spans.propagator()))) {
            runner.run(() -> story.tell(tracer, spans));
        }
        return exporter.getFinishedSpanItems().stream()
                .collect(Collectors.toMap(SpanData::getName, span -> span));
    }

    /** A task that the observer has not seen begin has no span, and does no harm to the others. */
    @Test
    void tasksThatAreOlder_areLeftAlone() {
        assertThat(spansOf(Duration.ofSeconds(1), (_, spans) -> {
            var cancelled = createTask(TaskOptions.named("older"), () -> sleep(Duration.ofHours(1)));
            var ending = createTask(TaskOptions.named("older, too"), () -> {
                sleep(Duration.ZERO);
                sleep(Duration.ZERO);
            });
            sleep(Duration.ZERO);
            EventLoop.running().addObserver(spans);
            cancelled.cancel("enough");
            assertThatThrownBy(cancelled::await).isInstanceOf(CancelledError.class);
            ending.await();
            createTask(TaskOptions.named("younger"), () -> {}).await();
        })).containsKey("younger").doesNotContainKeys("older", "older, too");
    }

    @Test
    void aSlowStep_isToldOnce_alsoIfItIsTheLast_orAnEagerTaskRunsInIt() {
        Map<String, SpanData> found = spansOf(Duration.ofMillis(100), (_, spans) -> {
            EventLoop.running().addObserver(spans);
            createTask(TaskOptions.named("last"), () -> hold(110)).await();
            createTask(TaskOptions.named("outer"), () -> {
                createTask(TaskOptions.named("eager").eager(), () -> {});
                hold(110);
                sleep(Duration.ZERO);
            }).await();
        });
        assertThat(found.get("last").getEvents()).extracting(event -> event.getName())
                .containsExactly("slow step");
        assertThat(found.get("outer").getEvents()).extracting(event -> event.getName()).contains("slow step");
    }

    @Test
    void aTaskThatACallbackMakes_isBelowTheTaskThatQueuedIt_andOneWithinASpanBelowThat() {
        Map<String, SpanData> found = spansOf(Duration.ofSeconds(1), (tracer, spans) -> {
            EventLoop loop = EventLoop.running();
            loop.addObserver(spans);
            createTask(TaskOptions.named("queues"), () -> {
                loop.callSoon(() -> createTask(TaskOptions.named("by a callback"), () -> {}));
                Span own = tracer.spanBuilder("own").startSpan();
                try (var _ = own.makeCurrent()) {
                    createTask(TaskOptions.named("within"), () -> {});
                }
                own.end();
            }).await();
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
        });
        assertThat(found.get("by a callback").getParentSpanId()).isEqualTo(found.get("queues").getSpanId());
        assertThat(found.get("within").getParentSpanId()).isEqualTo(found.get("own").getSpanId());
        assertThat(found.get("own").getParentSpanId()).isEqualTo(found.get("queues").getSpanId());
    }
}
