package io.asyncio4j.conformance;

import java.util.List;

/** Two traces of a scenario, and what may differ between them. */
record Comparison(List<String> expected, List<String> actual) {

    /**
     * {@return the traces, without what the Python of {@code version} is known to leave out}: before 3.14 nobody was
     * told of a failure behind a shield that was given up, before 3.15 of those that a fatal exception displaces in
     * a group; from then on also of the fatal one, which is not displaced.
     */
    static Comparison of(String version, List<String> expected, List<String> actual) {
        int minor = Integer.parseInt(version.split("\\.")[1]);
        return new Comparison(
                expected.stream().filter(line -> !line.contains(": report group Fatal(")).toList(),
                actual.stream()
                        .filter(line -> minor >= 14 || !line.contains(": report shield"))
                        .filter(line -> minor >= 15 || !line.contains(": report group"))
                        .toList());
    }

    boolean isEqual() {
        return expected.equals(actual);
    }

    /** {@return the traces side by side, with a mark where they part} */
    String sideBySide(String left, String right) {
        int width = Math.max(left.length(), expected.stream().mapToInt(String::length).max().orElse(0));
        var text = new StringBuilder();
        text.append("  %-" + width + "s | %s%n");
        var out = new StringBuilder(text.toString().formatted(left, right));
        boolean parted = false;
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            String one = i < expected.size() ? expected.get(i) : "";
            String other = i < actual.size() ? actual.get(i) : "";
            boolean differs = !one.equals(other);
            out.append(("%s %-" + width + "s | %s%n").formatted(differs && !parted ? ">" : " ", one, other));
            parted |= differs;
        }
        return out.toString();
    }
}
