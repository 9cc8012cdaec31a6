package io.asyncio4j.cli.port;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a Java draft: a statement or a declaration, with the lines of Python that it is for. It is lines of text and
 * further parts, in their order. A refused one is its Python lines, as a comment.
 */
final class Draft {
    static final String MARK = "// port: ";

    final int firstLine;
    final int lastLine;
    private final List<Object> content = new ArrayList<>();
    private boolean refused;
    private boolean endsWithThrow;
    private final boolean body;

    /** @param body whether it is a method: something must be there in place of a result that is missing */
    Draft(int firstLine, int lastLine, boolean body) {
        this.firstLine = firstLine;
        this.lastLine = lastLine;
        this.body = body;
    }

    Draft line(String text) {
        content.add(text);
        return this;
    }

    Draft part(Draft part) {
        content.add(part);
        return this;
    }

    void refuse() {
        refused = true;
    }

    boolean isRefused() {
        return refused;
    }

    /** Makes up for what is missing or wrong at the end of it. {@return whether that was possible} */
    boolean endWithThrow() {
        boolean possible = body && !endsWithThrow;
        endsWithThrow |= possible;
        return possible;
    }

    /** Java lines, each with the innermost part that it is of. */
    record Rendered(List<String> lines, List<@Nullable Draft> owners) {
        void add(String text, @Nullable Draft owner) {
            lines.add(text);
            owners.add(owner);
        }
    }

    void render(Rendered to, int depth, List<String> python) {
        var indent = "    ".repeat(depth);
        if (refused) {
            for (int line = firstLine; line <= lastLine && line <= python.size(); line++) {
                // no \\u in a comment, which is an error where it is no character
                to.add((indent + MARK + python.get(line - 1).replace("\\u", "\\ u")).stripTrailing(), this);
            }
            return;
        }
        int inner = depth;
        for (int i = 0; i < content.size(); i++) {
            if (content.get(i) instanceof Draft part) {
                part.render(to, inner, python);
                continue;
            }
            var text = (String) content.get(i);
            if (text.startsWith("}")) {
                inner--;
            }
            if (endsWithThrow && i == content.size() - 1) {
                to.add("    ".repeat(inner + 1)
                        + "throw new UnsupportedOperationException(\"not ported yet, line "
                        + firstLine + "\");", this);
            }
            to.add(text.isEmpty() ? "" : "    ".repeat(inner) + text, this);
            if (text.endsWith("{")) {
                inner++;
            }
        }
    }
}
