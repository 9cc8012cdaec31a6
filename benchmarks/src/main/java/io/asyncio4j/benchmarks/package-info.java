/** Kinds of work, each written for asyncio4j, Kotlin coroutines and plain virtual threads, so that one run compares them. */
@NullMarked
package io.asyncio4j.benchmarks;

import org.jspecify.annotations.NullMarked;
