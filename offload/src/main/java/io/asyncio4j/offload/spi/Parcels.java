package io.asyncio4j.offload.spi;

import io.asyncio4j.offload.NotSendableException;
import io.asyncio4j.offload.internal.parts.OffloadParts;
import io.asyncio4j.offload.internal.serial.Origin;
import io.asyncio4j.offload.internal.serial.Outcomes;
import io.asyncio4j.offload.internal.serial.Trust;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Makes bytes of calls and of what they come to, with one rule on both sides of what may be made of bytes. It is what a
 * place where calls run needs, whatever carries the bytes there: {@link #pack} here, {@link #run} there,
 * {@link Parcel#open} here again. Any thread may use it.
 *
 * <p>Trusted are the program's own classes (those of the module, jar or folder of the class that makes the call), the
 * JDK's values, collections and exceptions, and whatever the patterns add.
 */
public final class Parcels {

    private final Trust trust;

    private Parcels(Trust trust) {
        this.trust = trust;
    }

    /**
     * {@return one that trusts what {@code patterns} allow besides what it trusts anyway}
     *
     * @param patterns in the syntax of {@link java.io.ObjectInputFilter.Config#createFilter}; the first that fits a
     *     class decides, {@code !} refuses
     * @throws IllegalArgumentException if one is malformed
     */
    public static Parcels trusting(List<String> patterns) {
        OffloadParts.ensure();
        return new Parcels(new Trust(patterns));
    }

    /** {@return the patterns that it was made with} */
    public List<String> patterns() {
        return trust.patterns();
    }

    /**
     * {@return {@code call} as bytes} What it holds is sent as it is now; later changes are not seen there.
     *
     * @throws NotSendableException if something in it is not serialisable or not trusted
     */
    public Parcel pack(Callable<?> call) {
        OffloadParts.ensure();
        return Parcel.of(call, trust);
    }

    /**
     * {@return {@code value} as bytes}
     *
     * @param type whose module, jar or folder is the program's own
     * @throws NotSendableException if something in it is not serialisable or not trusted
     */
    public byte[] packValue(@Nullable Object value, Class<?> type) {
        OffloadParts.ensure();
        return Outcomes.ofValue(value, Origin.ofType(type), trust);
    }

    /**
     * {@return the value of which {@code bytes} were made}
     *
     * @param type as for {@link #packValue}; it must be one of those
     * @throws NotSendableException if it cannot be made of them
     */
    public <T> T openValue(byte[] bytes, Class<T> type) {
        OffloadParts.ensure();
        Object value = Outcomes.value(bytes, Origin.ofType(type), trust);
        if (!type.isInstance(value)) {
            throw new NotSendableException("a " + type.getName() + " was expected, and there is "
                    + (value == null ? "null" : "a " + value.getClass().getName()));
        }
        return type.cast(value);
    }

    /**
     * Makes the call of which {@code parcel} was made, on this thread, and gives its outcome as bytes. It throws
     * nothing: whatever goes wrong is an outcome.
     *
     * @param parcel the {@linkplain Parcel#bytes bytes}
     * @param loader what to load its classes with, null for those of the JDK only
     */
    public byte[] run(byte[] parcel, @Nullable ClassLoader loader) {
        return Outcomes.of(parcel, loader, trust);
    }
}
