package io.asyncio4j.benchmarks.report;

import org.jspecify.annotations.Nullable;

/** A process that was to measure has failed. */
public final class SampleException extends Exception {

    /** @param message for people */
    public SampleException(String message) { super(message); }

    SampleException(String message, @Nullable Throwable cause) { super(message, cause); }
}
