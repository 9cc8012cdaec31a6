package io.asyncio4j.offload;

import static io.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.offload.contract.ProcessesContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

class PoolContractTest extends ProcessesContract {

    /** What the contract kills is not to be killed by the pool before. */
    @Override
    protected Offload openPlace() {
        return Pools.builder(2).grace(Duration.ofMinutes(1)).open();
    }

    @Override
    protected int mostCallsOfAProcess(int all) {
        return 1;
    }

    @Override
    protected List<RemoteCall<Integer>> callsWhileOneIsKilledThatStarts(Offload place) {
        Set<Long> before = children();
        var calls = new ArrayList<RemoteCall<Integer>>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            calls.add(place.submit(() -> number));
        }
        toThread(() -> {
            Set<Long> started = children();
            while (before.containsAll(started)) {
                Thread.onSpinWait();
                started = children();
            }
            started.removeAll(before);
            ProcessHandle.of(started.iterator().next()).ifPresent(ProcessHandle::destroyForcibly);
        });
        return calls;
    }

    private static Set<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    @Override
    protected void assertCounted(Offload place, long submitted, long succeeded, long failed, long cancelled,
            long lost) {
        assertThat(((ProcessPool) place).statistics()).returns(submitted, PoolStatistics::submitted)
                .returns(succeeded, PoolStatistics::succeeded).returns(failed, PoolStatistics::failed)
                .returns(cancelled, PoolStatistics::cancelled).returns(lost, PoolStatistics::lost)
                .returns(0, PoolStatistics::waiting).returns(0, PoolStatistics::busy)
                .returns(0, PoolStatistics::children);
    }
}
