package io.asyncio4j.offload.hazelcast.internal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.IOException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Ends a call on the member that makes it; tells whether it is over. */
public final class CancelTask implements Callable<Boolean>, DataSerializable, HazelcastInstanceAware {

    private UUID id = new UUID(0, 0);
    private long millis;
    private @Nullable HazelcastInstance member;

    /** For Hazelcast. */
    public CancelTask() {}

    public CancelTask(UUID id, long millis) {
        this.id = id;
        this.millis = millis;
    }

    @Override
    public Boolean call() throws InterruptedException {
        return RunningCalls.of(Objects.requireNonNull(member)).cancel(id, millis);
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
        out.writeLong(millis);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        id = new UUID(in.readLong(), in.readLong());
        millis = in.readLong();
    }
}
