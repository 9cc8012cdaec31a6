package io.asyncio4j.offload.hazelcast.internal;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.IOException;
import java.util.Map;

/** What a {@link TicketChange} has come to, for the members that keep a copy. */
public final class TicketCopy implements EntryProcessor<String, Tickets, long[]>, DataSerializable {

    private Tickets tickets = new Tickets();

    /** For Hazelcast. */
    public TicketCopy() {}

    TicketCopy(Tickets tickets) {
        this.tickets = tickets;
    }

    @Override
    public long[] process(Map.Entry<String, Tickets> entry) {
        entry.setValue(tickets);
        return new long[0];
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        tickets.writeData(out);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        tickets.readData(in);
    }
}
