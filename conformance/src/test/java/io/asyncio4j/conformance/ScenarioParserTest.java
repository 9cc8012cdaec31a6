package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
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
        for (long seed = 0; seed < 500; seed++) {
            Scenario scenario = ScenarioGenerator.generate(seed);
            assertThat(parse(ScenarioWriter.write(scenario)).getFirst().toJson())
                    .isEqualTo(scenario.toJson());
            assertThat(ScenarioGenerator.generate(seed).toJson()).isEqualTo(scenario.toJson());
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
                    """)
    void mistake_isToldWithItsLine(String statements, String message) {
        String source =
                "scenario s\n" + ("    " + statements).replace("; +", ";         ").replace(";", "\n    ")
                        .replace("\n     ", "\n    ").replaceAll("\n {9,}", "\n        ");
        assertThatExceptionOfType(ScenarioException.class).isThrownBy(() -> parse(source))
                .withMessageStartingWith("file.scn:" + message);
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
