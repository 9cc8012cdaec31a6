package io.asyncio4j.testkit.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.testkit.junit.Simulated;
import java.time.Duration;

/** The simulated test of the guide, which fails. */
class SeedTests {

    // region seeds
    @Simulated
    void neverSellsMoreThanItHas() {
        var office = new TicketOffice(1);
        Task<?> ada = Asyncio.createTask(TaskOptions.named("ada"), () -> office.sell("Ada"));
        Asyncio.sleep(Duration.ofMillis(20));
        Task<?> bob = Asyncio.createTask(TaskOptions.named("bob"), () -> office.sell("Bob"));
        Asyncio.gather(ada, bob).await();
        assertThat(office.left()).as("tickets left").isZero();
    }
    // endregion
}
