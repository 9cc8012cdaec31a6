package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionHandler;
import io.asyncio4j.Handle;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExceptionHandlerTest {

    private static final Logger LOGGER = Logger.getLogger("io.asyncio4j");
    private static final ContextVar<String> WHERE = ContextVar.of("where", "nowhere");

    private final List<LogRecord> records = new ArrayList<>();
    private final java.util.logging.Handler appender = new java.util.logging.Handler() {
        @Override
        public void publish(LogRecord logRecord) {
            if (logRecord.getLevel() == Level.SEVERE) { // a busy machine may make the watchdog warn in between
                records.add(logRecord);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void captureLog() {
        LOGGER.addHandler(appender);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void releaseLog() {
        LOGGER.removeHandler(appender);
        LOGGER.setUseParentHandlers(true);
    }

    private List<String> messages() {
        return records.stream().map(LogRecord::getMessage).toList();
    }

    private static void throwIt(RuntimeException e) {
        throw e;
    }

    /** A value that cannot be printed, so that logging it fails. */
    private static final class Unprintable {
        @Override
        public String toString() {
            throw new IllegalStateException("unprintable");
        }
    }

    // EXC-01 EXC-03 EXC-07
    @Test
    void aCallbackThatFails_isReportedWithItsHandle_andTheLoopGoesOn() {
        var broken = new IllegalArgumentException("broken");
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<EventLoop> where = new ArrayList<>();
            List<Map<String, Object>> reports = new ArrayList<>();
            loop.setExceptionHandler((from, context) -> {
                where.add(from);
                reports.add(context);
            });
            Handle handle = loop.callSoon(() -> throwIt(broken));
            sleep(Duration.ZERO);

            assertThat(where).containsExactly(loop);
            assertThat(reports).hasSize(1);
            Map<String, Object> report = reports.getFirst();
            assertThat(report).containsOnlyKeys("message", "exception", "handle");
            assertThat(report).containsEntry("exception", broken).containsEntry("handle", handle);
            assertThat((String) report.get("message"))
                    .startsWith("Exception in callback <Handle")
                    .contains("ExceptionHandlerTest.<lambda>");
        });
        assertThat(records).isEmpty();
    }

    // EXC-01 EXC-07
    @Test
    void inDebugMode_theReportSaysWhereTheCallbackWasQueued() {
        try (EventLoop loop = Loops.virtual().debug(true).build()) {
            var reports = Loops.collectReports(loop);
            loop.callSoon(() -> throwIt(new IllegalStateException("broken")));
            loop.stop();
            loop.runForever();
            assertThat(reports).hasSize(1);
            assertThat(reports.getFirst().get("source_traceback").toString())
                    .contains("inDebugMode_theReportSaysWhereTheCallbackWasQueued");
        }
    }

    // EXC-02
    @Test
    void byDefault_aFailingCallbackIsLoggedAsAnError() {
        var broken = new IllegalArgumentException("broken");
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            assertThat(loop.getExceptionHandler()).isNull();
            loop.callSoon(() -> throwIt(broken));
            sleep(Duration.ZERO);
        });
        assertThat(records).hasSize(1);
        LogRecord logged = records.getFirst();
        assertThat(logged.getLevel()).isEqualTo(Level.SEVERE);
        assertThat(logged.getThrown()).isSameAs(broken);
        assertThat(logged.getMessage().lines().toList().get(0)).startsWith("Exception in callback <Handle");
        assertThat(logged.getMessage().lines().toList().get(1)).startsWith("handle: <Handle");
    }

    // EXC-02
    @Test
    void theDefaultHandler_writesTheMessage_thenTheOtherEntriesSortedByKey() {
        Loops.run(() -> {
            Map<String, Object> context = new LinkedHashMap<>();
            context.put("task", "a task");
            context.put("zebra", 1);
            context.put("exception", new IllegalStateException("x"));
            context.put("message", "it went wrong");
            context.put("apple", 2);
            context.put("source_traceback", "  at Made.here(Made.java:1)");
            context.put("handle_traceback", "  at Queued.here(Queued.java:2)");
            EventLoop.running().defaultExceptionHandler(context);
        });
        assertThat(records).hasSize(1);
        assertThat(records.getFirst().getMessage().lines())
                .containsExactly(
                        "it went wrong",
                        "apple: 2",
                        "Handle created at (most recent call last):",
                        "  at Queued.here(Queued.java:2)",
                        "Object created at (most recent call last):",
                        "  at Made.here(Made.java:1)",
                        "task: a task",
                        "zebra: 1");
        assertThat(records.getFirst().getThrown()).hasMessage("x");
    }

    // EXC-02
    @Test
    void theDefaultHandler_withoutAMessage_hasOneOfItsOwn() {
        Loops.run(() -> {
            EventLoop.running().callExceptionHandler(Map.of("key", "value"));
            EventLoop.running().callExceptionHandler(Map.of("message", ""));
        });
        assertThat(records.get(0).getMessage().lines())
                .containsExactly("Unhandled exception in event loop", "key: value");
        assertThat(records.get(0).getThrown()).isNull();
        assertThat(records.get(1).getMessage()).isEqualTo("Unhandled exception in event loop");
    }

    // EXC-02 EXC-07
    @Test
    void inDebugMode_theDefaultHandlerSaysWhereTheRunningCallbackWasQueued() {
        try (EventLoop loop = Loops.virtual().debug(true).build()) {
            loop.callSoon(() -> loop.callExceptionHandler(Map.of("message", "from a callback")));
            loop.stop();
            loop.runForever();
        }
        assertThat(messages()).hasSize(1);
        assertThat(messages().getFirst())
                .startsWith("from a callback")
                .contains("Handle created at (most recent call last):")
                .contains("inDebugMode_theDefaultHandlerSaysWhereTheRunningCallbackWasQueued");
    }

    // EXC-03
    @Test
    void setExceptionHandler_null_restoresTheDefault() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<Object> seen = new ArrayList<>();
            ExceptionHandler handler = (where, context) -> seen.add(context.get("message"));
            loop.setExceptionHandler(handler);
            assertThat(loop.getExceptionHandler()).isSameAs(handler);
            loop.callExceptionHandler(Map.of("message", "to the handler"));
            loop.setExceptionHandler(null);
            assertThat(loop.getExceptionHandler()).isNull();
            loop.callExceptionHandler(Map.of("message", "to the log"));
            assertThat(seen).containsExactly("to the handler");
        });
        assertThat(messages()).containsExactly("to the log");
    }

    // EXC-03
    @Test
    void aHandler_canPassOnToTheDefault() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.setExceptionHandler((where, context) -> {
                var more = new LinkedHashMap<>(context);
                more.put("added", "by the handler");
                where.defaultExceptionHandler(more);
            });
            loop.callExceptionHandler(Map.of("message", "hello"));
        });
        assertThat(messages()).hasSize(1);
        assertThat(messages().getFirst().lines()).containsExactly("hello", "added: by the handler");
    }

    // EXC-04
    @Test
    void aHandlerThatFails_isReportedByTheDefault_withTheOriginalContext() {
        var inHandler = new IllegalStateException("in the handler");
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.setExceptionHandler((where, context) -> throwIt(inHandler));
            loop.callSoon(() -> throwIt(new IllegalArgumentException("in the callback")));
            sleep(Duration.ZERO);
            sleep(ms(1));
        });
        assertThat(records).hasSize(1);
        assertThat(records.getFirst().getThrown()).isSameAs(inHandler);
        assertThat(messages().getFirst())
                .startsWith("Unhandled error in exception handler")
                .contains("context: {")
                .contains("Exception in callback");
    }

    // EXC-05
    @Test
    void aDefaultHandlerThatFails_isOnlyLogged() {
        Loops.run(() -> {
            EventLoop.running().callExceptionHandler(Map.of("message", "m", "value", new Unprintable()));
            sleep(ms(1));
        });
        assertThat(messages()).containsExactly("Exception in default exception handler");
        assertThat(records.getFirst().getThrown()).hasMessage("unprintable");
    }

    // EXC-05
    @Test
    void bothHandlersFailing_isOnlyLogged() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.setExceptionHandler((where, context) -> throwIt(new IllegalStateException("custom")));
            loop.callExceptionHandler(Map.of("message", "m", "value", new Unprintable()));
            sleep(ms(1));
        });
        assertThat(messages())
                .containsExactly(
                        "Exception in default exception handler while handling an unexpected error in custom"
                                + " exception handler");
    }

    // EXC-06
    @Test
    void aFatalErrorOfAHandler_leavesTheLoop() {
        var fatal = new LoopExit("from the handler");
        try (EventLoop loop = Loops.virtual().build()) {
            loop.setExceptionHandler((where, context) -> {
                throw fatal;
            });
            loop.callSoon(() -> throwIt(new IllegalStateException("broken")));
            assertThatThrownBy(loop::runForever).isSameAs(fatal);
        }
        assertThat(records).isEmpty();
    }

    // EXC-08
    @Test
    void theHandler_runsInTheContextOfTheCallback() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<String> seen = new ArrayList<>();
            loop.setExceptionHandler((where, context) -> seen.add(WHERE.get()));
            WHERE.set("callback");
            loop.callSoon(() -> throwIt(new IllegalStateException("broken")));
            WHERE.set("timer");
            loop.callLater(ms(1), () -> {
                WHERE.set("changed by the timer");
                throwIt(new IllegalStateException("broken"));
            });
            WHERE.set("main");
            sleep(ms(5));
            assertThat(seen).containsExactly("callback", "changed by the timer");
            assertThat(WHERE.get()).isEqualTo("main");
        });
    }

    // EXC-08
    @Test
    void theHandler_runsInTheContextOfTheTaskThatIsReported() {
        List<String> seen = new ArrayList<>();
        EventLoop loop = Loops.virtual().build();
        loop.setExceptionHandler((where, context) -> seen.add(WHERE.get() + ": " + context.get("message")));
        Task<String> task = loop.createTask(() -> {
            WHERE.set("task");
            sleep(ms(1000));
            return "never";
        });
        loop.stop();
        loop.runForever();
        assertThat(task.done()).isFalse();
        loop.close();
        assertThat(seen).containsExactly("task: Task was destroyed but it is pending!");
    }

    // EXC-08
    @Test
    void aCallbackThatHasNoMemory_isReported_andNotCalledAgain() {
        Loops.run(() -> {
            List<Map<String, Object>> reports = Loops.collectReports();
            int[] calls = new int[1];
            var failure = new OutOfMemoryError("as a callback may be told");
            EventLoop.running().callSoon(() -> {
                calls[0]++;
                throw failure;
            });
            Promise<?> promise = EventLoop.running().createFuture();
            promise.addDoneCallback(done -> {
                calls[0]++;
                throw failure;
            });
            promise.setResult(null);
            sleep(ms(1));
            assertThat(reports).extracting(report -> report.get("exception")).containsExactly(failure,
                    failure);
            assertThat(calls[0]).isEqualTo(2);
        });
    }

    // EXC-09
    @Test
    void aFailureThatNobodyAwaits_isReportedOnlyWhenTheTaskIsGivenUp() {
        var failure = new IllegalStateException("nobody looks");
        List<Map<String, Object>> reports = new ArrayList<>();
        List<Integer> whileRunning = new ArrayList<>();
        List<Task<?>> held = new ArrayList<>();
        Loops.run(() -> {
            EventLoop.running().setExceptionHandler((where, context) -> reports.add(context));
            held.add(createTask(() -> throwIt(failure)));
            sleep(ms(10));
            whileRunning.add(reports.size());
        });
        assertThat(whileRunning).containsExactly(0);
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst())
                .containsEntry("message", "Task exception was never retrieved")
                .containsEntry("exception", failure)
                .containsEntry("future", held.getFirst());
    }
}
