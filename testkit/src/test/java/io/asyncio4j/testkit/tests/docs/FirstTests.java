package io.asyncio4j.testkit.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.junit.AsyncTest;

/** The first tests of the guide. The second one fails, which is what it shows. */
class FirstTests {

    // region first
    @AsyncTest
    void sellsUntilNoneIsLeft() {
        var office = new TicketOffice(1);
        assertThat(office.sell("Ada")).isTrue();
        assertThat(office.sell("Bob")).isFalse();
    }
    // endregion

    // region leak
    @AsyncTest
    void reports(TestLoop test) {
        var office = new TicketOffice(1);
        Asyncio.createTask(TaskOptions.named("report"), office::reportEveryMinute);
        test.settle();
    }
    // endregion
}
