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

    private record Ticket(long number, UUID member, UUID request) {}

    private long last;
    private final List<Ticket> tickets = new ArrayList<>();

    /** For Hazelcast. */
    public Tickets() {}

    /** Adds one for {@code member}, unless {@code request} has one already, and {@return its number} */
    long take(UUID member, UUID request) {
        for (Ticket ticket : tickets) {
            if (ticket.request.equals(request)) {
                return ticket.number;
            }
        }
        tickets.add(new Ticket(++last, member, request));
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
            TicketChange.writeId(out, ticket.member);
            TicketChange.writeId(out, ticket.request);
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        last = in.readLong();
        tickets.clear();
        for (int left = in.readInt(); left > 0; left--) {
            tickets.add(new Ticket(in.readLong(), TicketChange.readId(in), TicketChange.readId(in)));
        }
    }
}
