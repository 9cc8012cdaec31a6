package io.asyncio4j.offload.hazelcast.internal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Who holds a semaphore or waits for it, in order: the first ones hold it, as many as there are permits. */
public final class Tickets implements DataSerializable {

    private record Ticket(long number, UUID member) {}

    private long last;
    private final List<Ticket> tickets = new ArrayList<>();

    /** For Hazelcast. */
    public Tickets() {}

    /** Adds one for {@code member}, and {@return its number} */
    long take(UUID member) {
        tickets.add(new Ticket(++last, member));
        return last;
    }

    /** Removes one; says whether it was there. */
    boolean giveBack(long number) {
        return tickets.removeIf(ticket -> ticket.number == number);
    }

    /** Removes those of members that are gone; says whether there were any. */
    boolean keepOnly(Set<UUID> members) {
        return tickets.removeIf(ticket -> !members.contains(ticket.member));
    }

    /** {@return how many are before ticket {@code number}}, -1 if it is not there. */
    public int placeOf(long number) {
        for (int i = 0; i < tickets.size(); i++) {
            if (tickets.get(i).number == number) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeLong(last);
        out.writeInt(tickets.size());
        for (Ticket ticket : tickets) {
            out.writeLong(ticket.number);
            out.writeLong(ticket.member.getMostSignificantBits());
            out.writeLong(ticket.member.getLeastSignificantBits());
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        last = in.readLong();
        tickets.clear();
        for (int left = in.readInt(); left > 0; left--) {
            tickets.add(new Ticket(in.readLong(), new UUID(in.readLong(), in.readLong())));
        }
    }
}
