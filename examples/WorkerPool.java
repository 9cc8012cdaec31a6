// A worker pool over a bounded queue that shuts down gracefully on SIGTERM, as a service in a container should: nothing
// new is taken in, what was accepted is finished, then the program ends with status 0.
//
//     ./asyncio4j run examples/WorkerPool.java
//
// It does 100 jobs, or as many as an argument says; kill PID ends it early.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Signal;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueShutDownException;

void main(String[] args) {
    int jobs = args.length == 0 ? 100 : Integer.parseInt(args[0]);
    run(() -> serve(jobs));
}

void serve(int jobs) {
    var queue = new Queue<Integer>(4); // a producer that is faster than the workers waits in put()
    EventLoop.running().addSignalHandler(Signal.SIGTERM, () -> {
        IO.println("SIGTERM: no more jobs, " + queue.qsize() + " left in the queue");
        queue.shutdown();
    });
    var done = new ArrayList<Integer>();

    taskGroup(g -> {
        g.createTask(() -> produce(queue, jobs));
        for (String name : List.of("ann", "bob", "cid")) {
            g.createTask(TaskOptions.named(name), () -> work(queue, done));
        }
        IO.println("ready");
    });

    IO.println("done: " + done.size() + " jobs, " + done);
}

void produce(Queue<Integer> queue, int jobs) {
    try {
        for (int job = 1; job <= jobs; job++) {
            queue.put(job);
        }
        queue.shutdown();
    } catch (QueueShutDownException e) {
        IO.println("the producer stops");
    }
}

void work(Queue<Integer> queue, List<Integer> done) {
    for (int job : queue) { // until the queue is shut down and empty
        sleep(Duration.ofMillis(100));
        done.add(job);
        queue.taskDone();
    }
    IO.println(currentTask().getName() + " goes home");
}
