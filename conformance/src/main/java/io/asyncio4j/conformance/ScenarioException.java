package io.asyncio4j.conformance;

/** Says what is wrong with a scenario file, and in which line. */
final class ScenarioException extends Exception {

    private static final long serialVersionUID = 1L;

    ScenarioException(String file, int line, String reason) {
        super(file + ":" + line + ": " + reason);
    }
}
