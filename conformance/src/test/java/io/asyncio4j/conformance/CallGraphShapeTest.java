package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallGraphShapeTest {

    @Test
    void framesAndNumbersAreLeftOut_andWaitersAreSorted() {
        assertThat(CallGraphShape.of("""
                * Task(name='a', id=3)
                  + Call stack:
                  |   at Main.main(Main.java:3)
                  + Awaited by:
                    * Task(name='c', id=5)
                    * Task(name='b', id=0x7f)
                      + Awaited by:
                        * Task(name='Task-17', id=6)
                """)).isEqualTo("a < (b < (Task), c)");
    }

    @Test
    void whatIsSpeltOutOnce_isThereOnEachWay() {
        assertThat(CallGraphShape.of("""
                * Promise(pending)
                  + Awaited by:
                    * Task(name='b', id=1)
                      + Awaited by:
                        * Task(name='d', id=2)
                    * Task(name='c', id=3)
                      + Awaited by:
                        * Task(name='d', id=2) (see above)
                """)).isEqualTo("future < (b < (d), c < (d))");
    }

    @Test
    void cycleEnds() {
        assertThat(CallGraphShape.of("""
                * Task(name='a', id=1)
                  + Awaited by:
                    * Task(name='b', id=2)
                      + Awaited by:
                        * Task(name='a', id=1) (see above)
                """)).isEqualTo("a < (b < (a again))");
    }

    @Test
    void nothing() {
        assertThat(CallGraphShape.of("")).isEqualTo("nothing");
    }
}
