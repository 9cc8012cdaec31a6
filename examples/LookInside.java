// A program to look at from outside: its report waits for ever, and on Enter it holds its loop for ever, too. Two tasks
// have ended.
//
//     ./asyncio4j run examples/LookInside.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Queue;

final Queue<Integer> prices = new Queue<Integer>().named("prices");

int sum() {
    return prices.get() + prices.get(); // and nobody puts any
}

String report() {
    var sum = createTask(TaskOptions.named("sum"), this::sum);
    return "The sum is " + sum.await();
}

void convert() throws InterruptedException {
    IO.println("converting");
    Thread.sleep(Duration.ofDays(1)); // or a socket that does not answer, a computation without end
}

void main() {
    run(() -> {
        var report = createTask(TaskOptions.named("report"), this::report);
        createTask(TaskOptions.named("weather"), () -> "sunny");
        createTask(TaskOptions.named("news"), () -> sleep(Duration.ofDays(1))).cancel("no news today");
        toThread(() -> IO.readln("I am process " + ProcessHandle.current().pid() + ". Shall I block? "));
        createTask(TaskOptions.named("convert"), this::convert);
        IO.println(report.await());
    });
}
