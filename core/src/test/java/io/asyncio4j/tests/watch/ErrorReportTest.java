package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.asyncio4j.ErrorReport;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionHandler;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorReportTest {

    private final List<ErrorReport> reports = new ArrayList<>();
    private final List<EventLoop> loops = new ArrayList<>();

    private void collect(EventLoop loop) {
        loop.setExceptionHandler(ExceptionHandler.of((from, report) -> {
            loops.add(from);
            reports.add(report);
        }));
    }

    private ErrorReport theOnlyOne() {
        assertThat(reports).hasSize(1);
        return reports.getFirst();
    }

    @Test
    void aFailingCallback_hasItsExceptionAndHandle() {
        var broken = new IllegalArgumentException("broken");
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            collect(loop);
            var handle = loop.callSoon(() -> {
                throw broken;
            });
            sleep(Duration.ZERO);
            assertThat(loops).containsExactly(loop);
            var report = theOnlyOne();
            assertThat(report.message()).startsWith("Exception in callback <Handle");
            assertThat(report.exception()).isSameAs(broken);
            assertThat(report.handle()).isSameAs(handle);
            assertThat(report.task()).isNull();
            assertThat(report.future()).isNull();
            assertThat(report.source()).isNull();
            assertThat(report.entries()).containsOnlyKeys("message", "exception", "handle");
        });
    }

    @Test
    void aFailureThatNobodyHasRetrieved_hasItsTask() {
        var failed = new ArrayList<Task<?>>();
        Loops.run(() -> {
            collect(EventLoop.running());
            failed.add(createTask(TaskOptions.named("mailer"), () -> {
                throw new IllegalStateException("no connection");
            }));
            sleep(Duration.ZERO);
        });
        var report = theOnlyOne();
        assertThat(report.message()).isEqualTo("Task exception was never retrieved");
        assertThat(report.exception()).hasMessage("no connection");
        assertThat(report.task()).isSameAs(failed.getFirst());
        assertThat(report.future()).isSameAs(failed.getFirst());
        assertThat(report).asString().startsWith("Task exception was never retrieved")
                .contains("future: <Task finished name='mailer'");
    }

    @Test
    void inDebugMode_sourceSaysWhereItWasMade() {
        try (EventLoop loop = Loops.virtual().debug(true).build()) {
            collect(loop);
            loop.callSoon(() -> {
                throw new IllegalStateException("broken");
            });
            loop.stop();
            loop.runForever();
        }
        assertThat(theOnlyOne().source()).contains("inDebugMode_sourceSaysWhereItWasMade");
    }

    @Test
    void whatAProgramReports_withoutAMessageOrOfAnotherType_isInTheEntries() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            collect(loop);
            loop.callExceptionHandler(Map.of("exception", "no Throwable", "future", "<Future finished>"));
            var report = theOnlyOne();
            assertThat(report.message()).isEqualTo("Unhandled exception in event loop");
            assertThat(report.exception()).isNull();
            assertThat(report.future()).isNull();
            assertThat(report.entries()).containsEntry("future", "<Future finished>")
                    .containsEntry("exception", "no Throwable");
        });
    }

    @Test
    void itKeepsWhatItWasGiven_whateverBecomesOfTheMap() {
        var entries = new HashMap<String, Object>(Map.of("message", "first"));
        var report = ErrorReport.of(entries);
        entries.put("message", "second");
        assertThat(report.message()).isEqualTo("first");
        assertThat(report.entries()).containsExactly(Map.entry("message", "first"));
    }

    @Test
    void aHandlerIsNotNull() {
        assertThatNullPointerException().isThrownBy(() -> ExceptionHandler.of(null)).withMessage("handler");
    }
}
