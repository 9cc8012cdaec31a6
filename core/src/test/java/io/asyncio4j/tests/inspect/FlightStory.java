package io.asyncio4j.tests.inspect;

import io.asyncio4j.inspect.FlightEvent;
import io.asyncio4j.inspect.FlightEvent.Kind;
import io.asyncio4j.inspect.FlightRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A flight log as lines that a test can compare: tasks by name, callbacks by what they are. */
final class FlightStory {

    private final List<FlightEvent> events = new ArrayList<>();
    private final Map<Long, String> names = new HashMap<>();

    FlightStory(FlightRecord record) {
        record.forEach(event -> {
            events.add(event);
            if (event.kind() == Kind.TASK_NAMED || event.kind() == Kind.STEP_BEGINS && event.subject() < 0) {
                names.put(event.subject(), event.text());
            }
        });
    }

    List<FlightEvent> events(Kind kind) {
        return events.stream().filter(event -> event.kind() == kind).toList();
    }

    /** {@return the number of the task that is called {@code name}} */
    long number(String name) {
        return names.entrySet().stream().filter(each -> each.getValue().equals(name)).findFirst()
                .orElseThrow()
                .getKey();
    }

    String name(long subject) {
        return subject == 0 ? "outside" : names.getOrDefault(subject, subject > 0 ? "Task-" + subject : "?");
    }

    /** {@return the events of these kinds}, each as {@code KIND subject <- other: text} */
    List<String> lines(Kind... kinds) {
        List<Kind> wanted = List.of(kinds);
        return events.stream().filter(event -> wanted.contains(event.kind())).map(this::line).toList();
    }

    private String line(FlightEvent event) {
        String other = switch (event.kind()) {
            case WOKEN, CANCEL_REQUESTED, AWAITS_TASK -> " <- " + name(event.other());
            default -> "";
        };
        boolean isCallback = event.kind() == Kind.STEP_BEGINS && event.subject() < 0;
        return event.kind() + " " + name(event.subject()) + other
                + (event.text() == null || isCallback ? "" : ": " + event.text());
    }
}
