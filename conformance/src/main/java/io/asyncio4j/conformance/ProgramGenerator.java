package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.Made.make;

import io.asyncio4j.conformance.BlockGenerator.Place;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Makes the code of random scenarios outside of a loop: several runs of a runner and its end, or two loops in turns. */
final class ProgramGenerator {

    // what belongs to a loop from the start; and a queue, whose join belongs to one of its own in CPython
    private static final List<Kind> BOUND = List.of(
            Kind.TASK, Kind.CORO, Kind.FUTURE, Kind.AGGREGATE, Kind.HANDLE, Kind.TIMEOUT, Kind.GROUP,
            Kind.STREAM, Kind.CONDITION, Kind.BARRIER, Kind.GENERATOR, Kind.JOB, Kind.QUEUE);

    private final BlockGenerator code;
    private final MainGenerator mains;
    private final Random random;

    ProgramGenerator(BlockGenerator code, MainGenerator mains, Random random) {
        this.code = code;
        this.mains = mains;
        this.random = random;
    }

    List<Statement> body() {
        var body = new ArrayList<Statement>();
        if (random.nextBoolean()) {
            body.add(make("var", "var", code.fresh(Kind.VARIABLE, "v")));
        }
        if (random.nextInt(3) > 0) {
            runner(body);
        } else {
            loops(body);
        }
        return body;
    }

    private void runner(List<Statement> body) {
        body.add(make("runner", "var", "r"));
        int runs = 1 + random.nextInt(3);
        for (int i = 0; i < runs; i++) {
            if (random.nextInt(4) == 0) {
                body.add(make("on", before(), "of", "r"));
            }
            body.add(random.nextInt(6) == 0 ? make("forever", "of", "r") : make("run", main(), "of", "r"));
        }
        body.add(make("close", "of", "r"));
    }

    private void loops(List<Statement> body) {
        Map<String, Map<Kind, List<String>>> known = new TreeMap<>();
        for (String loop : List.of("x", "y")) {
            body.add(make("loop", "var", loop));
            known.put(loop, new EnumMap<>(Kind.class));
        }
        int runs = 2 + random.nextInt(3);
        for (int i = 0; i < runs; i++) {
            String loop = random.nextBoolean() ? "x" : "y";
            Map<Kind, List<String>> own = known.getOrDefault(loop, Map.of());
            BOUND.forEach(kind -> code.names(kind).addAll(own.getOrDefault(kind, List.of())));
            if (random.nextInt(3) == 0) {
                body.add(make("on", before(), "of", loop));
            }
            List<String> tasks = code.names(Kind.TASK);
            body.add(switch (random.nextInt(4)) {
                case 0 -> make("forever", "of", loop);
                case 1 -> tasks.isEmpty() ? make("complete", main(), "of", loop)
                        : make("until", "of", loop, "done", tasks.get(random.nextInt(tasks.size())));
                default -> make("complete", main(), "of", loop);
            });
            for (Kind kind : BOUND) {
                own.put(kind, List.copyOf(code.names(kind)));
                code.names(kind).clear();
            }
        }
    }

    /** What is put into a loop before it runs. */
    private List<Statement> before() {
        var block = new ArrayList<Statement>();
        switch (random.nextInt(4)) {
            case 0 -> block.add(make("turns", "times", 1 + random.nextInt(9)));
            case 1 -> block.add(make("stop"));
            case 2 -> block.add(code.spawn(Place.task(2), true));
            default -> block.add(
                    make("later", code.block(Place.callback(2), 1), "ms", code.time()));
        }
        return block;
    }

    private List<Statement> main() {
        var main = new ArrayList<Statement>();
        if (random.nextInt(3) == 0) {
            main.add(make("turns", "times", 5 + random.nextInt(20)));
        }
        main.addAll(mains.body());
        return main;
    }
}
