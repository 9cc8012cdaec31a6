package com.example.consumer;

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.TaskOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Greets a few people at the same time, and waits for none of them longer than it wants to. */
public final class Main {
    private static final Logger LOG = System.getLogger(Main.class.getName());

    private Main() {}

    public static void main(String[] args) {
        run(() -> greetAll(List.of("Ann", "Bob", "Cid"), Duration.ofSeconds(1)).forEach(IO::println));
    }

    /** Greets all of them at once; a task each, which has the person's name in the log. */
    static List<String> greetAll(List<String> names, Duration patience) {
        var tasks = names.stream()
                .map(name -> createTask(TaskOptions.named(name), () -> greet(name, patience)))
                .toList();
        return gather(tasks).await();
    }

    private static String greet(String name, Duration patience) {
        try {
            return timeout(patience, () -> {
                sleep(Duration.ofMillis(300L * name.charAt(0) - 300L * 'A')); // Ann is quick, others are not
                return "Hello " + name;
            });
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, "no answer within {0} ms", patience.toMillis());
            return "Another time, " + name;
        }
    }
}
