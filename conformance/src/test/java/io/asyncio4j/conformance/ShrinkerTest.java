package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShrinkerTest {

    @Test
    void everythingThatDoesNotMatter_isLeftOut() throws Exception {
        Scenario scenario = ScenarioParser.parse("file", """
                scenario s
                    future f
                    lock l
                    spawn a
                        sleep 1
                        try
                            with l
                                repeat 2
                                    log here it is
                                    sleep 3
                        except Cancelled
                            sleep 3
                        finally
                            sleep 4
                    cancel a
                    await a
                """).getFirst();
        Scenario smallest =
                Shrinker.shrink(scenario,
                        smaller -> ScenarioWriter.write(smaller).contains("log here it is"));
        assertThat(ScenarioWriter.write(smallest)).isEqualTo("""
                scenario s
                    spawn a
                        log here it is
                """);
    }
}
