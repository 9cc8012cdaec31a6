package io.asyncio4j.stress.models;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Has Lincheck go through the interleavings of given scenarios. They are given, and not drawn at random, so that each is
 * short enough for its interleavings to be gone through, and the same ones each time.
 */
final class Models {

    // of one scenario at most; those of the library here have fewer, or are much alike by then
    private static final int MOST_INTERLEAVINGS = 150;

    private Models() {}

    /** Fails for a scenario in which operations of {@code type} have results that they could not have one by one. */
    static void check(Class<?> type, String... scenarios) {
        var options = new ModelCheckingOptions().iterations(0).invocationsPerIteration(MOST_INTERLEAVINGS)
                .minimizeFailedScenario(false);
        for (String scenario : scenarios) {
            options = options.addCustomScenario(scenario(type, scenario));
        }
        options.check(type);
    }

    /*
     * "before; one thread | another; after", each of which is names of operations with commas between them, some with a
     * number: "put 1; put 2 | take, isEmpty; take"
     */
    private static ExecutionScenario scenario(Class<?> type, String text) {
        String[] parts = text.split(";", -1);
        return new ExecutionScenario(actors(type, parts[0]),
                Arrays.stream(parts[1].split("\\|")).map(thread -> actors(type, thread)).toList(),
                actors(type, parts[2]), null);
    }

    private static List<Actor> actors(Class<?> type, String text) {
        return text.isBlank() ? List.of()
                : Arrays.stream(text.split(",")).map(call -> actor(type, call.strip().split(" "))).toList();
    }

    private static Actor actor(Class<?> type, String[] call) {
        Method method = Arrays.stream(type.getDeclaredMethods())
                .filter(declared -> declared.getName().equals(call[0])).findFirst().orElseThrow();
        return new Actor(method, Arrays.stream(call).skip(1).<Object>map(Integer::valueOf).toList());
    }
}
