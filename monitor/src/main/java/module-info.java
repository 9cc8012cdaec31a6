/** A page that shows the loops of running programs: curves, tasks, who waits for whom; and their metrics and traces. */
module io.asyncio4j.monitor {
    requires transitive io.asyncio4j;
    requires transitive java.management;
    requires jdk.httpserver;
    requires static jdk.jfr; // for Trace.ofRecording
    requires static micrometer.core; // for LoopMetrics
    requires static io.opentelemetry.api; // for TaskSpans
    requires static io.opentelemetry.context;
    requires static org.jspecify;

    exports io.asyncio4j.monitor;
    exports io.asyncio4j.monitor.metrics;
}
