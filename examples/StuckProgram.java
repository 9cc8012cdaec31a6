// A program that is stuck, and asks where: the report waits for prices that nobody will send.
//
//     ./asyncio4j run examples/StuckProgram.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.Asyncio;
import io.asyncio4j.inspect.CallGraph;
import io.asyncio4j.EventLoop;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Queue;

final Queue<Integer> prices = new Queue<Integer>().named("prices");

void feed() {
    for (int price : List.of(12, 15)) { // two, and the report wants three
        sleep(Duration.ofMillis(100));
        prices.put(price);
    }
}

int sum() {
    int sum = 0;
    for (int i = 0; i < 3; i++) {
        sum += prices.get();
    }
    return sum;
}

String report() {
    var sum = createTask(TaskOptions.named("sum"), this::sum);
    return "The sum is " + sum.await();
}

void main() {
    run(() -> {
        createTask(TaskOptions.named("feed"), this::feed);
        var report = createTask(TaskOptions.named("report"), this::report);

        // report.await() would never return. So wait for two seconds, and then look.
        Asyncio.wait(List.of(report), Duration.ofSeconds(2), ReturnWhen.ALL_COMPLETED);

        IO.println("-- toString");
        IO.println(report);

        IO.println("-- printStack");
        report.printStack(Integer.MAX_VALUE, System.out);

        IO.println("-- printCallGraph");
        for (var task : allTasks()) {
            if (task.getName().equals("sum")) {
                CallGraph.printCallGraph(task);
            }
        }

        IO.println("-- LoopSnapshot");
        IO.println(LoopSnapshot.of(EventLoop.running()).tree());
        report.cancel();
    });
}
