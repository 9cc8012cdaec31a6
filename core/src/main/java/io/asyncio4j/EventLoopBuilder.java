package io.asyncio4j;

import io.asyncio4j.internal.loop.EventLoopImpl;
import io.asyncio4j.internal.loop.LoopOptions;
import io.asyncio4j.internal.loop.StaticParts;
import io.asyncio4j.internal.thread.Backend;
import io.asyncio4j.internal.thread.TaskThreads;
import io.asyncio4j.spi.ContextPropagator;
import io.asyncio4j.spi.OutsideWorld;
import io.asyncio4j.spi.Poller;
import io.asyncio4j.spi.Simulator;
import io.asyncio4j.spi.StepOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link EventLoop} that differs from the usual one. What is not said comes from system properties:
 *
 * <table>
 * <caption>System properties</caption>
 * <tr><th>property</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code asyncio4j.threads}</td><td>{@code carried} or {@code portable}</td>
 *     <td>carried if the JVM allows it</td></tr>
 * <tr><td>{@code asyncio4j.clock}</td><td>{@code system} or {@code virtual}</td><td>system</td></tr>
 * <tr><td>{@code asyncio4j.simulate}</td><td>a seed, which decides all that is chance; asyncio4j-testkit must be
 *     there</td><td>no simulation</td></tr>
 * <tr><td>{@code asyncio4j.debug}</td><td>{@code true} or {@code false}</td>
 *     <td>false, or what the environment variable {@code ASYNCIO4J_DEBUG} says</td></tr>
 * <tr><td>{@code asyncio4j.slowCallbackDuration}</td><td>seconds, such as {@code 0.5}, or {@code never}</td>
 *     <td>0.1; see {@link EventLoop#setSlowCallbackDuration}</td></tr>
 * </table>
 */
public final class EventLoopBuilder {

    /** The kinds of threads that tasks can run on. */
    public enum Threads {
        /**
         * The loop's own thread carries the tasks' virtual threads: the fastest. Java must be started with
         * {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
         */
        CARRIED,
        /** The loop and the tasks hand each other a baton: slower, but without any flag. */
        PORTABLE
    }

    private static final AtomicLong COUNT = new AtomicLong(1);

    private @Nullable Threads threads;
    private @Nullable Poller poller;
    private @Nullable Boolean debug;
    private @Nullable TaskFactory taskFactory;
    private @Nullable String name;
    private boolean cancelledByInterrupts = true;
    private final List<ContextPropagator> propagators = new ArrayList<>();
    private @Nullable StepOrder stepOrder;
    private @Nullable OutsideWorld outsideWorld;

    EventLoopBuilder() {}

    /** Demands one kind of threads. {@link #build} fails if this JVM does not allow it. */
    public EventLoopBuilder threads(Threads threads) {
        this.threads = Objects.requireNonNull(threads, "threads");
        return this;
    }

    /** Sets the clock and waiting place, for this loop alone. */
    public EventLoopBuilder poller(Poller poller) {
        this.poller = Objects.requireNonNull(poller, "poller");
        return this;
    }

    /** Lets {@code order} decide which of those that are ready goes next, in place of first in, first out. */
    public EventLoopBuilder stepOrder(StepOrder order) {
        this.stepOrder = Objects.requireNonNull(order, "order");
        return this;
    }

    /** Lets {@code outside} decide when what other threads bring gets to this loop, and to no other. */
    public EventLoopBuilder outsideWorld(OutsideWorld outside) {
        this.outsideWorld = Objects.requireNonNull(outside, "outside");
        return this;
    }

    public EventLoopBuilder debug(boolean debug) {
        this.debug = debug;
        return this;
    }

    public EventLoopBuilder taskFactory(TaskFactory taskFactory) {
        this.taskFactory = Objects.requireNonNull(taskFactory, "taskFactory");
        return this;
    }

    /**
     * Takes what thread-locals and scoped values hold along to the loop's tasks, callbacks and calls in other threads.
     * May be called more than once: the first one is the outermost.
     */
    public EventLoopBuilder propagate(ContextPropagator... propagators) {
        this.propagators.addAll(List.of(propagators));
        return this;
    }

    /**
     * Says whether interrupting the thread that is in {@link Asyncio#run}, or in that of a {@link Runner}, cancels the main
     * task, which it does by default. If not, the thread's interrupt flag is kept for when the run is over, and nothing
     * else happens.
     */
    public EventLoopBuilder cancelOnInterrupt(boolean cancel) {
        cancelledByInterrupts = cancel;
        return this;
    }

    /** Sets the name for texts, and for the loop's thread where it gets one of its own. */
    public EventLoopBuilder name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * {@return the loop}
     *
     * @throws IllegalStateException if carried threads were demanded, here or by the property, and the flag for
     *     them is missing
     * @throws IllegalArgumentException if a system property has a value that it cannot have
     */
    public EventLoop build() {
        StaticParts.initialise();
        Backend backend = threads == null ? Backend.fromProperty() : Backend.valueOf(threads.name()).orFail();
        if (poller == null && stepOrder == null && outsideWorld == null) {
            Simulator.World world = LoopOptions.worldByDefault();
            if (world != null) {
                EventLoop loop = build(backend, world.poller(), world.stepOrder(), world.outsideWorld());
                loop.addObserver(world.observer());
                loop.setSlowCallbackDuration(null); // work on other threads is run while it is held
                return loop;
            }
        }
        return build(backend, poller != null ? poller : LoopOptions.pollerByDefault(), stepOrder,
                outsideWorld);
    }

    private EventLoop build(Backend backend, Poller poller, @Nullable StepOrder stepOrder,
            @Nullable OutsideWorld outsideWorld) {
        return new EventLoopImpl(new LoopOptions(
                name != null ? name : "asyncio4j-loop-" + COUNT.getAndIncrement(),
                poller,
                host -> TaskThreads.of(backend, host),
                taskFactory,
                debug != null ? debug : LoopOptions.debugByDefault(),
                LoopOptions.slowCallbackDurationByDefault(),
                List.copyOf(propagators),
                stepOrder,
                outsideWorld,
                cancelledByInterrupts));
    }
}
