package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The REPL, fed as from a pipe. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplTest {
    private final Printed out = new Printed();
    private RunCommand.Threads threads;

    @Test
    void expressionMayAwait() throws Exception {
        assertThat(enter("""
                sleep(Duration.ofMillis(10), 42)
                gather(() -> sleep(Duration.ofMillis(10), "a"), () -> "b").await()
                int twice(int x) { sleep(Duration.ofMillis(10)); return 2 * x; }
                twice(21)
                """)).isZero();

        assertThat(output()).isEqualTo("""
                $1 ==> 42
                $2 ==> [a, b]
                $4 ==> 42
                """);
    }

    @Test
    void taskGoesOnAcrossSnippets() throws Exception {
        enter("""
                var log = new ArrayList<String>();
                Promise<Integer> gate = EventLoop.running().createFuture();
                var task = createTask(() -> { log.add("waits"); log.add("got " + gate.await()); return 7; });
                sleep(Duration.ZERO)
                log
                task.done()
                gate.setResult(1)
                task.await()
                log
                """);

        assertThat(output()).isEqualTo("""
                log ==> [waits]
                $6 ==> false
                $8 ==> 7
                log ==> [waits, got 1]
                """);
    }

    // jshell cannot write the type of such a variable where it sees the annotation in Task<@Nullable Void>
    @Test
    void taskWithoutResult_canBeKeptInAVariable() throws Exception {
        enter("""
                var task = createTask(() -> sleep(Duration.ofMillis(1)))
                task.await()
                task
                """);

        assertThat(output()).startsWith("$2 ==> null\ntask ==> <Task finished name='Task-");
    }

    // jshell's own names for it have dollar signs and counters
    @Test
    void lambda_hasANameToRead() throws Exception {
        enter("""
                var task = createTask(() -> sleep(Duration.ofHours(1)))
                sleep(Duration.ZERO)
                task
                class Job { Task<?> start() { return createTask(() -> sleep(Duration.ofHours(1))); } }
                new Job().start()
                io.asyncio4j.inspect.LoopSnapshot.of(EventLoop.running()).tree()
                """);

        assertThat(output()).contains("task ==> <Task pending name='Task-")
                .contains(" coro=<snippet.<lambda>() running at snippet> ")
                .contains(" coro=<Job.<lambda>()>").contains("Job.start.<lambda>(snippet)")
                .contains("snippet.<lambda>(snippet)")
                .doesNotContain("JShell", "do_it");
    }

    @Test
    void namesThatTheJdkHasToo_areTheLibrarys() throws Exception {
        enter("""
                Future<Integer> future = createTask(() -> 1)
                var queue = new Queue<String>()
                new Semaphore(2).acquire()
                queue.putNowait("x")
                queue
                future.await()
                """);

        assertThat(output()).contains("queue ==> <Queue ").contains(" ==> 1\n").doesNotContain("rror");
    }

    @Test
    void exception_isShownAsJshellShowsIt_andTheSessionGoesOn() throws Exception {
        int status = enter("""
                throw new java.io.IOException("oops")
                int bad() { throw new IllegalStateException("in bad"); }
                createTask(() -> bad()).await()
                var task = createTask(() -> sleep(Duration.ofHours(1)))
                task.cancel("enough")
                task.await()
                throw new LoopExit("not this loop")
                1 + 1
                """);

        assertThat(status).isZero();
        assertThat(output())
                .startsWith("""
                        |  Exception java.io.IOException: oops
                        |        at (#1:1)
                        |  Exception java.lang.IllegalStateException: in bad
                        |        at bad (#2:1)
                        """)
                .contains("|  Exception io.asyncio4j.CancelledError: enough\n")
                .contains("|  Exception io.asyncio4j.LoopExit: not this loop\n")
                .endsWith(" ==> 2\n")
                .doesNotContain("LoopExecution", "ReplLoop");
    }

    @Test
    void snippetsShareOneContext() throws Exception {
        enter("""
                var user = ContextVar.<String>of("user")
                var token = user.set("Ada")
                user.get()
                createTask(() -> { user.set("Bob"); }).await()
                user.get()
                """);

        assertThat(output()).isEqualTo("""
                $3 ==> "Ada"
                $4 ==> null
                $5 ==> "Ada"
                """);
    }

    @Test
    void exit_cancelsWhatIsLeft_andGivesItsStatus() throws Exception {
        int status = enter("""
                var task = createTask(() -> {
                    try {
                        sleep(Duration.ofHours(1));
                    } finally {
                        IO.println("cleaned up");
                    }
                });
                sleep(Duration.ZERO)
                allTasks().size()
                /exit 3
                IO.println("never entered")
                """);

        assertThat(status).isEqualTo(3);
        assertThat(output()).isEqualTo("""
                $3 ==> 2
                cleaned up
                """);
    }

    @Test
    void inputAndOutput_areTheTools_andOnlyMeanwhile() throws Exception {
        var outBefore = System.out;
        var inBefore = System.in;

        enter("""
                IO.println("say " + IO.readln())
                hello there
                toThread(() -> IO.readln())
                and again
                IO.print("the last line does not end\\n")""");

        assertThat(output()).isEqualTo("""
                say hello there
                $2 ==> "and again"
                the last line does not end
                """);
        assertThat(System.out).isSameAs(outBefore);
        assertThat(System.in).isSameAs(inBefore);
    }

    @Test
    void ctrlC_cancelsTheSnippet_evenOneThatDoesNotAwait() throws Exception {
        var keys = new PipedOutputStream();
        var in = new PipedInputStream(keys);
        var status = CompletableFuture.supplyAsync(() -> start(in));

        type(keys, """
                try { IO.println("waits"); sleep(Duration.ofHours(1)); } finally { IO.println("cleaned up"); }
                """);
        untilPrinted("waits");
        type(keys, "\3");
        untilPrinted("cleaned up");

        type(keys, """
                { IO.println("spins"); while (true) {} }
                """);
        untilPrinted("spins");
        type(keys, "\3");

        type(keys, "40 + 2\n");
        untilPrinted(" ==> 42");
        keys.close();

        assertThat(status.get()).isZero();
        assertThat(output()).doesNotContain("Exception");
    }

    @Test
    void threads_canBeChosen() throws Exception {
        String snippet = "Thread.currentThread().toString().contains(\"ForkJoinPool\")\n";

        threads = RunCommand.Threads.portable;
        enter(snippet);
        threads = RunCommand.Threads.carried;
        enter(snippet);

        assertThat(output()).isEqualTo("""
                $1 ==> true
                $1 ==> false
                """);
    }

    private int enter(String text) {
        return start(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private int start(InputStream in) {
        try {
            return Repl.reading(in, new PrintStream(out, true, StandardCharsets.UTF_8)).start(threads);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void type(OutputStream keys, String text) throws Exception {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private void untilPrinted(String text) throws InterruptedException {
        out.await(text);
    }

    /** What was printed, for which one can wait. */
    private static final class Printed extends ByteArrayOutputStream {

        @Override
        public synchronized void write(int b) {
            super.write(b);
            notifyAll();
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            notifyAll();
        }

        synchronized void await(String text) throws InterruptedException {
            while (!toString(StandardCharsets.UTF_8).replace("\r", "").contains(text)) {
                wait();
            }
        }
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8).replace("\r", "");
    }
}
