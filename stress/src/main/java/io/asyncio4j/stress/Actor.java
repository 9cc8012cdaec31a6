package io.asyncio4j.stress;

import io.asyncio4j.VoidCoroutine;
import java.util.SplittableRandom;

/** The body of one task of a round: a few works in a row, and clean-up that must run however it ends. */
record Actor(Shared shared, SplittableRandom random, int works) implements VoidCoroutine {

    @Override
    public void run() throws Exception {
        Ledger ledger = shared.ledger;
        ledger.bodyBegins();
        try {
            for (int i = 0; i < works; i++) {
                ledger.step();
                Work.any(random, shared.helpers).run(shared, random);
                ledger.step();
            }
        } finally {
            ledger.bodyEnds();
        }
    }
}
