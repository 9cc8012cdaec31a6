package io.asyncio4j.testkit.internal.order;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An order of steps, as what it does otherwise than first in, first out: at which points of choice, and whom it takes there.
 * Written as {@code point:choice}, such as {@code 3:1,7:2}; {@code fifo} for none.
 *
 * @param choices for each point whom to take; 0 is the one that is first in the queue, and all points behind the last
 */
public record Schedule(List<Integer> choices) {

    public static final Schedule FIFO = new Schedule(List.of());
    private static final String FIFO_TEXT = "fifo";

    public Schedule {
        int end = choices.size();
        while (end > 0 && choices.get(end - 1) == 0) {
            end--;
        }
        choices = List.copyOf(choices.subList(0, end));
    }

    static Schedule of(int[] choices, int count) {
        return new Schedule(Arrays.stream(choices, 0, count).boxed().toList());
    }

    public int at(int point) {
        return point < choices.size() ? choices.get(point) : 0;
    }

    /** {@return at how many points it does not take the first} */
    public int deviations() {
        return (int) choices.stream().filter(choice -> choice != 0).count();
    }

    /** {@return the same with another choice at {@code point}} */
    public Schedule with(int point, int choice) {
        List<Integer> changed = new ArrayList<>(choices);
        changed.set(point, choice);
        return new Schedule(changed);
    }

    /** {@return the schedule that {@code text} is} */
    public static Schedule parse(String text) {
        List<Integer> choices = new ArrayList<>();
        try {
            for (String part : text.strip().equals(FIFO_TEXT) ? new String[0] : text.strip().split(",")) {
                int colon = part.indexOf(':');
                int point = Integer.parseInt(part.substring(0, colon).strip());
                int choice = Integer.parseInt(part.substring(colon + 1).strip());
                if (point < choices.size() || choice < 1) {
                    throw new IllegalArgumentException("point " + point + " is out of order");
                }
                while (choices.size() < point) {
                    choices.add(0);
                }
                choices.add(choice);
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a schedule: '" + text
                    + "'; expected fifo or point:choice,point:choice with rising points, such as 3:1,7:2", e);
        }
        return new Schedule(choices);
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        for (int point = 0; point < choices.size(); point++) {
            if (at(point) != 0) {
                parts.add(point + ":" + at(point));
            }
        }
        return parts.isEmpty() ? FIFO_TEXT : String.join(",", parts);
    }
}
