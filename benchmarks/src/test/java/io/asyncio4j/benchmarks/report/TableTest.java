package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final Table TABLE = new Table(
            List.of("work", "carried", "bar"),
            List.of(List.of("a switch", "175 ns", "yes"), List.of("x|y", "9.81 ns ±3%", "")));

    @Test
    void plain_isAligned_theFirstColumnOnTheLeft() {
        assertThat(TABLE.plain()).isEqualTo("""
                work          carried  bar
                --------  -----------  ---
                a switch       175 ns  yes
                x|y       9.81 ns ±3%
                """);
    }

    @Test
    void markdown_hasABarThatIsNoColumn() {
        assertThat(TABLE.markdown()).isEqualTo("""
                | work | carried | bar |
                |---|--:|--:|
                | a switch | 175 ns | yes |
                | x\\|y | 9.81 ns ±3% |  |
                """);
    }

    @Test
    void rowOfAnotherLength_isAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Table(List.of("a", "b"), List.of(List.of("1"))))
                .withMessage("a row has 1 cells, the header has 2: [1]");
    }
}
