package io.asyncio4j.offload;

import io.asyncio4j.offload.contract.OffloadContract;

class PoolContractTest extends OffloadContract {

    @Override
    protected Offload open() {
        return Pools.of(2);
    }
}
