package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.ChildJvm.FLAG;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.tests.support.ChildJvm;
import io.asyncio4j.tests.support.DoctoredJdk;
import java.lang.classfile.CodeBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * JVA-01: a JDK whose private parts are not as the carried backend needs them, as a later one's may be. The first loop
 * finds out and says in a line what it is, and everything works on portable threads.
 */
class ChangedJdkTest {

    private static final String FACTORY =
            "(Ljava/util/concurrent/Executor;Ljava/lang/String;ILjava/lang/Runnable;)";

    /** Uses all that takes threads, twice; then asks for carried threads. */
    static final class UsesThreads {
        private UsesThreads() {}

        private static String backendOfTheCurrentTask() {
            return Arrays.stream(Thread.currentThread().getStackTrace())
                    .map(StackTraceElement::getClassName)
                    .map(name -> name.substring(name.lastIndexOf('.') + 1))
                    .filter(name -> name.equals("CarriedThread") || name.equals("PortableThread"))
                    .findFirst()
                    .orElse("unknown");
        }

        static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                System.out.println(Asyncio.run(() -> {
                    var task = createTask(() -> sleep(ms(1), backendOfTheCurrentTask()));
                    return task.await() + " " + blocking(() -> "blocking") + " " + toThread(() -> "toThread");
                }));
            }
            try {
                EventLoop.builder().threads(Threads.CARRIED).build().close();
                System.out.println("carried");
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    /** The same from a virtual thread, on which nothing can be carried. */
    static final class UsesThreadsFromAVirtualOne {
        private UsesThreadsFromAVirtualOne() {}

        static void main(String[] args) throws InterruptedException {
            Thread.ofVirtual().start(() -> UsesThreads.main(args)).join();
        }
    }

    private static UnaryOperator<String> exactly(String name, String changed) {
        return text -> text.equals(name) ? changed : text;
    }

    // JUnit closes each when its test is over
    static Stream<Arguments> changes() {
        List<String> threads = List.of("java/lang/Thread.", "java/lang/Thread$", "java/lang/ThreadBuilders");
        return Stream.of(
                change("a field has another name",
                        DoctoredJdk.renaming(List.of("java/lang/Thread.class"),
                                exactly("uncaughtExceptionHandler", "lastResort")),
                        "it has no field uncaughtExceptionHandler of type"
                                + " java.lang.Thread$UncaughtExceptionHandler in java.lang.Thread"),
                change("a method has another type",
                        DoctoredJdk.renaming(threads,
                                exactly(FACTORY + "Ljava/lang/Thread;",
                                        FACTORY + "Ljava/lang/BaseVirtualThread;")),
                        "it has no static method newVirtualThread(Executor,String,int,Runnable)Thread"
                                + " in java.lang.ThreadBuilders"),
                change("a method has another name",
                        DoctoredJdk.renaming(List.of("java/lang/VirtualThread."),
                                exactly("defaultScheduler", "theScheduler")),
                        "it has no static method defaultScheduler() in java.lang.VirtualThread"),
                change("a class has another name",
                        DoctoredJdk.renaming(List.of("java/lang/"), // the JVM itself knows the one in it
                                text -> text.replaceAll("java/lang/ThreadBuilders(?!\\$BoundVirtualThread)",
                                        "java/lang/ThreadMakers")),
                        "it has no class java.lang.ThreadBuilders"),
                change("there is no scheduler to ask for",
                        DoctoredJdk.changing("java/lang/VirtualThread", "defaultScheduler",
                                code -> code.aconst_null().areturn(), false),
                        "java.lang.VirtualThread.defaultScheduler() gives no Executor but null"),
                change("a scheduler of one's own is ignored",
                        DoctoredJdk.changing("java/lang/ThreadBuilders", "newVirtualThread",
                                code -> code.aconst_null().astore(0), true),
                        "a virtual thread does not give its scheduler what it is to run"),
                change("a yield does nothing",
                        DoctoredJdk.changing("java/lang/VirtualThread", "tryYield", CodeBuilder::return_,
                                false),
                        "a virtual thread does not run where its scheduler runs it, up to Thread.yield()"));
    }

    private static Arguments change(String what, DoctoredJdk jdk, String lacking) {
        return Arguments.argumentSet(what, jdk, lacking);
    }

    // JVA-01
    @ParameterizedTest
    @MethodSource("changes")
    void whatHasChanged_isSaidInALine_andAllWorksOnPortableThreads(DoctoredJdk jdk, String lacking) {
        assertFallsBack(ChildJvm.run(UsesThreads.class, FLAG, jdk.flag()), lacking);
    }

    // JVA-01
    @Test
    void whatHasChanged_isFoundOutOnAVirtualThread_too() {
        try (var jdk =
                DoctoredJdk.changing("java/lang/VirtualThread", "tryYield", CodeBuilder::return_, false)) {
            assertFallsBack(ChildJvm.run(UsesThreadsFromAVirtualOne.class, FLAG, jdk.flag()),
                    "a virtual thread does not run where its scheduler runs it, up to Thread.yield()");
        }
        assertThat(ChildJvm.run(UsesThreadsFromAVirtualOne.class, FLAG).lines()).containsExactly(
                "CarriedThread blocking toThread", "CarriedThread blocking toThread", "carried");
    }

    private static void assertFallsBack(ChildJvm.Output output, String lacking) {
        String said = "JDK " + Runtime.version() + " is not as that needs it: " + lacking;
        assertThat(output.lines()).filteredOn(line -> !line.contains("$Fastest")) // the logger's line: where, and when
                .containsExactly(
                        "WARNING: tasks run on the portable thread backend, not on the faster one, for "
                                + said,
                        "PortableThread blocking toThread", "PortableThread blocking toThread",
                        "the carried thread backend was asked for, but " + said
                                + "; leave asyncio4j.threads out to use the portable backend");
        assertThat(output.exitCode()).isZero();
    }

    // JVA-01
    @Test
    void withoutTheFlag_nothingIsKnownOfTheJdk_andTheLineNamesTheFlag() {
        try (var jdk = DoctoredJdk.renaming(List.of("java/lang/Thread.class"),
                exactly("uncaughtExceptionHandler", "lastResort"))) {
            assertThat(ChildJvm.run(UsesThreads.class, jdk.flag()).lines())
                    .filteredOn(line -> line.startsWith("INFO:")).singleElement().asString()
                    .contains("--add-opens java.base/java.lang=ALL-UNNAMED");
        }
    }
}
