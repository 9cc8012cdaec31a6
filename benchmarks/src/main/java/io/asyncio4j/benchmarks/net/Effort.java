package io.asyncio4j.benchmarks.net;

import java.time.Duration;

/**
 * How long and how much one measurement is.
 *
 * @param warmUp how long a client asks before its answers count
 * @param time how long they count
 * @param connections no more than so many, whatever the work wants
 * @param processes how many subprocesses are started
 * @param megabytes how many come out of one
 * @param limit when a process that has not printed its figure is killed
 */
public record Effort(Duration warmUp, Duration time, int connections, int processes, int megabytes,
        Duration limit) {

    /** {@return as much as the works say, in so much time} */
    public static Effort of(Duration warmUp, Duration time, Duration limit) {
        return new Effort(warmUp, time, Integer.MAX_VALUE, 300, 1000, limit);
    }
}
