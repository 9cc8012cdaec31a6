package io.asyncio4j.testkit.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.testkit.junit.Explored;
import io.asyncio4j.testkit.junit.Replay;
import java.time.Duration;

/** The explored test of the guide, which fails, and the one that repeats it. */
class ScheduleTests {

    // region explored
    @Explored
    void neverSellsMoreThanItHas() {
        twoBuyers();
    }

    static void twoBuyers() {
        var office = new TicketOffice(1);
        var ada = Asyncio.createTask(TaskOptions.named("ada"), () -> office.sell("Ada"));
        var bob = Asyncio.createTask(TaskOptions.named("bob"), () -> {
            Asyncio.sleep(Duration.ofMillis(20)); // comes a little later
            office.sell("Bob");
        });
        Asyncio.gather(ada, bob).await();
        assertThat(office.left()).as("tickets left").isZero();
    }
    // endregion

    static class Pinned {

        // region replay
        @Replay("target/schedules/ScheduleTests.neverSellsMoreThanItHas.schedule")
        void neverSellsMoreThanItHas_whenTheServiceIsSlow() {
            twoBuyers();
        }
        // endregion
    }
}
