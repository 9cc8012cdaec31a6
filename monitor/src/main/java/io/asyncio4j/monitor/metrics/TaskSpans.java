package io.asyncio4j.monitor.metrics;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.spi.ContextPropagator;
import io.asyncio4j.spi.LoopObserver;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A span of OpenTelemetry for each task of a loop, from its creation to its end: its name, its parent, which is the span
 * that was current where it was made, how it ended, and as events its slow steps and the requests to cancel it. Within the
 * task its span is the current one, so that spans that the program makes are below it.
 *
 * <pre>{@code
 * var spans = new TaskSpans(tracer);
 * try (var runner = new Runner(EventLoop.builder().propagate(spans.propagator()))) {
 *     runner.getLoop().addObserver(spans);
 *     runner.run(this::serve);
 * }
 * }</pre>
 *
 * <p>One of these is for one loop. It costs a loop two looks at the clock a step, and what the exporter costs a task.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 */
public final class TaskSpans implements LoopObserver {

    private static final int SLOW_MILLIS = 100;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Tracer tracer;
    private final long slowNanos;

    // whoever holds the loop
    private final IdentityHashMap<Object, Span> spans = new IdentityHashMap<>();
    private final ArrayDeque<StepTime> steps = new ArrayDeque<>();

    private record StepTime(Step step, long start) {}

    /** Makes one that calls a step slow that takes a tenth of a second. */
    public TaskSpans(Tracer tracer) {
        this(tracer, Duration.ofMillis(SLOW_MILLIS));
    }

    /** Makes one that calls a step slow that takes {@code slow} or longer. */
    public TaskSpans(Tracer tracer, Duration slow) {
        this.tracer = Objects.requireNonNull(tracer, "tracer");
        this.slowNanos = slow.toNanos();
    }

    /** {@return what takes OpenTelemetry's context along, and makes a task's span the current one in it} */
    public ContextPropagator propagator() {
        return () -> {
            Context captured = Context.current();
            return body -> {
                Span span = currentSpan();
                try (Scope _ = (span == null ? captured : captured.with(span)).makeCurrent()) {
                    body.run();
                }
            };
        };
    }

    private @Nullable Span currentSpan() {
        EventLoop loop = EventLoop.runningOrNull();
        Task<?> task = loop == null ? null : Asyncio.currentTask(loop);
        return task == null ? null : spans.get(task);
    }

    @Override
    public void taskCreated(ObservedTask task) {
        spans.put(task, tracer.spanBuilder(task.getName())
                .setParent(Context.current())
                .setAttribute("asyncio4j.task.id", task.id())
                .setAttribute("asyncio4j.task.coroutine", task.coroutineName())
                .startSpan());
    }

    @Override
    public void taskEnded(ObservedTask task) {
        Span span = spans.remove(task);
        if (span == null) {
            return; // it is older than the observer
        }
        StepTime last = steps.peek();
        if (last != null && last.step() == task) {
            noteIfSlow(span, last); // the step ends after the task, when the span is closed
        }
        span.updateName(task.getName());
        Throwable failure = task.failure();
        if (task.cancelled()) {
            span.setAttribute("asyncio4j.task.cancelled", true);
        } else if (failure != null) {
            span.recordException(failure);
            span.setStatus(StatusCode.ERROR, failure.toString());
        }
        span.end();
    }

    @Override
    public void cancelRequested(ObservedTask task, @Nullable Object message) {
        Span span = spans.get(task);
        if (span != null) {
            span.addEvent("cancel requested",
                    message == null ? Attributes.empty()
                            : Attributes.builder().put("message", message.toString())
                                    .build());
        }
    }

    @Override
    public void stepBegins(Step step) {
        steps.push(new StepTime(step, System.nanoTime()));
    }

    @Override
    public void stepEnds(Step step) {
        StepTime time = steps.peek();
        if (time == null || time.step() != step) {
            return; // it began before the observer came
        }
        steps.pop();
        Span span = spans.get(step);
        if (span != null) {
            noteIfSlow(span, time);
        }
    }

    private void noteIfSlow(Span span, StepTime time) {
        long took = System.nanoTime() - time.start();
        if (took >= slowNanos) {
            span.addEvent("slow step", Attributes.builder().put("millis", took / NANOS_PER_MILLI).build());
        }
    }
}
