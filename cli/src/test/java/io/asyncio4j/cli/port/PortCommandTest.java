package io.asyncio4j.cli.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.asyncio4j.cli.MainLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What drafts look like. That those of the guide's programs print the same is tested with the guide. */
class PortCommandTest {
    private static String python;

    @TempDir private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void findPython() {
        python = PythonSyntax.find();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    await asyncio.sleep(1)                          | sleep(Duration.ofSeconds(1));
                    await asyncio.sleep(0.25)                       | sleep(Duration.ofMillis(250));
                    await asyncio.sleep(n)                          | sleep(seconds(n));
                    x = await f(1)                                  | var x = f(1);
                    t = asyncio.create_task(f(1), name="t")         | var t = createTask(TaskOptions.named("t"), () -> f(1));
                    x = await asyncio.gather(f(1), f(2))            | var x = gather(() -> f(1), () -> f(2)).await();
                    x = await asyncio.wait_for(f(1), timeout=2)     | var x = waitFor(() -> f(1), Duration.ofSeconds(2));
                    x = await asyncio.to_thread(g, 3)               | var x = toThread(() -> g(3));
                    x = await asyncio.shield(f(1))                  | var x = shield(() -> f(1)).await();
                    x = [i * i for i in range(n) if i % 2 == 0]     | var x = range(n).stream().filter(i -> Math.floorMod(i, 2) == 0).map(i -> i * i).toList();
                    print("a", n, sep="-")                          | // port:     print("a", n, sep="-")
                    print(f"{n:.2f} and {n}")                       | IO.println("%.2f".formatted((double) n) + " and " + n);
                    if n and not n > 3: pass                        | if (n != 0 && !(n > 3)) {
                    x = "a" if n == 1 else "b"                      | var x = (n == 1 ? "a" : "b");
                    assert n in [1, 2]                              | assert (new ArrayList<>(List.of(1, 2))).contains(n);
                    raise ValueError("no")                          | throw new IllegalArgumentException("no");
                    lock = asyncio.Lock()                           | var lock = new Lock();
                    x = n[1:2]                                      | // port:     x = n[1:2]
                    """)
    void aStatement(String statement, String java) throws Exception {
        var draft = draft("""
                import asyncio

                async def f(x: int) -> int:
                    return x

                def g(x: int) -> int:
                    return x

                async def statement(n: int):
                    %s

                asyncio.run(statement(3))
                """.formatted(statement));
        assertThat(draft.stream().map(String::strip)).contains(java);
    }

    @Test
    void whatFollowsFromALineThatIsLeft_isLeft_too() throws Exception {
        var draft = draft("""
                import asyncio, json

                async def main():
                    data = json.loads("{}")
                    print(data)
                    print("end")

                asyncio.run(main())
                """);
        assertThat(draft.stream().filter(line -> line.contains("port:  "))).containsExactly(
                "    // port:     data = json.loads(\"{}\")", "    // port:     print(data)");
        assertThat(draft).contains("    IO.println(\"end\");");
    }

    @Test
    void aMethodWhoseResultIsLeft_throws() throws Exception {
        assertThat(draft("""
                def parse(text: str) -> int:
                    return complicated(text)
                """)).containsSubsequence(
                "static int parse(String text) throws Exception {",
                "    // port:     return complicated(text)",
                "    throw new UnsupportedOperationException(\"not ported yet, line 1\");",
                "}");
    }

    @Test
    void textThatLooksLikeJavasEscapes_doesNoHarm() throws Exception {
        assertThat(draft("x = f('\\\\u00zz')\nprint('a\\\\u0041\\\"b')\n"))
                .anyMatch(line -> line.startsWith("    // port: x"));
    }

    @Test
    void output_goesToAFile_namedAfterTheProgram() throws Exception {
        assumeThat(python).isNotNull();
        var file = Files.writeString(dir.resolve("rate_limiter.py"), "print('hello')\n");

        assertThat(execute("port", "-o", "-", file.toString())).isZero();

        assertThat(dir.resolve("RateLimiterProgram.java")).content().contains("IO.println(\"hello\");");
        assertThat(err.toString())
                .contains("RateLimiterProgram.java: 0 lines of Python are left as comments");
        assertThat(execute("port", "-o", "-", file.toString())).as("it is there already").isEqualTo(2);
        assertThat(execute("port", file.toString())).isZero();
        assertThat(out.toString()).contains("IO.println(\"hello\");");
    }

    @Test
    void whatIsNoProgram_isSaid() throws Exception {
        assumeThat(python).isNotNull();
        assertThat(execute("port", dir.resolve("none.py").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("no such file");
        var file = Files.writeString(dir.resolve("bad.py"), "x = 1\ndef f(:\n");
        assertThat(execute("port", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("bad.py is not a program that Python reads: line 2");
    }

    private static List<String> draft(String source) throws Exception {
        assumeThat(python).as("a Python on the PATH").isNotNull();
        var draft = PortCommand.draft(python, "program.py", source);
        assertThat(new DraftCompiler("Program.java", List.of()).errors(String.join("\n", draft))).isEmpty();
        return draft;
    }

    private int execute(String... arguments) {
        return MainLine.of(new PrintWriter(out, true), new PrintWriter(err, true)).execute(arguments);
    }
}
