/** {@code asyncio4j ps} and {@code pstree}: the loops of another process, looked at by attaching to it. */
@NullMarked
package io.asyncio4j.cli.inspect;

import org.jspecify.annotations.NullMarked;
