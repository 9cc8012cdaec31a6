package io.asyncio4j.offload.internal.serial;

import java.io.ObjectInputFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which classes may come out of bytes from another process, and so which may go into them: the program's own, the JDK's
 * values and exceptions, and what the program's patterns add. Both sides ask, so that what would be refused there is
 * refused here.
 */
public final class Trust {

    // this library's own; its packages hold no others of that kind
    private static final String LIBRARY = "io.asyncio4j.offload.";
    private static final String CORE = "io.asyncio4j.";

    private final List<String> patterns;
    private final @Nullable ObjectInputFilter added;

    /**
     * Makes one.
     *
     * @param patterns in the syntax of {@link ObjectInputFilter.Config#createFilter}, the first that fits decides
     * @throws IllegalArgumentException if one is malformed
     */
    public Trust(List<String> patterns) {
        this.patterns = List.copyOf(patterns);
        added = patterns.isEmpty() ? null : ObjectInputFilter.Config.createFilter(String.join(";", patterns));
    }

    /** {@return the patterns it was made of} */
    public List<String> patterns() {
        return patterns;
    }

    /** Says whether {@code type} may pass, in a call of {@code origin}. */
    boolean trusts(Class<?> type, Origin origin) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        if (element.isPrimitive()) {
            return true;
        }
        ObjectInputFilter.Status asked = askPatterns(element);
        return asked == ObjectInputFilter.Status.ALLOWED || asked == ObjectInputFilter.Status.UNDECIDED
                && (origin.owns(element) || isValue(element) || isLibrary(element));
    }

    private ObjectInputFilter.Status askPatterns(Class<?> type) {
        return added == null ? ObjectInputFilter.Status.UNDECIDED : added.checkInput(new Question(type));
    }

    private static boolean isValue(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader != null && loader != ClassLoader.getPlatformClassLoader()) {
            return false;
        }
        return Throwable.class.isAssignableFrom(type)
                || isValueClass(type.getName())
                || type.getModule() == Object.class.getModule()
                        && (type.isInterface() || isPackageOfValues(type.getPackageName()));
    }

    // of java.base, whole packages whose serialisable classes are values and collections of them
    private static boolean isPackageOfValues(String name) {
        return switch (name) {
            case "java.math", "java.time", "java.time.chrono", "java.time.temporal", "java.time.zone",
                    "java.util", "java.util.concurrent", "java.util.concurrent.atomic",
                    "java.util.concurrent.locks", // ConcurrentHashMap writes some
                    "java.util.regex" ->
                    true;
            default -> false;
        };
    }

    private static boolean isValueClass(String name) {
        return switch (name) {
            case "java.lang.Boolean", "java.lang.Byte", "java.lang.Character", "java.lang.Short",
                    "java.lang.Integer", "java.lang.Long", "java.lang.Float", "java.lang.Double",
                    "java.lang.Number", "java.lang.String", "java.lang.StringBuilder",
                    "java.lang.StringBuffer", "java.lang.Enum", "java.lang.Record", "java.lang.Object",
                    "java.lang.StackTraceElement", "java.lang.Void", "java.io.File", "java.net.URI",
                    "java.net.InetAddress", "java.net.Inet4Address", "java.net.Inet6Address",
                    "java.net.InetSocketAddress", "java.net.SocketAddress",
                    "java.sql.Date", "java.sql.Time", "java.sql.Timestamp",
                    // a lambda: makes one of those that stand in a class, which is itself asked for
                    "java.lang.invoke.SerializedLambda" ->
                    true;
            default -> false;
        };
    }

    private static boolean isLibrary(Class<?> type) {
        return type.getName().startsWith(LIBRARY) && type.getClassLoader() == Trust.class.getClassLoader()
                || type.getName().startsWith(CORE) && Throwable.class.isAssignableFrom(type);
    }

    /** {@return a filter for one stream}, which remembers whom it has refused. */
    Filter filter(Origin origin) {
        return new Filter(origin);
    }

    /** Asks for each class in a stream. */
    final class Filter implements ObjectInputFilter {

        private final Origin origin;
        private @Nullable Class<?> refused;

        private Filter(Origin origin) {
            this.origin = origin;
        }

        // A pattern may also limit depth, references, bytes and the length of arrays.
        @Override
        public Status checkInput(FilterInfo info) {
            Status status = added == null ? Status.UNDECIDED : added.checkInput(info);
            Class<?> type = info.serialClass();
            if (type == null || status == Status.ALLOWED) {
                return status;
            }
            if (!trusts(type, origin)) {
                refused = type;
                return Status.REJECTED;
            }
            return status == Status.REJECTED ? status : Status.ALLOWED;
        }

        @Nullable
        Class<?> refused() {
            return refused;
        }
    }

    /** A class, and nothing else that a pattern could limit. */
    private record Question(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {
        @Override
        public long arrayLength() {
            return -1;
        }

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 0;
        }
    }
}
