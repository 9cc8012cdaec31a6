// A producer/consumer pipeline over two loops, each on a thread of its own, so that it uses two cores: one loop draws
// numbers, the other one tells which are prime. A bounded queue between them keeps the faster one from running ahead.
//
//     ./asyncio4j run examples/Pipeline.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.sync.Queue;

void main() {
    run(() -> {
        try (var second = LoopThread.start("second")) {
            // The queue belongs to the second loop: the producer puts its batches there by way of that loop.
            var batches = new Queue<List<Long>>(2);
            var primes = runCoroutineThreadsafe(() -> consume(batches), second.loop());
            produce(batches, second.loop());
            IO.println("all produced");
            IO.println(await(primes) + " primes");
        }
    });
}

void produce(Queue<List<Long>> batches, EventLoop consumer) {
    long state = 42;
    for (int batch = 0; batch < 20; batch++) {
        var numbers = new ArrayList<Long>();
        for (int i = 0; i < 2_000; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            numbers.add(state >>> 34);
        }
        // Waits for room in the queue, and lets this loop's other tasks run meanwhile.
        await(runCoroutineThreadsafe(() -> batches.put(numbers), consumer));
    }
    await(runCoroutineThreadsafe(() -> batches.shutdown(), consumer));
}

int consume(Queue<List<Long>> batches) {
    int primes = 0;
    for (var numbers : batches) {
        primes += (int) numbers.stream().filter(n -> isPrime(n)).count();
        sleep(Duration.ZERO); // long computations give way now and then
    }
    IO.println("all consumed");
    return primes;
}

boolean isPrime(long n) {
    return n > 1 && LongStream.rangeClosed(2, (long) Math.sqrt(n)).noneMatch(divisor -> n % divisor == 0);
}
