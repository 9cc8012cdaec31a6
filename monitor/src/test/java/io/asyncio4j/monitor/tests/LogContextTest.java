package io.asyncio4j.monitor.tests;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.Promise;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.spi.ContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What Logback writes in tasks, callbacks and other threads: MDC, OpenTelemetry's context and scoped values are there. */
class LogContextTest {

    private static final Duration MS = Duration.ofMillis(1);
    private static final ScopedValue<String> TENANT = ScopedValue.newInstance();
    private static final ContextKey<String> SPAN = ContextKey.named("span");
    private static final ContextPropagator OF_MDC =
            ContextPropagator.of(MDC::getCopyOfContextMap, MDC::setContextMap);
    private static final ContextPropagator OF_OPENTELEMETRY = () -> {
        Context captured = Context.current();
        return body -> captured.wrap(body).run();
    };

    private final Logger log = (Logger) LoggerFactory.getLogger(LogContextTest.class);
    private final Lines lines = new Lines();

    /** Each line as it was logged: thread, MDC, message. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            all.add(event.getThreadName().replaceAll("asyncio_\\d+", "asyncio_#") + " "
                    + event.getMDCPropertyMap() + " " + event.getFormattedMessage());
        }
    }

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
        log.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(lines);
        MDC.clear();
    }

    private static EventLoopBuilder loop(Threads threads) {
        return EventLoop.builder().threads(threads).propagate(OF_MDC, OF_OPENTELEMETRY,
                ContextPropagator.ofScopedValue(TENANT));
    }

    private void write(String what) {
        log.warn("{} tenant {} span {}", what, TENANT.get(), Context.current().get(SPAN));
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void eachRequest_keepsItsOwn_whereverItsWorkGoesOn(Threads threads) {
        ScopedValue.where(TENANT, "acme").run(() -> run(loop(threads), () -> {
            var requests = List.of(1, 2).stream().map(number -> {
                MDC.put("request", "r" + number);
                try (Scope _ = Context.current().with(SPAN, "s" + number).makeCurrent()) {
                    return createTask(TaskOptions.named("serve-" + number), () -> serve(number));
                }
            }).toList();
            gather(requests).await();
            write("main");
        }));
        for (int number : List.of(1, 2)) {
            String own = "{request=r" + number + "}";
            String rest = " tenant acme span s" + number;
            assertThat(lines.all).contains("serve-" + number + " " + own + " begin" + rest,
                    "serve-" + number + " " + own + " after an await" + rest,
                    "child-" + number + " " + own + " child" + rest,
                    "asyncio_# " + own + " elsewhere" + rest,
                    "serve-" + number + " " + own + " cancelled" + rest);
            assertThat(lines.all).anyMatch(line -> line.endsWith(own + " callback" + rest));
        }
        assertThat(lines.all).hasSize(13).last().asString().endsWith(
                "{request=r2} main tenant acme span null");
        assertThat(MDC.getCopyOfContextMap()).as("whoever called run keeps what he had").isNullOrEmpty();
        assertThat(Context.current().get(SPAN)).isNull();
    }

    private void serve(int number) throws Exception {
        write("begin");
        sleep(number == 1 ? MS.multipliedBy(2) : MS); // the other one runs meanwhile
        write("after an await");
        createTask(TaskOptions.named("child-" + number), () -> write("child")).await();
        toThread(() -> write("elsewhere"));
        Promise<Boolean> called = EventLoop.running().createFuture();
        EventLoop.running().callLater(MS, () -> {
            write("callback");
            called.setResult(true);
        });
        called.await();
        var self = currentTask();
        EventLoop.running().callSoon(() -> {
            self.cancel();
        });
        try {
            sleep(Duration.ofHours(1));
        } catch (CancelledError e) {
            write("cancelled");
            self.uncancel();
        }
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void withoutTheHook_nothingGoesAlong(Threads threads) {
        MDC.put("request", "r0");
        run(EventLoop.builder().threads(threads), () -> {
            createTask(TaskOptions.named("alone"), () -> log.warn("bound {}", TENANT.isBound())).await();
        });
        assertThat(lines.all).containsExactly("alone {} bound false");
    }
}
