package io.asyncio4j.cli.inspect;

import java.util.concurrent.locks.LockSupport;

/** A program that has nothing to do with the library. */
final class Bystander {

    private Bystander() {}

    public static void main(String[] args) {
        System.out.println("ready");
        while (true) {
            LockSupport.park();
        }
    }
}
