package io.asyncio4j.offload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.offload.spi.Parcels;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.ValueWrapper;

/** Which classes are made of bytes from another process: few, on both sides. */
class TrustTest {

    private final Parcels parcels = Parcels.trusting(List.of());
    private final ClassLoader loader = getClass().getClassLoader();

    enum Own {
        ONE,
        TWO
    }

    @SuppressWarnings("ArrayRecordComponent")
    record OwnRecord(Own[] values, int[][] numbers) implements Serializable {}

    static List<Object> values() {
        return List.of(1, 2L, 'c', true, 1.5, "text", new BigDecimal("1.5"), Duration.ofSeconds(1),
                Instant.EPOCH,
                LocalDate.EPOCH, ZonedDateTime.parse("2026-01-01T00:00:00Z[Europe/Berlin]"),
                UUID.randomUUID(), Locale.US,
                URI.create("a:b"), new BitSet(), List.of(1), Set.of(2), Map.of(3, 4),
                new ArrayList<>(List.of("x")),
                new TreeMap<>(Map.of("a", 1)), new ConcurrentHashMap<>(Map.of(1, 2)), EnumSet.of(Own.ONE),
                new EnumMap<>(Map.of(TimeUnit.DAYS, 1)), new OwnRecord(Own.values(), new int[][] {{1}}),
                new String[] {"a"}, new byte[3], new NoSuchFileException("f"),
                new ExceptionGroup("both", List.of(new IOException("one"))), Own.TWO);
    }

    @ParameterizedTest
    @MethodSource("values")
    void ownClassesAndValuesOfTheJdk_pass(Object value) throws Throwable {
        var parcel = parcels.pack(RemoteCallable.of(() -> value));
        Object back = parcel.open(parcels.run(parcel.bytes(), loader), "here");
        assertThat(back).hasSameClassAs(value).hasToString(
                value.getClass().isArray() || value instanceof OwnRecord ? back.toString()
                        : value.toString());
    }

    @Test
    void othersOfTheJdk_doNot() throws Exception {
        var url = URI.create("file:/x").toURL();
        assertThatThrownBy(() -> parcels.pack(RemoteCallable.of(() -> url)))
                .isInstanceOf(NotSendableException.class)
                .hasMessageContaining("java.net.URL is neither")
                .hasMessageContaining("trust(\"java.net.URL\")");
        Parcels trusting = Parcels.trusting(List.of("java.net.URL"));
        trusting.pack(RemoteCallable.of(() -> url));
    }

    @Test
    void aPatternMayRefuse_andTheFirstThatFitsDecides() {
        Parcels strict = Parcels.trusting(List.of("!java.util.UUID", "java.util.*"));
        var id = UUID.randomUUID();
        assertThatThrownBy(() -> strict.pack(RemoteCallable.of(() -> id)))
                .isInstanceOf(NotSendableException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> ProcessPool.builder().trust("maxdepth=many"));
    }

    /** What somebody could write who has got hold of the connection, and does not go by the rules on his side. */
    @Test
    void theOtherSideRefusesAsWell() throws Throwable {
        var bytes = new ByteArrayOutputStream();
        new DataOutputStream(bytes).writeUTF(TrustTest.class.getName());
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Bomb(ValueWrapper.create("of a library")));
        }
        var parcel = parcels.pack(RemoteCallable.of(() -> 1));
        byte[] outcome = parcels.run(bytes.toByteArray(), loader);
        assertThatThrownBy(() -> parcel.open(outcome, "there")).isInstanceOf(NotSendableException.class)
                .hasMessageContaining("could not be made of its bytes")
                .hasMessageContaining("trust(\"org.opentest4j.ValueWrapper\")");
    }

    @Test
    void whatAPatternLimits_isRefusedToo() throws Throwable {
        var large = new byte[2000];
        Parcels limited = Parcels.trusting(List.of("maxarray=1000"));
        var parcel = limited.pack(RemoteCallable.of(() -> large));
        assertThatThrownBy(() -> parcel.open(limited.run(parcel.bytes(), loader), "there"))
                .isInstanceOf(NotSendableException.class).hasMessageContaining("REJECTED");
    }

    /** A call of the program's own that holds what is not. */
    record Bomb(Object held) implements RemoteCallable<Object> {
        @Override
        public Object call() {
            return held;
        }
    }
}
