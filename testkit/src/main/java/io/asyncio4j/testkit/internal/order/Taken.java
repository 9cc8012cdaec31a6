package io.asyncio4j.testkit.internal.order;

import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;

/** A step that a run has taken: whose it is, what it uses, what happens before it. */
final class Taken {

    final Object who;
    final boolean isTask;
    final int ordinal; // among the steps of the same
    final int node; // the point of choice at which it was taken, or -1
    final int epoch;
    final int wakenBy; // the place of the step that let it come, or -1
    final Uses uses = new Uses();
    final BitSet before = new BitSet();
    int made; // how many things it has made

    Taken(Object who, boolean isTask, int ordinal, int node, int epoch, int wakenBy) {
        this.who = who;
        this.isTask = isTask;
        this.ordinal = ordinal;
        this.node = node;
        this.epoch = epoch;
        this.wakenBy = wakenBy;
    }

    /** What a step uses, by name, and whether it changes it. */
    static final class Uses {

        private final IdentityHashMap<Object, Boolean> uses = new IdentityHashMap<>();

        void add(Object name, boolean changes) {
            uses.merge(name, changes, Boolean::logicalOr);
        }

        boolean changeAnything() {
            return uses.containsValue(true);
        }

        /** Says whether a step with these and one with {@code other} have to do with each other. */
        boolean conflict(Uses other) {
            IdentityHashMap<Object, Boolean> fewer = uses.size() < other.uses.size() ? uses : other.uses;
            IdentityHashMap<Object, Boolean> more = fewer == uses ? other.uses : uses;
            for (Map.Entry<Object, Boolean> use : fewer.entrySet()) {
                Boolean changes = more.get(use.getKey());
                if (changes != null && (changes || use.getValue())) {
                    return true;
                }
            }
            return false;
        }
    }
}
