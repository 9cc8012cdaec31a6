package io.asyncio4j.testkit.internal.world;

import io.asyncio4j.Signal;
import io.asyncio4j.spi.LoopObserver.Step;
import io.asyncio4j.spi.OutsideWorld.Arrival;
import java.util.function.Consumer;

/** A signal that comes, to whoever raises it then. */
final class SignalArrival implements Arrival, Step {

    private final Signal signal;
    private final Consumer<Signal> raises;

    SignalArrival(Signal signal, Consumer<Signal> raises) {
        this.signal = signal;
        this.raises = raises;
    }

    @Override
    public void letIn() {
        raises.accept(signal);
    }

    @Override
    public Step step() {
        return this;
    }

    @Override
    public String toString() {
        return signal.name();
    }
}
