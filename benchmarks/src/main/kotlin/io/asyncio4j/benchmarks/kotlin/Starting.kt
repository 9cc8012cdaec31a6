@file:JvmName("Starting")

package io.asyncio4j.benchmarks.kotlin

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

/** Coroutines that do not suspend; the number that ran. */
fun launchMany(coroutines: Int): Int = runBlocking {
    var ran = 0
    repeat(coroutines) {
        launch { ran++ }
    }
    yield() // they run
    ran
}

/** Coroutines that are awaited one after another; the number of their results. */
fun asyncAndAwait(coroutines: Int): Int = runBlocking {
    var results = 0
    repeat(coroutines) {
        results += async { 1 }.await()
    }
    results
}

/** Coroutines that are awaited together, so many at a time; the number of their results. */
fun awaitTogether(coroutines: Int, times: Int): Int = runBlocking {
    var results = 0
    repeat(times) {
        val all = ArrayList<Deferred<Int>>(coroutines)
        for (i in 0 until coroutines) {
            all.add(async { i })
        }
        results += all.awaitAll().size
    }
    results
}

/** Scopes, each with so many coroutines that do not suspend; the number that ran. */
fun scopes(coroutines: Int, times: Int): Int = runBlocking {
    var ran = 0
    repeat(times) {
        coroutineScope {
            repeat(coroutines) {
                launch { ran++ }
            }
        }
    }
    ran
}

/** Coroutines that wait and are cancelled, all at once; the number that saw it. */
fun cancelWaiting(coroutines: Int): Int = runBlocking {
    var cancelled = 0
    val all = ArrayList<Job>(coroutines)
    repeat(coroutines) {
        all.add(launch {
            try {
                CompletableDeferred<Unit>().await()
            } catch (e: CancellationException) {
                cancelled++
                throw e
            }
        })
    }
    yield() // all wait now
    all.forEach { it.cancel() }
    all.joinAll()
    cancelled
}
