// A program with one of three troubles, to be found on the monitor's page: tasks that wait for each other, a task that
// starves, or one that holds the loop. The argument says which: deadlock, starving or slow.
//
//     ./asyncio4j run examples/Troubled.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Lock;

final Lock savings = new Lock().named("savings");
final Lock current = new Lock().named("current");

void transfer(Lock from, Lock to) {
    try (var _ = from.acquire()) {
        sleep(Duration.ofMillis(10)); // asks the bank
        try (var _ = to.acquire()) {
            IO.println("transferred");
        }
    }
}

void pay() {
    try (var _ = current.acquire()) {
        IO.println("paid");
    }
}

void deadlock() {
    createTask(TaskOptions.named("save"), () -> transfer(current, savings));
    createTask(TaskOptions.named("spend"), () -> transfer(savings, current));
    for (int i = 1; i <= 3; i++) {
        createTask(TaskOptions.named("customer-" + i), this::pay);
    }
}

void resize() {
    while (true) {
        long end = System.nanoTime() + 30_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait(); // computes
        }
        sleep(Duration.ZERO); // and gives way, to all the others that do the same
    }
}

void answer() {
    while (true) {
        sleep(Duration.ofMillis(20)); // then somebody asks, and would like to be answered soon
    }
}

void starving() {
    for (int i = 1; i <= 4; i++) {
        createTask(TaskOptions.named("resize-" + i), this::resize);
    }
    createTask(TaskOptions.named("answer"), this::answer);
}

void convert() throws InterruptedException {
    while (true) {
        sleep(Duration.ofSeconds(5));
        Thread.sleep(Duration.ofSeconds(3)); // or a socket, a database, a long computation
    }
}

void main(String[] args) {
    String trouble = args.length == 0 ? "deadlock" : args[0];
    run(() -> {
        switch (trouble) {
            case "deadlock" -> deadlock();
            case "starving" -> starving();
            case "slow" -> createTask(TaskOptions.named("convert"), this::convert);
            default -> throw new IllegalArgumentException("deadlock, starving or slow, and not " + trouble);
        }
        IO.println("I am process " + ProcessHandle.current().pid() + ".");
        sleep(Duration.ofDays(1));
    });
}
