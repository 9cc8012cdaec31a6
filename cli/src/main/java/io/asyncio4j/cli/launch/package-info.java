/** How {@code ./asyncio4j run} starts a program: a jar of its own, beside the library on the program's class path. */
@NullMarked
package io.asyncio4j.cli.launch;

import org.jspecify.annotations.NullMarked;
