package io.asyncio4j.offload.internal.serial;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the object in a graph that is not serialisable, the way serialisation goes, and tells how one gets to it.
 * Only used to explain: what it cannot see into, it leaves out.
 */
final class ObjectWalk {

    // a graph that is larger than this is not explained
    private static final int MOST_OBJECTS = 100_000;

    /**
     * What is in the way.
     *
     * @param path how one gets to it, as in "'config.server' of the lambda in Main.main"; for {@code this} the lambda
     * @param isThis whether it is the object in whose method a lambda stands
     * @param inField whether a field of a class of the program holds it
     */
    record Found(Object object, String path, boolean isThis, boolean inField) {}

    private record Place(Object object, String path, String owner, boolean isThis, boolean inField) {}

    private final Deque<Place> places = new ArrayDeque<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private ObjectWalk() {}

    /** {@return what is in the way in {@code root}}, null if it was not found. */
    static @Nullable Found find(Object root) {
        var walk = new ObjectWalk();
        walk.places.add(new Place(root, "", Unsendable.describe(root), false, false));
        while (true) {
            Place place = walk.places.poll();
            if (place == null || walk.seen.size() > MOST_OBJECTS) {
                return null;
            }
            if (!(place.object instanceof Serializable)) {
                String path = place.isThis ? place.owner : "'" + place.path + "' of " + place.owner;
                return new Found(place.object, path, place.isThis, place.inField);
            }
            walk.lookInto(place);
        }
    }

    private void lookInto(Place place) {
        Object object = place.object;
        SerializedLambda lambda = lambdaOf(object);
        if (lambda != null) {
            lookIntoLambda(lambda, object.getClass().getClassLoader());
        } else if (object instanceof Object[] array) {
            for (int i = 0; i < array.length; i++) {
                add(array[i], place.path + "[" + i + "]", place.owner, place.inField);
            }
        } else if (object instanceof Collection<?> collection && isOfJdk(object)) {
            int i = 0;
            for (Object element : collection) {
                add(element, place.path + "[" + i++ + "]", place.owner, place.inField);
            }
        } else if (object instanceof Map<?, ?> map && isOfJdk(object)) {
            map.forEach((key, value) -> {
                add(key, place.path + ", a key", place.owner, place.inField);
                add(value, place.path + "[" + key + "]", place.owner, place.inField);
            });
        } else if (object instanceof Originated own && place.path.isEmpty()) {
            add(own.carried(), "", place.owner, false);
            lookIntoFields(place);
        } else if (!isOfJdk(object)) {
            lookIntoFields(place);
        }
    }

    private void lookIntoLambda(SerializedLambda lambda, @Nullable ClassLoader loader) {
        var names = new CapturedNames(lambda, loader);
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            Object captured = lambda.getCapturedArg(i);
            if (names.isThis(i) && captured != null && seen.add(captured)) {
                places.add(new Place(captured, "this", names.place(), true, false));
            } else {
                String name = names.nameOf(i).replace("'", "");
                add(captured, name, names.place(), false);
            }
        }
    }

    private void lookIntoFields(Place place) {
        for (Class<?> type = place.object.getClass(); type != null
                && Serializable.class.isAssignableFrom(type); type = type.getSuperclass()) {
            ObjectStreamClass description = ObjectStreamClass.lookup(type);
            for (ObjectStreamField field : description == null ? ObjectStreamClass.NO_FIELDS
                    : description.getFields()) {
                if (!field.isPrimitive()) {
                    add(valueOf(type, field.getName(), place.object),
                            place.path.isEmpty() ? field.getName() : place.path + "." + field.getName(),
                            place.owner, true);
                }
            }
        }
    }

    private static @Nullable Object valueOf(Class<?> type, String name, Object object) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(object);
        } catch (ReflectiveOperationException | RuntimeException e) { // a module that does not let us look
            return null;
        }
    }

    private void add(@Nullable Object object, String path, String owner, boolean inField) {
        if (object != null && seen.add(object)) {
            places.add(new Place(object, path, owner, false, inField));
        }
    }

    private static boolean isOfJdk(Object object) {
        return object.getClass().getClassLoader() == null;
    }

    /** {@return what {@code object} is written as, if it is a serialisable lambda}, else null. */
    static @Nullable SerializedLambda lambdaOf(Object object) {
        if (!object.getClass().isHidden() || !(object instanceof Serializable)) {
            return null;
        }
        Object replacement = null;
        try (var peek = new Peek()) {
            try {
                peek.writeObject(object);
            } finally {
                replacement = peek.first;
            }
        } catch (IOException | RuntimeException e) {
            // it has seen what it wanted, or there is nothing to see
        }
        return replacement instanceof SerializedLambda lambda ? lambda : null;
    }

    /** Serialises one object just far enough to see what it puts in its own place. */
    private static final class Peek extends ObjectOutputStream {

        private @Nullable Object first;

        Peek() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object replacement) throws IOException {
            if (first == null) {
                first = replacement;
            }
            throw new IOException("seen enough"); // which it tries to write, too
        }
    }
}
