/**
 * What takes the place of a loop's clock and of its idle waiting, and who is told what it does. References are not
 * null unless marked.
 */
@NullMarked
package io.asyncio4j.spi;

import org.jspecify.annotations.NullMarked;
