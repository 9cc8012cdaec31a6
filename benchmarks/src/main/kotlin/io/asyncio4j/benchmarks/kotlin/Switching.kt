@file:JvmName("Switching")

package io.asyncio4j.benchmarks.kotlin

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
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
