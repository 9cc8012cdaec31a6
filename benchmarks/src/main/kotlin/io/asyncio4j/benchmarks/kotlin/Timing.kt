@file:JvmName("Timing")

package io.asyncio4j.benchmarks.kotlin

import kotlin.concurrent.thread
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Delay
import kotlinx.coroutines.DisposableHandle
import kotlinx.coroutines.InternalCoroutinesApi
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield

/** Yields, each under a time limit that does not expire; the number that came back. */
fun yieldWithTimeout(times: Int, limitSeconds: Int): Int = runBlocking {
    var done = 0
    repeat(times) {
        done += withTimeout(limitSeconds.seconds) {
            yield()
            1
        }
    }
    done
}

/** Blocks that do not suspend, each under a time limit that does not expire; the number that ended. */
fun blocksWithTimeout(times: Int, limitSeconds: Int): Int = runBlocking {
    var done = 0
    repeat(times) {
        withTimeout(limitSeconds.seconds) {
            done++
        }
    }
    done
}

/** Timers that are set and then cancelled, so many at a time; the number of them. */
@OptIn(InternalCoroutinesApi::class)
fun timers(timers: Int, times: Int, firstMillis: Long): Int = runBlocking {
    val clock = coroutineContext[ContinuationInterceptor] as Delay
    val nothing = Runnable {}
    var cancelled = 0
    repeat(times) {
        val all = ArrayList<DisposableHandle>(timers)
        for (i in 0 until timers) {
            all.add(clock.invokeOnTimeout(firstMillis + i, nothing, coroutineContext))
        }
        for (timer in all) {
            timer.dispose()
            cancelled++
        }
        yield()
    }
    cancelled
}

/** Timers that are set, each so many milliseconds ahead, and fire; the number of them. */
@OptIn(InternalCoroutinesApi::class)
fun timersThatFire(millis: IntArray): Int = runBlocking {
    val clock = coroutineContext[ContinuationInterceptor] as Delay
    val all = CompletableDeferred<Int>()
    var fired = 0
    val fire = Runnable {
        fired++
        if (fired == millis.size) {
            all.complete(fired)
        }
    }
    for (each in millis) {
        clock.invokeOnTimeout(each.toLong(), fire, coroutineContext)
    }
    all.await()
}

/** Coroutines that sleep until moments spread over a time; the number that woke. */
fun delaysOver(coroutines: Int, nanos: Long): Int = runBlocking {
    var woken = 0
    coroutineScope {
        for (i in 1..coroutines) {
            launch {
                delay((nanos * i / coroutines).nanoseconds)
                woken++
            }
        }
    }
    woken
}

/** Callbacks that other threads hand to the event loop; the number that ran. */
fun dispatchFromThreads(threads: Int, calls: Int): Int = runBlocking {
    val dispatcher = coroutineContext[ContinuationInterceptor] as CoroutineDispatcher
    val done = CompletableDeferred<Int>()
    var ran = 0
    val callback = Runnable {
        ran++
        if (ran == calls) {
            done.complete(ran)
        }
    }
    repeat(threads) {
        thread {
            repeat(calls / threads) {
                dispatcher.dispatch(EmptyCoroutineContext, callback)
            }
        }
    }
    done.await()
}
