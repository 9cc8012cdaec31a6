package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioParserTest {

    private static List<Scenario> parse(String source) throws ScenarioException {
        return ScenarioParser.parse("file.scn", source);
    }

    @Test
    void scenario_isRead() throws Exception {
        var scenarios = parse("""
                # a comment
                scenario some/name
                covers CAN-07 TSK-03
                needs 3.14
                about What happens.
                    spawn a eager
                        sleep 1

                    try
                        await a
                    except Cancelled
                        log it was cancelled
                    finally
                        wait a timeout 3 until first-completed
                scenario other
                    sleep 0
                """);
        assertThat(scenarios).extracting(Scenario::name).containsExactly("some/name", "other");
        Scenario first = scenarios.getFirst();
        assertThat(first.covers()).containsExactly("CAN-07", "TSK-03");
        assertThat(first.needs()).isEqualTo("3.14");
        assertThat(first.about()).isEqualTo("What happens.");
        assertThat(first.body()).extracting(Statement::op).containsExactly("spawn", "try");
        assertThat(first.body().getFirst().arguments()).containsEntry("var", "a").containsEntry("start",
                "eager");
        Statement tried = first.body().getLast();
        assertThat(tried.handlers()).singleElement().extracting(Statement.Clause::kind)
                .isEqualTo("Cancelled");
        assertThat(tried.last()).singleElement().satisfies(wait -> {
            assertThat(wait.names("of")).containsExactly("a");
            assertThat(wait.number("ms", 0)).isEqualTo(3);
            assertThat(wait.string("until")).isEqualTo("first-completed");
        });
    }

    @Test
    void whatIsWritten_isReadAsTheSame() throws Exception {
        for (Scenario scenario : Library.read(Folders.MODULE).scenarios()) {
            Scenario again = parse(ScenarioWriter.write(scenario)).getFirst();
            assertThat(again.toJson()).isEqualTo(scenario.toJson());
            assertThat(again.covers()).isEqualTo(scenario.covers());
        }
    }

    @Test
    void randomScenarios_areValid_andAlwaysTheSame() throws Exception {
        for (LongFunction<Scenario> generator : List.<LongFunction<Scenario>>of(ScenarioGenerator::generate,
                ScenarioGenerator::generateOnNetwork, ScenarioGenerator::generateWithProcesses)) {
            for (long seed = 0; seed < 500; seed++) {
                Scenario scenario = generator.apply(seed);
                assertThat(parse(ScenarioWriter.write(scenario)).getFirst().toJson())
                        .isEqualTo(scenario.toJson());
                assertThat(generator.apply(seed).toJson()).isEqualTo(scenario.toJson());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    sleep fast              | 2: `fast` does not fit here: sleep int:ms
                    sleep                   | 2: `sleep` needs more: sleep int:ms
                    snooze 3                | 2: there is no statement `snooze`
                    await nobody            | 2: nothing is called nobody
                    lock l; await l         | 3: l is a lock; `await` takes task or coro or plain or future or aggregate
                    lock l; future l        | 3: l is a lock elsewhere, and a future here
                    future Upper            | 2: `Upper` is no name; names are small letters and digits
                    soon; +sleep 1          | 3: `sleep` may wait, and a callback must not
                    reraise                 | 2: `reraise` stands in an `except` only
                    break                   | 2: `break` stands in a `for` only
                    yield x                 | 2: `yield` stands in a `generator` only
                    try; +sleep 1           | 2: `try` needs an `except`, an `except*` or a `finally`
                    try; +sleep 1; except Nothing | 4: `except` needs one of Error, Other
                    try; +sleep 1; except* Timeout; +sleep 1 | 2: `except*` takes Error, Other or Base
                    log a; +log b           | 3: `log` takes no block below it
                    race; +sleep 1          | 3: `contestant` stands right below a `race`
                    soon; +uncancel         | 3: `uncancel` without a name is about the current task
                    loop l                  | 2: `loop` stands outside of a loop or on a `thread` only
                    thread 1; +sleep 1      | 3: `sleep` is not for another thread; hand it in with `threadsafe`
                    future f; thread; +cancel f | 4: `cancel` is not for another thread
                    submit j; +sleep 1      | 2: `submit` stands on a `thread`, or names another loop
                    thread; +close          | 3: `close` names something outside of a loop, and nothing within
                    """)
    void mistake_isToldWithItsLine(String statements, String message) {
        assertThatExceptionOfType(ScenarioException.class)
                .isThrownBy(() -> parse("scenario s\n" + lines(statements)))
                .withMessageStartingWith("file.scn:" + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    sleep 1                 | 3: `sleep` needs a loop; put it below an `on`, or into what a loop runs
                    thread 5; +log x        | 3: `thread` with a time needs the time of a loop
                    await main              | 3: nothing is called main
                    close                   | 3: `close` names something outside of a loop
                    runner r; run r; +close r | 5: `close` names something outside of a loop, and nothing within
                    loop l; on l; +sleep 1  | 5: `sleep` may wait, and a callback must not
                    """)
    void mistakeOutside_isToldWithItsLine(String statements, String message) {
        assertThatExceptionOfType(ScenarioException.class)
                .isThrownBy(() -> parse("scenario s\noutside\n" + lines(statements)))
                .withMessageStartingWith("file.scn:" + message);
    }

    // "; " parts lines, each "+" is a level
    private static String lines(String statements) {
        return Arrays.stream(statements.split("; ")).map(line -> {
            int depth = line.length() - line.replaceFirst("^\\++", "").length();
            return "    ".repeat(depth + 1) + line.substring(depth) + "\n";
        }).collect(Collectors.joining());
    }

    @Test
    void knownDifference_isReadWithItsVersion() throws Exception {
        Scenario scenario = parse("""
                scenario s
                outside
                differs 3.14 it does something else
                differs 3.15.0rc1 it does a third thing
                    log x
                """).getFirst();
        assertThat(scenario.outside()).isTrue();
        assertThat(scenario.knownDifference("3.14.2")).isEqualTo("it does something else");
        assertThat(scenario.knownDifference("3.15.0rc1")).isEqualTo("it does a third thing");
        assertThat(scenario.knownDifference("3.13.0")).isNull();
        assertThat(scenario.knownDifference("3.15.0")).isNull();
        assertThat(parse("scenario s\ndiffers always so\n    log x\n").getFirst().knownDifference("3.13.0"))
                .isEqualTo("so");
        assertThatExceptionOfType(ScenarioException.class)
                .isThrownBy(() -> parse("scenario s\ndiffers never because\n    log x\n"))
                .withMessageStartingWith(
                        "file.scn:2: expected `differs 3.N REASON` or `differs always REASON`");
    }

    @Test
    void brokenFile_isToldWithItsLine() {
        assertThatExceptionOfType(ScenarioException.class).isThrownBy(() -> parse("sleep 1\n"))
                .withMessageContaining("file.scn:1: expected `scenario NAME`");
        assertThatExceptionOfType(ScenarioException.class).isThrownBy(() -> parse("scenario s\n"))
                .withMessageContaining("file.scn:1: s has no statements");
        assertThatExceptionOfType(ScenarioException.class).isThrownBy(() -> parse("scenario s\n   sleep 1\n"))
                .withMessageContaining("file.scn:2: indent with 4 blanks");
        assertThatExceptionOfType(ScenarioException.class).isThrownBy(() -> parse("scenario s\nneeds 2.7\n"))
                .withMessageContaining("file.scn:2: expected `needs 3.N`");
        assertThatExceptionOfType(ScenarioException.class)
                .isThrownBy(() -> parse("scenario s\n    sleep 1\n            sleep 2\n"))
                .withMessageContaining("file.scn:3: ");
    }
}
