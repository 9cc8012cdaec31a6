/**
 * Sockets and subprocesses beside those of others: a server of each side in a process of its own, driven by {@code LoadClient}
 * in another one. {@code NetProbe} starts both and takes the figure; {@code report} asks it in rounds.
 */
@NullMarked
package io.asyncio4j.benchmarks.net;

import org.jspecify.annotations.NullMarked;
