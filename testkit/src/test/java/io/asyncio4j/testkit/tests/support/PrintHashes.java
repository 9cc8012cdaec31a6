package io.asyncio4j.testkit.tests.support;

import io.asyncio4j.testkit.Simulation;

/** Prints the hash of the traces of as many seeds as its argument says; the main class of another JVM. */
public final class PrintHashes {

    private PrintHashes() {}

    public static void main(String[] args) {
        System.out.println("hash " + hash(Integer.parseInt(args[0])));
    }

    public static String hash(int seeds) {
        return new Simulation().seeds(seeds).start(Programs::ofEachKind).hash();
    }
}
