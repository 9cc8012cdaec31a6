/** The {@code asyncio4j} command. */
@NullMarked
package io.asyncio4j.cli;

import org.jspecify.annotations.NullMarked;
