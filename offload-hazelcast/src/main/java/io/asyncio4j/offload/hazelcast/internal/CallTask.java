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

/** A call on its way to a member, where it is made. */
public final class CallTask implements Callable<byte[]>, DataSerializable, HazelcastInstanceAware {

    private UUID id = new UUID(0, 0);
    private byte[] parcel = new byte[0];
    private @Nullable HazelcastInstance member;

    /** For Hazelcast. */
    public CallTask() {}

    public CallTask(UUID id, byte[] parcel) {
        this.id = id;
        this.parcel = parcel;
    }

    @Override
    public byte[] call() {
        HazelcastInstance here = Objects.requireNonNull(member);
        ClassLoader configured = here.getConfig().getClassLoader();
        ClassLoader loader = configured != null ? configured : Thread.currentThread().getContextClassLoader();
        return RunningCalls.of(here).run(id, parcel,
                loader != null ? loader : ClassLoader.getSystemClassLoader());
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
        out.writeByteArray(parcel);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        id = new UUID(in.readLong(), in.readLong());
        parcel = Objects.requireNonNull(in.readByteArray());
    }
}
