package io.asyncio4j.monitor.internal.look;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A loop's numbers over time: lags as they are measured, and a point of all numbers for each second. For any thread. */
public final class Curves {

    /** For how long points are kept. */
    static final int MOST_POINTS = 900;
    // what percentiles are taken of
    private static final int MOST_LAGS = 50;

    /**
     * The numbers of a moment.
     *
     * @param number greater than that of any point that was made before
     * @param atMillis when, on the watch's own clock
     * @param stepsPerSecond steps of tasks and callbacks, those left out that the monitor causes
     * @param lagP50 how long the loop took to find time for a question, in milliseconds: half of the last ones less
     * @param lagP99 the same, 99 of 100
     * @param lagMax the longest of them
     */
    public record Point(long number, long atMillis, double stepsPerSecond, double lagP50, double lagP99,
            double lagMax, int ready, long alive, int timers, long heapBytes) {}

    // of all loops: a page that asks for what is new does not know that its loop has begun anew, or is watched anew
    // guarded by the class
    private static long made;

    // guarded by this
    private final ArrayDeque<Point> points = new ArrayDeque<>();
    private final ArrayDeque<Double> lags = new ArrayDeque<>();
    private long stepsBefore = -1;
    private long askedSince;
    private long lastAtMillis;

    private static long nextNumber() {
        synchronized (Curves.class) {
            return ++made;
        }
    }

    /** Notes how long the loop took to answer. */
    synchronized void addLag(double millis) {
        if (lags.size() == MOST_LAGS) {
            lags.removeFirst();
        }
        lags.addLast(millis);
    }

    /** Notes a step that the loop made because it was asked. */
    synchronized void addQuestion() {
        askedSince++;
    }

    /** Adds a point. */
    synchronized void add(long atMillis, long steps, int ready, long alive, int timers, long heapBytes) {
        double rate = 0;
        if (stepsBefore >= 0 && atMillis > lastAtMillis) {
            rate = Math.max(0, steps - stepsBefore - askedSince) * 1e3 / (atMillis - lastAtMillis);
        }
        stepsBefore = steps;
        askedSince = 0;
        lastAtMillis = atMillis;
        var sorted = new double[lags.size()];
        int n = 0;
        for (double lag : lags) {
            sorted[n++] = lag;
        }
        Arrays.sort(sorted);
        if (points.size() == MOST_POINTS) {
            points.removeFirst();
        }
        points.addLast(new Point(nextNumber(), atMillis, rate, percentile(sorted, 0.5),
                percentile(sorted, 0.99),
                percentile(sorted, 1), ready, alive, timers, heapBytes));
    }

    /** {@return the least value that is not below {@code part} of those that are sorted; 0 if there are none} */
    static double percentile(double[] sorted, double part) {
        return sorted.length == 0 ? 0
                : sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
    }

    /** {@return the steps a second of the last point, or null if there is none} */
    public synchronized @Nullable Double lastStepsPerSecond() {
        Point last = points.peekLast();
        return last == null ? null : last.stepsPerSecond();
    }

    /** {@return the points after the one with that number, the oldest first} */
    public synchronized List<Point> after(long number) {
        var found = new ArrayList<Point>();
        for (Point point : points) {
            if (point.number() > number) {
                found.add(point);
            }
        }
        return found;
    }
}
