package io.asyncio4j.net.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Programs of others that tests talk to. */
public final class Peers {

    private Peers() {}

    /** Leaves a test out if the program {@code name} is not there, which with CI set it has to be. */
    public static void assumeInstalled(boolean installed, String name) {
        if (System.getenv("CI") != null) {
            assertThat(installed).as("%s is installed", name).isTrue();
        }
        assumeTrue(installed, name + " is not installed");
    }
}
