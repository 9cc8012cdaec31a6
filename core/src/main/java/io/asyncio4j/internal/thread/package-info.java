/**
 * Threads that tasks run on, and nothing about loops or tasks: two verbs, two backends, one reflective file. May
 * use: queue.
 */
@NullMarked
package io.asyncio4j.internal.thread;

import org.jspecify.annotations.NullMarked;
