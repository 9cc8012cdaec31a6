package io.asyncio4j.offload.hazelcast.internal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is done to {@link Tickets} where they are kept, in one go: members that are gone are removed, a ticket is given
 * back, one is taken. It gives the number of a ticket, and how many are before it.
 */
/*
 * Gone is who neither the member that asks nor the one that keeps the tickets knows. Who asks may not have heard yet of
 * one that has just joined; who keeps them has, for it takes nothing from strangers. The copies on other members are
 * given the outcome, for what they have heard may be something else.
 *
 * The engine repeats what it has sent when a member dies, and then it may be done twice. So a request has a number.
 */
public final class TicketChange
        implements
        EntryProcessor<String, Tickets, long[]>,
        DataSerializable,
        HazelcastInstanceAware {

    private static final long NONE = 0;

    private Set<UUID> members = new HashSet<>();
    private long giveBack = NONE;
    private long look = NONE;
    private boolean take;
    private UUID taker = new UUID(0, 0);
    private UUID request = new UUID(0, 0);
    // not sent: where it is done, and what came of it if that is to be copied
    private @Nullable HazelcastInstance here;
    private @Nullable Tickets changed;

    /** For Hazelcast. */
    public TicketChange() {}

    /** {@return what takes a ticket} */
    public static TicketChange take(UUID taker, Set<UUID> members) {
        var change = new TicketChange();
        change.take = true;
        change.taker = taker;
        change.request = UUID.randomUUID();
        change.members = members;
        return change;
    }

    /** {@return what gives one back} */
    public static TicketChange giveBack(long number) {
        var change = new TicketChange();
        change.giveBack = number;
        return change;
    }

    /** {@return what looks after one} */
    public static TicketChange look(long number, Set<UUID> members) {
        var change = new TicketChange();
        change.look = number;
        change.members = members;
        return change;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        here = instance;
    }

    @Override
    public long[] process(Map.Entry<String, Tickets> entry) {
        Tickets tickets = entry.getValue() == null ? new Tickets() : entry.getValue();
        boolean change = !members.isEmpty() && tickets.keepOnly(known());
        if (giveBack != NONE) {
            change |= tickets.giveBack(giveBack);
        }
        long number = take ? tickets.take(taker, request) : look;
        if (change || take) { // else those who wait would be told of nothing, look again, and so on
            entry.setValue(tickets);
            changed = tickets;
        }
        return new long[] {number, tickets.placeOf(number)};
    }

    private Set<UUID> known() {
        var known = new HashSet<>(members);
        if (here != null) {
            here.getCluster().getMembers().forEach(member -> known.add(member.getUuid()));
        }
        return known;
    }

    // asked for when it was done
    @Override
    public @Nullable EntryProcessor<String, Tickets, long[]> getBackupProcessor() {
        return changed == null ? null : new TicketCopy(changed);
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeInt(members.size());
        for (UUID member : members) {
            writeId(out, member);
        }
        out.writeLong(giveBack);
        out.writeLong(look);
        out.writeBoolean(take);
        writeId(out, taker);
        writeId(out, request);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        members = new HashSet<>();
        for (int left = in.readInt(); left > 0; left--) {
            members.add(readId(in));
        }
        giveBack = in.readLong();
        look = in.readLong();
        take = in.readBoolean();
        taker = readId(in);
        request = readId(in);
    }

    static void writeId(ObjectDataOutput out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    static UUID readId(ObjectDataInput in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }
}
