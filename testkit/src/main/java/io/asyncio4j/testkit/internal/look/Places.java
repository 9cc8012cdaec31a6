package io.asyncio4j.testkit.internal.look;

import io.asyncio4j.EventLoop;
import io.asyncio4j.spi.LoopObserver;
import java.lang.StackWalker.StackFrame;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers where the tasks of a loop that are not done were made. */
public final class Places implements LoopObserver {

    private static final StackWalker WALKER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private static final String CORE = EventLoop.class.getPackageName();

    /** Whether a class is the library's, the kit's or the JDK's. */
    private static final ClassValue<Boolean> IS_LIBRARY = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isOf(type, EventLoop.class) || isOf(type, Places.class) || type.getClassLoader() == null
                    || type.getName().startsWith("jdk.") || type.getName().startsWith("java.")
                    || type.getName().startsWith("org.junit.");
        }

        private static boolean isOf(Class<?> type, Class<?> known) {
            var source = type.getProtectionDomain().getCodeSource();
            var itsSource = known.getProtectionDomain().getCodeSource();
            return source != null && itsSource != null && source.getLocation() != null
                    && source.getLocation().equals(itsSource.getLocation());
        }
    };

    private final Map<Long, String> places = new HashMap<>();

    @Override
    public void taskCreated(ObservedTask task) {
        String here = callersPlace();
        if (here != null) {
            places.put(task.id(), here);
        }
    }

    @Override
    public void taskEnded(ObservedTask task) {
        places.remove(task.id());
    }

    /** {@return where task number {@code id} was made, as {@code File.java:line}, or null} */
    @Nullable
    public String of(long id) {
        return places.get(id);
    }

    /** {@return the newest frame of user code, or null} */
    public static @Nullable String callersPlace() {
        Optional<StackFrame> frame = WALKER.walk(
                frames -> frames.filter(each -> !IS_LIBRARY.get(each.getDeclaringClass())).findFirst());
        return frame.map(Places::text).orElse(null);
    }

    /** {@return where user code makes the future that is being made, or null if a lock, a queue or the like does} */
    public static @Nullable String ofProgramsFuture() {
        Optional<StackFrame> frame = WALKER.walk(
                frames -> frames.dropWhile(each -> isMakersOwn(each.getDeclaringClass())).findFirst());
        return frame.filter(each -> !IS_LIBRARY.get(each.getDeclaringClass())).map(Places::text).orElse(null);
    }

    private static boolean isMakersOwn(Class<?> type) {
        String room = type.getPackageName();
        return type.getClassLoader() == null || room.equals(CORE) || room.startsWith(CORE + ".internal")
                || room.equals(CORE + ".spi") || room.startsWith(CORE + ".testkit.internal.");
    }

    private static String text(StackFrame frame) {
        return frame.getFileName() + ":" + frame.getLineNumber();
    }
}
