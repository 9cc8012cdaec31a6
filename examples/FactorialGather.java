// Three factorials, computed at the same time and gathered: their steps interleave, a second each.
//
//     ./asyncio4j run examples/FactorialGather.java

import static io.asyncio4j.Asyncio.*;

int factorial(String name, int number) {
    int f = 1;
    for (int i = 2; i <= number; i++) {
        IO.println("Task %s: Compute factorial(%d), currently i=%d...".formatted(name, number, i));
        sleep(Duration.ofSeconds(1));
        f *= i;
    }
    IO.println("Task %s: factorial(%d) = %d".formatted(name, number, f));
    return f;
}

void main() {
    run(() -> {
        var results = gather(
                () -> factorial("A", 2),
                () -> factorial("B", 3),
                () -> factorial("C", 4));
        IO.println(results.await());
    });
}
