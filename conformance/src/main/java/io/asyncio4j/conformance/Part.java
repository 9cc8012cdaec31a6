package io.asyncio4j.conformance;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One place in the form of a statement. */
sealed interface Part {

    /** A word that stands there as it is; in an optional part it is also the part's key. */
    record Literal(String word) implements Part {}

    /** The name of a variable that the statement makes. */
    record New(Kind kind) implements Part {}

    /** The name of a variable of one of {@code kinds}, or several of them. */
    record Ref(String key, Set<Kind> kinds, boolean many) implements Part {}

    /** A whole number, or {@code none} where that is allowed, which leaves the key out. */
    record Int(String key, boolean orNone) implements Part {}

    /** A word without blanks, one of {@code allowed} unless that is empty. */
    record Word(String key, List<String> allowed) implements Part {}

    /** The rest of the line. */
    record Text(String key) implements Part {}

    /** Parts that are all there or all missing. */
    record Optional(List<Part> parts) implements Part {}

    /**
     * Reads one part of a form: {@code word}, {@code new:kind}, {@code ref:key@kind+kind}, {@code refs:key@kind},
     * {@code int:key}, {@code time:key}, {@code word:key}, {@code word:key=a/b}, {@code text:key}.
     */
    static Part of(String notation) {
        int colon = notation.indexOf(':');
        if (colon < 0) {
            return new Literal(notation);
        }
        String type = notation.substring(0, colon);
        String key = notation.substring(colon + 1);
        return switch (type) {
            case "new" -> new New(Kind.of(key));
            case "ref", "refs" -> {
                String[] keyAndKinds = key.split("@", 2);
                Set<Kind> kinds = EnumSet.noneOf(Kind.class);
                Arrays.stream(keyAndKinds[1].split("\\+")).map(Kind::of).forEach(kinds::add);
                yield new Ref(keyAndKinds[0], kinds, type.equals("refs"));
            }
            case "int" -> new Int(key, false);
            case "time" -> new Int(key, true);
            case "word" -> {
                String[] keyAndWords = key.split("=", 2);
                yield new Word(
                        keyAndWords[0],
                        keyAndWords.length == 1 ? List.of() : List.of(keyAndWords[1].split("/")));
            }
            case "text" -> new Text(key);
            default -> throw new IllegalArgumentException(notation);
        };
    }
}
