package io.asyncio4j.testkit;

/** Whose time a test goes by. */
public enum Timekeeping {
    /** Time stands still while anything can run, and jumps to the next timer when nothing can. */
    VIRTUAL,
    /** Time stands still until the test moves it: {@link TestLoop#advance}. */
    MANUAL,
    /** The machine's time. */
    REAL
}
