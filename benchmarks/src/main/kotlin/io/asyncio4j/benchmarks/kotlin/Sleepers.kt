@file:JvmName("Sleepers")

package io.asyncio4j.benchmarks.kotlin

import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

/** Runs coroutines that sleep, and calls [started] once all of them do. */
fun sleepers(count: Int, millis: Long, started: Runnable): Unit = runBlocking {
    coroutineScope {
        repeat(count) {
            launch { delay(millis) }
        }
        yield() // all sleep now
        started.run()
    }
}
