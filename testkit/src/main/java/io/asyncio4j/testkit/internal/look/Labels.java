package io.asyncio4j.testkit.internal.look;

import io.asyncio4j.spi.LoopObserver.ObservedTask;
import io.asyncio4j.spi.LoopObserver.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What steps are called in a run, the same in each run and each JVM: tasks by their number on the loop. A task without a name is
 * called {@code Task-} and a number that counts the tasks of the whole JVM; where the text of a callback has that, the number on
 * the loop takes its place. The text of a future that is done has its result's, and an object without a text of its own has its
 * identity there, as {@code Object@1b2c3d}, a lambda its address: both are left out.
 */
public final class Labels {

    private static final String DEFAULT = "Task-";
    private static final Pattern DEFAULT_NAME = Pattern.compile("Task-\\d+");
    private static final Pattern IDENTITY = Pattern.compile("(/0x\\p{XDigit}+)?@\\p{XDigit}{1,8}\\b");

    private final Map<String, Long> defaultNames = new HashMap<>();

    public void created(ObservedTask task) {
        if (hasDefaultName(task)) {
            defaultNames.put(task.getName(), task.id());
        }
    }

    public static boolean hasDefaultName(ObservedTask task) {
        String name = task.getName();
        return name.startsWith(DEFAULT) && name.length() > DEFAULT.length()
                && name.chars().skip(DEFAULT.length()).allMatch(Character::isDigit);
    }

    private String nameOf(String defaultName) {
        Long known = defaultNames.get(defaultName);
        return known == null ? defaultName : "T" + known;
    }

    public String of(Step step) {
        if (step instanceof ObservedTask task) {
            return "T" + task.id();
        }
        String text = step.toString();
        if (text.indexOf('@') >= 0) {
            text = IDENTITY.matcher(text).replaceAll("@");
        }
        return text.contains(DEFAULT)
                ? DEFAULT_NAME.matcher(text)
                        .replaceAll(found -> nameOf(found.group()))
                : text;
    }
}
