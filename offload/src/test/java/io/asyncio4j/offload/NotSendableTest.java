package io.asyncio4j.offload;

import static io.asyncio4j.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.offload.spi.Parcels;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.opentest4j.ValueWrapper;

/** What cannot be sent is refused before it is, with a sentence that names it and the way out. */
class NotSendableTest {

    private final Parcels parcels = Parcels.trusting(List.of());
    private final String field = "of this test";

    record Config(String name, Object source) implements Serializable {}

    static final class Named implements RemoteCallable<String> {
        final Config config;

        Named(Config config) {
            this.config = config;
        }

        @Override
        public String call() {
            return config.name();
        }
    }

    private NotSendableException refused(RemoteCallable<?> call) {
        try {
            parcels.pack(call);
        } catch (NotSendableException e) {
            return e;
        }
        throw new AssertionError("it was packed");
    }

    @Test
    void aCapturedVariable_isNamed() {
        InputStream source = new ByteArrayInputStream(new byte[1]);
        long wide = 1;
        assertThat(refused(() -> source.read() + wide))
                .hasMessageMatching("cannot send the call to another process:"
                        + " 'source' of the lambda in io.asyncio4j.offload.NotSendableTest.aCapturedVariable_isNamed"
                        + " \\(NotSendableTest.java:\\d+\\) is a java.io.ByteArrayInputStream, which is not Serializable. Send"
                        + " what the call needs of it instead .*");
    }

    @Test
    void thePage_showsTheMessage() throws IOException {
        Path page = Path.of("..", "docs", "offload.md");
        try (var source = new FileInputStream(page.toFile())) {
            String message = refused(() -> source.read()).getMessage().replaceAll(
                    "\\S+\\.thePage_showsTheMessage \\(NotSendableTest\\.java:\\d+\\)",
                    "Parser.parse (Parser.java:12)");
            assertThat(Files.readString(page).replaceAll("\\s+", " ")).contains(" ``` " + message + " ``` ");
        }
    }

    @Test
    void aVariableBehindAWideOne_isNamedToo() {
        double first = 2;
        List<Object> values = new ArrayList<>(List.of("fine"));
        values.add(Thread.currentThread());
        assertThat(refused(() -> first + values.size()))
                .hasMessageContaining("'values[1]' of the lambda")
                .hasMessageContaining("Thread, which is not");
    }

    @Test
    void capturedThis_isNamed_withTheFieldsAsTheReason() {
        assertThat(refused(() -> field.length()))
                .hasMessageContaining("captures 'this', a " + NotSendableTest.class.getName())
                .hasMessageContaining("into local variables").hasMessageContaining("static");
    }

    @Test
    void aFieldDeepInside_isNamedByItsPath() {
        assertThat(refused(new Named(new Config("x", Map.of("key", new Object())))))
                .hasMessageContaining(
                        "'config.source[key]' of " + Named.class.getName() + " is a java.lang.Object")
                .hasMessageContaining("transient");
    }

    @Test
    void aMethodReferenceOfAnObject_isNamed() {
        var thread = Thread.currentThread();
        assertThat(refused(thread::getName))
                .hasMessageContaining("the method reference java.lang.Thread::getName")
                .hasMessageContaining("which is not Serializable");
    }

    @Test
    void aPlainLambda_isToldOfRemoteCallable() {
        Callable<String> plain = () -> "x";
        assertThatThrownBy(() -> parcels.pack(plain)).isInstanceOf(NotSendableException.class)
                .hasMessageContaining("Declare it as a RemoteCallable: RemoteCallable.of(() -> ...).");
    }

    @Test
    void aClassThatIsNotTrusted_isRefusedHere_andThePatternNamed() {
        Object foreign = ValueWrapper.create("serialisable, but of a library");
        assertThat(refused(() -> foreign)).hasMessageContaining(
                "org.opentest4j.ValueWrapper is neither one of the program's own classes nor a value of the JDK");
    }

    @Test
    void objectsNestedTooDeeply_areRefused() {
        Object nested = null;
        for (int i = 0; i < 100_000; i++) {
            nested = new Config("", nested);
        }
        Object deep = nested;
        assertThat(refused(() -> deep)).hasMessageContaining("nested too deeply");
    }

    @Test
    void lambdasWithinLambdas_andJdkComparators_areFine() throws Throwable {
        Comparator<String> byLength = (Comparator<String> & Serializable) (a, b) -> a.length() - b.length();
        Comparator<String> order = byLength.thenComparing(Comparator.naturalOrder());
        var parcel = parcels.pack(RemoteCallable.of(() -> order.compare("a", "b")));
        byte[] outcome = parcels.run(parcel.bytes(), getClass().getClassLoader());
        assertThat(parcel.open(outcome, "here")).isEqualTo(-1);
    }

    @Test
    void aResultThatCannotBeSent_isAnError_thatNamesWhere() {
        run(() -> {
            try (var pool = Pools.of(1)) {
                assertThatThrownBy(() -> pool.call(() -> new Config("it", new Object())))
                        .isInstanceOf(NotSendableException.class)
                        .hasMessageContaining("cannot send the result of the call")
                        .hasMessageContaining("'source' of " + Config.class.getName());
                assertThat(pool.call(() -> 1)).as("the child goes on").isEqualTo(1);
            }
        });
    }

    @Test
    void nothingIsSentAndNoProcessStarted_ifACallIsRefused() {
        run(() -> {
            try (var pool = Pools.of(1)) {
                var source = new Object();
                assertThatThrownBy(() -> pool.submit(() -> source)).isInstanceOf(NotSendableException.class);
                assertThat(pool.statistics()).returns(0L, PoolStatistics::submitted).returns(0,
                        PoolStatistics::children);
            }
        });
    }
}
