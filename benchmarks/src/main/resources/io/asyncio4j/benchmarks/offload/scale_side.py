"""The side of Python's ProcessPoolExecutor, awaited on a loop: scale_side.py WORKERS SECONDS. See ScaleWork.java and
ScaleMeter.java, which do the same; it prints what ScaleFigures.java reads."""
import asyncio
import multiprocessing
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

CHUNKS, NUMBERS, WORDS, UNDER_WAY = 16, 10_000, 40_000, 200


def empty(value):
    return value


def is_prime(n):
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
        d += 1
    return True


def primes(chunk):
    start = 1_000_000 + chunk * NUMBERS
    return sum(is_prime(n) for n in range(start, start + NUMBERS))


def text(chunk):
    seed, out = chunk + 1, []
    for _ in range(WORDS):
        seed = seed * 1_103_515_245 + 12_345 & 0x7FFFFFFF
        out.append(f"w{seed % 1000} ")
    return "".join(out)


def words(given):
    return Counter(given.split())


async def rate(loop, pool, function, elements, limit, expected, seconds):
    """Calls a second, and the microseconds of processor time that one takes in this process."""
    begin, used, count = time.perf_counter(), time.process_time(), 0
    end = begin + seconds
    taken = 0

    async def work():
        nonlocal count, taken
        while taken == 0 or time.perf_counter() < end:
            number, taken = taken, taken + 1
            result = await loop.run_in_executor(pool, function, elements[number % CHUNKS])
            if expected and result != expected[number % CHUNKS]:
                raise ValueError(f"chunk {number} came to {result}")
            count += 1

    await asyncio.gather(*(work() for _ in range(limit)))
    return count / (time.perf_counter() - begin), (time.process_time() - used) * 1e6 / count


async def warm_rate(*args):
    await rate(*args)
    return await rate(*args)


async def latencies(loop, pool, seconds):
    times = []
    end = time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        begin = time.perf_counter()
        await loop.run_in_executor(pool, empty, 1)
        times.append((time.perf_counter() - begin) * 1e6)
    return sorted(times)


async def main(workers, seconds):
    loop = asyncio.get_running_loop()
    chunks = list(range(CHUNKS))
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        calls = await warm_rate(loop, pool, empty, chunks, UNDER_WAY, None, seconds)
        times = await latencies(loop, pool, seconds)
        counts = [primes(chunk) for chunk in chunks]
        prime = await warm_rate(loop, pool, primes, chunks, 2 * workers, counts, seconds)
        texts = [text(chunk) for chunk in chunks]
        word = await warm_rate(loop, pool, words, texts, 2 * workers, [words(each) for each in texts], seconds)
    print(*calls, times[int(0.5 * (len(times) - 1))], times[int(0.99 * (len(times) - 1))], *prime, *word)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
