package io.asyncio4j.conformance;

import java.util.List;
import java.util.Random;

/**
 * Makes random valid scenarios: the code of a main task, or programs outside of a loop; or streams on a network, or
 * subprocesses.
 */
final class ScenarioGenerator {

    private ScenarioGenerator() {}

    /** {@return the scenario of {@code seed}, always the same} */
    static Scenario generate(long seed) {
        var random = new Random(seed);
        var code = new BlockGenerator(random);
        var main = new MainGenerator(code, random);
        boolean outside = random.nextInt(5) == 0;
        List<Statement> body;
        if (outside) {
            body = new ProgramGenerator(code, main, random).body();
        } else {
            code.names(Kind.TASK).add("main");
            body = main.body();
        }
        return new Scenario("fuzz/" + seed, List.of(), null, "", outside, List.of(), body);
    }

    /** {@return the scenario of {@code seed} in which tasks talk to each other on a network, always the same} */
    static Scenario generateOnNetwork(long seed) {
        return new Scenario("fuzz-network/" + seed, List.of(), null, "", false, List.of(),
                new StreamGenerator(new Random(seed)).body());
    }

    /** {@return the scenario of {@code seed} in which tasks talk to subprocesses, always the same} */
    static Scenario generateWithProcesses(long seed) {
        return new Scenario("fuzz-processes/" + seed, List.of(), null, "", false, List.of(),
                new ProcessGenerator(new Random(seed)).body());
    }
}
