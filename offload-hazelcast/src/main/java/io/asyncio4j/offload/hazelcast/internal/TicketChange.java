package io.asyncio4j.offload.hazelcast.internal;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What is done to {@link Tickets} where they are kept, in one go: members that are gone are removed, a ticket is given
 * back, one is taken. It gives the number of a ticket, and how many are before it.
 */
public final class TicketChange implements EntryProcessor<String, Tickets, long[]>, DataSerializable {

    private static final long NONE = 0;

    private Set<UUID> members = new HashSet<>();
    private long giveBack = NONE;
    private long look = NONE;
    private boolean take;
    private UUID taker = new UUID(0, 0);

    /** For Hazelcast. */
    public TicketChange() {}

    /** {@return what takes a ticket} */
    public static TicketChange take(UUID taker, Set<UUID> members) {
        var change = new TicketChange();
        change.take = true;
        change.taker = taker;
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
    public long[] process(Map.Entry<String, Tickets> entry) {
        Tickets tickets = entry.getValue() == null ? new Tickets() : entry.getValue();
        boolean changed = !members.isEmpty() && tickets.keepOnly(members);
        if (giveBack != NONE) {
            changed |= tickets.giveBack(giveBack);
        }
        long number = take ? tickets.take(taker) : look;
        if (changed || take) { // else those who wait would be told of nothing, look again, and so on
            entry.setValue(tickets);
        }
        return new long[] {number, tickets.placeOf(number)};
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
    }

    private static void writeId(ObjectDataOutput out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static UUID readId(ObjectDataInput in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }
}
