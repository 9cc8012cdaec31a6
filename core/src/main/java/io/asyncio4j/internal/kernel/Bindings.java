package io.asyncio4j.internal.kernel;

import io.asyncio4j.ContextVar;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from context variables to values: keys and values in turns in one array, copied on each
 * change. Programs have a handful of variables, and for those a scan beats any tree.
 */
final class Bindings {

    static final Bindings EMPTY = new Bindings(new Object[0]);

    private final Object[] pairs;

    private Bindings(Object[] pairs) {
        this.pairs = pairs;
    }

    int size() {
        return pairs.length >> 1;
    }

    @Nullable
    Object get(ContextVar<?> variable) {
        int at = indexOf(variable);
        return at < 0 ? null : pairs[at + 1];
    }

    Bindings with(ContextVar<?> variable, Object value) {
        int at = indexOf(variable);
        if (at >= 0) {
            Object[] changed = pairs.clone();
            changed[at + 1] = value;
            return new Bindings(changed);
        }
        Object[] longer = Arrays.copyOf(pairs, pairs.length + 2);
        longer[pairs.length] = variable;
        longer[pairs.length + 1] = value;
        return new Bindings(longer);
    }

    Bindings without(ContextVar<?> variable) {
        int at = indexOf(variable);
        if (at < 0) {
            return this;
        }
        Object[] shorter = Arrays.copyOf(pairs, pairs.length - 2);
        System.arraycopy(pairs, at + 2, shorter, at, shorter.length - at);
        return new Bindings(shorter);
    }

    Map<ContextVar<?>, Object> asMap() {
        var map = new LinkedHashMap<ContextVar<?>, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((ContextVar<?>) pairs[i], pairs[i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }

    private int indexOf(ContextVar<?> variable) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i] == variable) {
                return i;
            }
        }
        return -1;
    }
}
