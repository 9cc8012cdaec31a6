package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.inspect.CallGraph.captureCallGraph;
import static io.asyncio4j.tests.support.Graphs.methods;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.inspect.FutureCallGraph;
import io.asyncio4j.tests.support.Loops;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallGraphLimitTest {

    private static final int ALL = Integer.MAX_VALUE;

    private static <T> Task<T> named(String name, Coroutine<T> body) {
        return createTask(TaskOptions.named(name), body);
    }

    private static List<List<StackTraceElement>> stacks(Task<?> task, int limit) {
        FutureCallGraph graph = captureCallGraph(task, 1, limit);
        return List.of(graph.callStack(), graph.awaitedBy().getFirst().callStack());
    }

    // INT-10
    @Test
    void limit_keepsTheOldestFrames_aNegativeOneTheNewest_zeroNone() {
        Loops.run(() -> {
            Promise<String> gate = EventLoop.running().createFuture();
            Task<String> task = named("t", () -> first(gate));
            Task<String> waiter = named("w", () -> first(task));
            ticks(2);
            assertThat(stacks(task, ALL)).allSatisfy(stack -> assertThat(stack).hasSize(4));
            assertThat(stacks(task, 100)).isEqualTo(stacks(task, ALL));
            assertThat(stacks(task, 2)).allSatisfy(stack -> {
                assertThat(stack).hasSize(2);
                assertThat(methods(stack)).containsExactly("first");
            });
            assertThat(stacks(task, -2))
                    .allSatisfy(stack -> assertThat(methods(stack)).containsExactly("third", "second"));
            assertThat(stacks(task, Integer.MIN_VALUE)).isEqualTo(stacks(task, ALL));
            assertThat(stacks(task, 0)).allSatisfy(stack -> assertThat(stack).isEmpty());
            gate.setResult("x");
            waiter.await();
        });
    }

    private static String first(Future<String> gate) {
        return second(gate);
    }

    private static String second(Future<String> gate) {
        return third(gate);
    }

    private static String third(Future<String> gate) {
        return gate.await();
    }

    // INT-10
    @Test
    void depth_leavesOutTheCallersHelpers_ofTheCurrentTaskOnly() {
        Loops.run(() -> {
            Promise<String> gate = EventLoop.running().createFuture();
            Task<String> parked = named("parked", () -> first(gate));
            ticks(1);
            assertThat(methods(helper(null, 1).callStack())).startsWith("inner", "helper");
            assertThat(methods(helper(null, 2).callStack())).startsWith("helper");
            assertThat(methods(helper(null, 3).callStack())).doesNotContain("inner", "helper");
            assertThat(helper(null, 1_000).callStack()).isEmpty();
            assertThat(helper(currentTask(), 2)).as("named is as good as meant").isEqualTo(helper(null, 2));
            assertThat(methods(helper(parked, 3).callStack())).containsExactly("third", "second", "first");
            assertThatIllegalArgumentException().isThrownBy(() -> captureCallGraph(parked, 0, ALL))
                    .withMessageContaining("depth must be >= 1");
            gate.setResult("x");
            parked.await();
        });
    }

    private static FutureCallGraph helper(@Nullable Task<?> task, int depth) {
        return inner(task, depth);
    }

    private static FutureCallGraph inner(@Nullable Task<?> task, int depth) {
        return captureCallGraph(task, depth, ALL);
    }
}
