package io.asyncio4j.testkit.tests.bugs;

import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.TestLoop;
import java.util.List;
import java.util.stream.Stream;

/**
 * A bug.
 *
 * @param name what it is
 * @param program fails if it happens
 */
record Bug(String name, Program program) {

    /** A program with the bug, or without it. */
    interface Program {
        void run(TestLoop test, boolean repaired) throws Exception;
    }

    Simulation.Body broken() {
        return test -> program.run(test, false);
    }

    Simulation.Body repaired() {
        return test -> program.run(test, true);
    }

    static List<Bug> all() {
        return Stream.of(StateBugs.ALL, WakeUpBugs.ALL, TimeBugs.ALL).flatMap(List::stream).toList();
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
