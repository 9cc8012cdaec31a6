package io.asyncio4j.testkit.internal.order;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The points of choice on the way to where a reduced search is, and what is still to be tried at each. */
final class Choices {

    /** One of them. */
    static final class Point {
        private final List<Object> who;
        private final BitSet wanted = new BitSet();
        private final BitSet tried = new BitSet();
        // those of whom it is known that to take them leads to nothing new
        private final BitSet asleep = new BitSet();
        // what the first steps of those that were tried have used
        private final Map<Object, Taken.Uses> uses = new HashMap<>();
        private int choice;

        Point(List<Object> who) {
            this.who = who;
        }

        int placeOf(Object each) {
            return who.indexOf(each);
        }

        void want(int place) {
            wanted.set(place);
        }

        void wantAll() {
            wanted.set(0, who.size());
        }

        void used(Object each, Taken.Uses what) {
            uses.put(each, what);
        }

        Map<Object, Taken.Uses> uses() {
            return uses;
        }

        private boolean advance(boolean mayWake) {
            BitSet left = (BitSet) wanted.clone();
            left.andNot(tried);
            if (!mayWake) {
                left.andNot(asleep);
            }
            if (left.isEmpty()) {
                return false;
            }
            choice = left.nextSetBit(0);
            tried.set(choice);
            return true;
        }
    }

    private final List<Point> points = new ArrayList<>();
    private int count;

    void beginRun() {
        count = 0;
    }

    Point get(int number) {
        return points.get(number);
    }

    /** {@return how many there have been in the present run} */
    int count() {
        return count;
    }

    /**
     * Comes to the next one, where {@code who} may go next.
     *
     * @param asleep those of {@code who} who need not be tried
     * @return whom to take, or -1 if all are asleep
     */
    int next(List<Object> who, Map<Object, ?> asleep) {
        if (count < points.size()) {
            return points.get(count++).choice;
        }
        var point = new Point(who);
        for (int place = 0; place < who.size(); place++) {
            point.asleep.set(place, asleep.containsKey(who.get(place)));
        }
        point.choice = point.asleep.nextClearBit(0);
        if (point.choice >= who.size()) {
            return -1;
        }
        point.tried.set(point.choice);
        points.add(point);
        count++;
        return point.choice;
    }

    void wantAll() {
        points.forEach(Point::wantAll);
    }

    /**
     * {@return the schedule that tries next what is to be tried, or null if there is nothing left}
     *
     * @param mayWake whether those who are asleep are to be tried, too
     */
    @Nullable
    Schedule schedule(boolean mayWake) {
        while (!points.isEmpty() && !points.getLast().advance(mayWake)) {
            points.removeLast();
        }
        return points.isEmpty() ? null : new Schedule(points.stream().map(point -> point.choice).toList());
    }
}
