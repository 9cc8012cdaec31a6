package io.asyncio4j.testkit.tests.docs;

import io.asyncio4j.Asyncio;
import java.time.Duration;

/** Sells tickets, and asks a slow service whether the buyer may have one. It is what the tests of the guide test. */
final class TicketOffice {

    // region office
    private int left;

    TicketOffice(int tickets) {
        left = tickets;
    }

    boolean sell(String buyer) {
        if (left == 0) {
            return false;
        }
        boolean welcome = Asyncio.toThread(() -> !buyer.isBlank()); // asks the service
        if (welcome) {
            left--;
        }
        return welcome;
    }
    // endregion

    int left() {
        return left;
    }

    void reportEveryMinute() {
        while (true) {
            Asyncio.sleep(Duration.ofMinutes(1));
        }
    }
}
