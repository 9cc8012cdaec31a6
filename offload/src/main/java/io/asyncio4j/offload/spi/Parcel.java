package io.asyncio4j.offload.spi;

import io.asyncio4j.offload.internal.serial.Failures;
import io.asyncio4j.offload.internal.serial.Origin;
import io.asyncio4j.offload.internal.serial.Outcomes;
import io.asyncio4j.offload.internal.serial.Trust;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A call as bytes, and what is needed to read its outcome. See {@link Parcels}. */
public final class Parcel {

    private final byte[] bytes;
    private final Origin origin;
    private final Trust trust;
    private final Throwable madeAt = new Throwable();

    private Parcel(byte[] bytes, Origin origin, Trust trust) {
        this.bytes = bytes;
        this.origin = origin;
        this.trust = trust;
    }

    static Parcel of(Callable<?> call, Trust trust) {
        Origin origin = Origin.of(call);
        return new Parcel(Outcomes.ofCall(call, origin, trust), origin, trust);
    }

    /** {@return the bytes to send}, not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** {@return what loads the classes of the program that made the call}, null for those of the JDK. */
    public @Nullable ClassLoader loader() {
        return origin.loader();
    }

    /**
     * {@return the result that {@code outcome} holds}
     *
     * @param outcome what {@link Parcels#run} gave
     * @param place where the call ran, in words, as in {@code "pool-1/2 (process 4711)"}
     * @throws Throwable what the call threw, with the stack of who packed it and a
     *     {@link io.asyncio4j.offload.RemoteStack}
     */
    public @Nullable Object open(byte[] outcome, String place) throws Throwable {
        return Outcomes.open(outcome, origin, trust, madeAt, place);
    }

    /** {@return {@code failure}, with the stack of who packed this call} It is for a failure of the way there. */
    public <E extends Throwable> E blamed(E failure) {
        failure.setStackTrace(Failures.stackOf(madeAt));
        return failure;
    }
}
