/**
 * What locks and queues are made of. It is written as a library of a stranger's could be: on what {@code io.asyncio4j} and its
 * {@code spi} export, and nothing else.
 *
 * <pre>
 *   Waiters ── Waiter   the tasks that wait, in the order in which they came; each with a promise
 *   LoopBinding         the one loop whose tasks may wait
 *   Releasing           what acquire() gives; releases once
 *   Items               what a queue keeps its items in: Fifo, Lifo; PriorityQueue has its heap
 *   ItemsText           those as a text
 *   Users               who has used something lately, for those who look for cycles
 * </pre>
 *
 * <p>May use: no other room; the contract in {@code io.asyncio4j}, {@code spi} and {@code sync}.
 */
@NullMarked
package io.asyncio4j.internal.sync;

import org.jspecify.annotations.NullMarked;
