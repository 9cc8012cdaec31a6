"""The side of Python's ProcessPoolExecutor: prints calls a second, p50, p99, chunks of primes and of words a second."""
import asyncio
import multiprocessing
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

CHUNKS, PRIMES, WORDS = 24, 60_000, 40_000


def empty():
    return 1


def is_prime(n):
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
        d += 1
    return True


def primes(chunk):
    start = 1_000_000 + chunk * PRIMES
    # a tenth of a chunk: it takes Python that much longer
    return sum(is_prime(n) for n in range(start, start + PRIMES // 10))


def text(chunk):
    seed, out = chunk + 1, []
    for _ in range(WORDS):
        seed = seed * 1_103_515_245 + 12_345 & 0x7FFFFFFF
        out.append(f"w{seed % 1000} ")
    return "".join(out)


def words(given):
    return Counter(given.split())


async def many(loop, pool, calls, limit):
    gate = asyncio.Semaphore(limit)

    async def one(call):
        async with gate:
            return await loop.run_in_executor(pool, *call)

    begin = time.perf_counter()
    await asyncio.gather(*(one(call) for call in calls))
    return len(calls) / (time.perf_counter() - begin)


async def main(size):
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(size, mp_context=multiprocessing.get_context("spawn")) as pool:
        await many(loop, pool, [(empty,)] * 500, 200)
        rate = await many(loop, pool, [(empty,)] * 3000, 200)
        times = []
        for _ in range(500):
            begin = time.perf_counter()
            await loop.run_in_executor(pool, empty)
            times.append(time.perf_counter() - begin)
        times.sort()
        prime_rate = await many(loop, pool, [(primes, i) for i in range(size * 4)], size * 2) / 10
        texts = [text(i) for i in range(CHUNKS)]
        word_rate = await many(loop, pool, [(words, each) for each in texts], size * 2)
        print(rate, times[250] * 1e6, times[495] * 1e6, prime_rate, word_rate)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
