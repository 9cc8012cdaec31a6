package io.asyncio4j.spi;

/**
 * Makes simulations of loops that are not made by a test: a service, looked for when the system property
 * {@code asyncio4j.simulate} is set. The test kit has one.
 */
public interface Simulator {

    /** What takes the place of chance for one loop. */
    interface World {

        /** {@return its clock} */
        Poller poller();

        /** {@return who decides when other threads' results arrive} */
        OutsideWorld outsideWorld();

        /** {@return who decides who goes next} */
        StepOrder stepOrder();

        /** {@return who is to be told what the loop does} */
        LoopObserver observer();
    }

    /**
     * {@return the world of the next loop}
     *
     * @param seed what the system property says
     * @throws IllegalArgumentException if that is no seed
     */
    World nextWorld(String seed);
}
