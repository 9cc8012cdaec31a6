package io.asyncio4j.conformance;

import java.util.List;
import java.util.Random;

/** Makes random valid scenarios: the code of a main task, on a network now and then, or programs outside of a loop. */
final class ScenarioGenerator {

    private static final long OF_NETWORKS = 0x9E3779B97F4A7C15L;

    private ScenarioGenerator() {}

    /** {@return the scenario of {@code seed}, always the same} */
    static Scenario generate(long seed) {
        if (new Random(seed ^ OF_NETWORKS).nextInt(6) == 0) {
            List<Statement> body = new StreamGenerator(new Random(seed)).body();
            return new Scenario("fuzz/" + seed, List.of(), null, "", false, List.of(), body);
        }
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
}
