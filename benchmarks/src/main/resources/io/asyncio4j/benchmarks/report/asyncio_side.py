"""One work of the benchmarks, on asyncio's own loop or on uvloop's.

    asyncio_side.py SIDE WORK SIZE WARMUPS ITERATIONS MILLIS

SIDE is cpython or uvloop. SIZE is how many tasks or timers there are at a time, 0 for the usual number. An iteration
repeats the work for at least MILLIS milliseconds; when that has taken as long as all iterations are to take at least, there
is no further one. Prints a JSON list with a pair per iteration: nanoseconds per operation, or bytes per task for the work
"memory", and the processors' nanoseconds per operation. The works are those of the JMH classes of the same names, with as
many tasks at a time; where tasks only repeat something, they repeat it less often, for it takes longer here.
"""

import asyncio
import concurrent.futures
import gc
import json
import random
import sys
import threading
import time
import tracemalloc

LIMIT_SECONDS = 10
HOUR = 3600


async def give_way(times):
    for _ in range(times):
        await asyncio.sleep(0)


async def nothing():
    pass


async def one():
    return 1


async def switch(tasks):
    times = max(1, 500_000 // tasks)
    for task in [asyncio.create_task(give_way(times)) for _ in range(tasks)]:
        await task
    return tasks * times


async def sleep_zero(_):
    await give_way(50_000)
    return 50_000


async def spawn(tasks):
    ran = 0

    async def run():
        nonlocal ran
        ran += 1

    for _ in range(tasks):
        asyncio.create_task(run())
    await asyncio.sleep(0)
    return ran


async def spawn_await(_):
    results = 0
    for _ in range(20_000):
        results += await asyncio.create_task(one())
    return results


async def gather(tasks):
    results = 0
    for _ in range(max(1, 100_000 // tasks)):
        results += len(await asyncio.gather(*[asyncio.create_task(one()) for _ in range(tasks)]))
    return results


async def task_group(tasks):
    async with asyncio.TaskGroup() as group:
        for _ in range(tasks):
            group.create_task(nothing())
    return tasks


async def queue(_):
    rounds = 20_000
    pings = asyncio.Queue()
    pongs = asyncio.Queue()

    async def other():
        for _ in range(rounds):
            await pongs.put(await pings.get() + 1)

    player = asyncio.create_task(other())
    ball = 0
    for _ in range(rounds):
        await pings.put(ball + 1)
        ball = await pongs.get()
    await player
    return ball // 2


async def wait_for(_):
    done = 0
    for _ in range(20_000):
        done += await asyncio.wait_for(asyncio.sleep(0, 1), LIMIT_SECONDS)
    return done


async def timeout_block(_):
    done = 0
    for _ in range(20_000):
        async with asyncio.timeout(LIMIT_SECONDS):
            done += 1
    return done


async def lock(tasks):
    shared = asyncio.Lock()
    taken = 0

    async def take():
        nonlocal taken
        for _ in range(2_000):
            async with shared:
                taken += 1

    async with shared:
        takers = [asyncio.create_task(take()) for _ in range(tasks)]
        await asyncio.sleep(0)
    for taker in takers:
        await taker
    return taken


async def cancel(tasks):
    loop = asyncio.get_running_loop()
    cancelled = 0

    async def wait():
        nonlocal cancelled
        try:
            await loop.create_future()
        except asyncio.CancelledError:
            cancelled += 1
            raise

    waiting = [asyncio.create_task(wait()) for _ in range(tasks)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    return cancelled


async def timer(timers):
    loop = asyncio.get_running_loop()
    times = max(1, 100_000 // timers)
    for _ in range(times):
        for handle in [loop.call_later(HOUR + i / 1000, int) for i in range(timers)]:
            handle.cancel()
        await asyncio.sleep(0)
    return times * timers


async def timer_expiry(timers):
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    fired = 0

    def fire():
        nonlocal fired
        fired += 1
        if fired == timers:
            done.set_result(None)

    dice = random.Random(20261130)
    for _ in range(timers):
        loop.call_later(dice.randint(1, 50) / 1000, fire)
    await done
    return fired


async def sleepers(tasks):
    woken = 0

    async def sleep(delay):
        nonlocal woken
        await asyncio.sleep(delay)
        woken += 1

    for task in [asyncio.create_task(sleep(i / tasks)) for i in range(1, tasks + 1)]:
        await task
    assert woken == tasks
    return 1


async def threadsafe(_):
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    calls = 50_000
    ran = 0

    def callback():
        nonlocal ran
        ran += 1
        if ran == calls:
            done.set_result(ran)

    def call():
        for _ in range(calls // 2):
            loop.call_soon_threadsafe(callback)

    for _ in range(2):
        threading.Thread(target=call, daemon=True).start()
    return await done


async def worker_pool(workers):
    items = 100_000
    queue = asyncio.Queue(100)
    at_a_time = asyncio.Semaphore(100)
    done = 0

    async def work():
        nonlocal done
        while await queue.get() is not None:
            async with asyncio.timeout(LIMIT_SECONDS):
                async with at_a_time:
                    await asyncio.sleep(0)
                    done += 1

    tasks = [asyncio.create_task(work()) for _ in range(workers)]
    for item in range(items):
        await queue.put(item)
    for _ in tasks:
        await queue.put(None)
    for task in tasks:
        await task
    return done


def return_one():
    return 1


async def to_thread(_):
    done = 0
    for _ in range(5_000):
        done += await asyncio.to_thread(return_one)
    return done


async def await_stage(_):
    done = 0
    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        for _ in range(5_000):
            done += await asyncio.wrap_future(threads.submit(return_one))
    return done


def sleep_for_a_millisecond():
    time.sleep(0.001)
    return 1


async def slow_call(_):
    done = 0
    for _ in range(50):
        done += await asyncio.to_thread(sleep_for_a_millisecond)
    return done


# name: the work and how many tasks or timers it has at a time
WORKS = {
    "switch": (switch, 1_000),
    "sleep-zero": (sleep_zero, 1),
    "spawn": (spawn, 100_000),
    "spawn-await": (spawn_await, 1),
    "gather": (gather, 100_000),
    "task-group": (task_group, 10_000),
    "queue": (queue, 2),
    "wait-for": (wait_for, 1),
    "timeout-block": (timeout_block, 1),
    "lock": (lock, 10),
    "cancel": (cancel, 100_000),
    "timer": (timer, 100_000),
    "timer-expiry": (timer_expiry, 1_000_000),
    "sleepers": (sleepers, 100_000),
    "threadsafe": (threadsafe, 1),
    "worker-pool": (worker_pool, 1_000),
    # both are to_thread here, which is Python's only way
    "blocking": (to_thread, 1),
    "to-thread": (to_thread, 1),
    "await-stage": (await_stage, 1),
    "slow-call": (slow_call, 1),
}


async def bytes_of_a_sleeping_task(tasks):
    """What Python's allocator has handed out for each of so many tasks, when all of them sleep."""

    async def sleep():
        await asyncio.sleep(HOUR)

    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    sleeping = [asyncio.create_task(sleep()) for _ in range(tasks)]
    await asyncio.sleep(0)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    its = sys.getsizeof(sleeping)
    for task in sleeping:
        task.cancel()
    await asyncio.wait(sleeping)
    return (after - before - its) / tasks


def sample(runner, work, size, millis):
    """Nanoseconds per operation and the processors' share of them, over as many repetitions as fill the time; and that time."""
    operations = 0
    start = time.perf_counter_ns()
    processor = time.process_time_ns()
    while True:
        operations += runner.run(work(size))
        elapsed = time.perf_counter_ns() - start
        if elapsed >= millis * 1_000_000:
            return elapsed / operations, (time.process_time_ns() - processor) / operations, elapsed


def main(side, name, size, warmups, iterations, millis):
    loop_factory = None
    if side == "uvloop":
        import uvloop

        loop_factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        if name == "memory":
            print(json.dumps([(runner.run(bytes_of_a_sleeping_task(size or 100_000)), 0)]))
            return
        work, usual = WORKS[name]
        for _ in range(warmups):
            sample(runner, work, size or usual, millis)
        samples = []
        left = iterations * millis * 1_000_000
        while len(samples) < iterations and left > 0:
            nanos, processor, elapsed = sample(runner, work, size or usual, millis)
            samples.append((nanos, processor))
            left -= elapsed
        print(json.dumps(samples))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
