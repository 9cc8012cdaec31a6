// A deadlock: two tasks take two locks, each in an order of its own. The watchdog tells.
//
//     ./asyncio4j run examples/Transfers.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
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

void main() throws InterruptedException {
    try (var thread = LoopThread.start("bank", EventLoop.builder().name("bank"))) {
        runCoroutineThreadsafe(() -> {
            createTask(TaskOptions.named("save"), () -> transfer(current, savings));
            createTask(TaskOptions.named("spend"), () -> transfer(savings, current));
        }, thread.loop());
        Thread.sleep(Duration.ofSeconds(3)); // and then it gives up, or it would wait for ever
    }
}
