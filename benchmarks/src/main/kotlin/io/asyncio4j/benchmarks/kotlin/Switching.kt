@file:JvmName("Switching")

package io.asyncio4j.benchmarks.kotlin

import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.newSingleThreadContext
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withPermit
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield

/** Coroutines that yield in turns; the number of yields that came back. */
fun yieldInTurns(coroutines: Int, times: Int): Int = runBlocking {
    var switches = 0
    coroutineScope {
        repeat(coroutines) {
            launch {
                repeat(times) {
                    yield()
                    switches++
                }
            }
        }
    }
    switches
}

/** One coroutine that yields, with nothing else ready; the number of yields that came back. */
fun yieldAlone(times: Int): Int = runBlocking {
    var switches = 0
    repeat(times) {
        yield()
        switches++
    }
    switches
}

/** Two coroutines that pass a number to and fro, each adding one; the number at the end. */
fun pingPong(rounds: Int): Int = runBlocking {
    val pings = Channel<Int>(Channel.UNLIMITED)
    val pongs = Channel<Int>(Channel.UNLIMITED)
    launch {
        repeat(rounds) {
            pongs.send(pings.receive() + 1)
        }
    }
    var ball = 0
    repeat(rounds) {
        pings.send(ball + 1)
        ball = pongs.receive()
    }
    ball
}

/** Coroutines that hand a lock round, each release to one that waits; the number of times it was taken. */
fun handOver(coroutines: Int, times: Int): Int = runBlocking {
    val lock = Mutex(locked = true)
    var taken = 0
    coroutineScope {
        repeat(coroutines) {
            launch {
                repeat(times) {
                    lock.lock()
                    try {
                        taken++
                    } finally {
                        lock.unlock()
                    }
                }
            }
        }
        yield() // all wait for it now
        lock.unlock()
    }
    taken
}

/** A coroutine of one thread that has another thread add to a number; the number at the end. */
@OptIn(DelicateCoroutinesApi::class, ExperimentalCoroutinesApi::class)
fun betweenThreads(rounds: Int): Int = newSingleThreadContext("pongs").use { pongs ->
    runBlocking {
        var ball = 0
        repeat(rounds) {
            ball = withContext(pongs) { ball + 1 }
        }
        ball
    }
}

/** Workers that take items from a channel and yield within a semaphore, under a limit; the number of items done. */
fun workerPool(workers: Int, items: Int, room: Int, atATime: Int, limitSeconds: Int): Int = runBlocking {
    val channel = Channel<Int>(room)
    val semaphore = Semaphore(atATime)
    var done = 0
    coroutineScope {
        repeat(workers) {
            launch {
                for (item in channel) {
                    withTimeout(limitSeconds.seconds) {
                        semaphore.withPermit {
                            yield()
                            done++
                        }
                    }
                }
            }
        }
        repeat(items) {
            channel.send(it)
        }
        channel.close()
    }
    done
}
