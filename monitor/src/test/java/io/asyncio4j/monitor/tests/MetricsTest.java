package io.asyncio4j.monitor.tests;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Runner;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.monitor.metrics.LoopMetrics;
import io.asyncio4j.monitor.metrics.TaskSpans;
import io.asyncio4j.monitor.support.Watched;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Numbers for Micrometer and spans for OpenTelemetry. */
class MetricsTest {

    @Test
    void theNumbersOfALoop_areMeters() throws Exception {
        var registry = new SimpleMeterRegistry();
        try (var thread = LoopThread.start("metrics")) {
            new LoopMetrics(thread.loop(), List.of(Tag.of("loop", "orders"))).bindTo(registry);
            thread.loop().callSoonThreadsafe(() -> createTask(() -> sleep(Duration.ofHours(1))));
            Watched.eventually(
                    () -> registry.get("asyncio4j.tasks.alive").tag("loop", "orders").gauge().value(),
                    alive -> alive == 2);
            assertThat(registry.get("asyncio4j.tasks.created").functionCounter().count()).isEqualTo(2);
            assertThat(registry.get("asyncio4j.timers").gauge().value()).isEqualTo(1);
            assertThat(registry.get("asyncio4j.steps").functionCounter().count()).isGreaterThan(2);
            var lag = registry.get("asyncio4j.lag").timeGauge();
            Watched.eventually(() -> lag.value(TimeUnit.MICROSECONDS), value -> value > 0);

            var letGo = new CountDownLatch(1);
            thread.loop().callSoonThreadsafe(() -> createTask(() -> letGo.await()));
            Watched.eventually(() -> lag.value(TimeUnit.MILLISECONDS), value -> value > 100);
            letGo.countDown();
        }
        assertThat(registry.get("asyncio4j.lag").timeGauge().value(TimeUnit.MILLISECONDS)).isNaN();
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
                    long end = System.nanoTime() + 550_000_000;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
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
}
