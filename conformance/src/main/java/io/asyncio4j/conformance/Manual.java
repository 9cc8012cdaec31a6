package io.asyncio4j.conformance;

/** The table of the language's statements in the module's README. */
final class Manual {

    private Manual() {}

    static String table() {
        var text = new StringBuilder();
        Language.sections().forEach((title, forms) -> {
            text.append("### ").append(title)
                    .append("\n\n| statement | below it | what it does |\n|---|---|---|\n");
            for (Form form : forms) {
                text.append("| `").append((form.op() + " " + form.notation()).strip().replace("|", "\\|"))
                        .append("` | ").append(below(form)).append(" | ").append(form.meaning())
                        .append(form.suspends() ? "; may wait" : "").append(" |\n");
            }
            text.append('\n');
        });
        return text.toString();
    }

    private static String below(Form form) {
        return switch (form.body()) {
            case NONE -> "";
            case INLINE -> "block";
            case TASK -> "task's code";
            case CALLBACK -> "callback's code";
            case GENERATOR -> "generator's code";
            case CONTESTANTS -> "contestants";
            case THREAD -> "thread's code";
        };
    }
}
