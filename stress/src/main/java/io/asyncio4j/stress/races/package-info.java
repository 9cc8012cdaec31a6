/**
 * Races, run millions of times by jcstress: each the library's own code, and beside it a naive twin that must be seen to
 * fail. A twin that does not says that its race is not met any more, and so that the library's part proves nothing.
 */
@NullMarked
package io.asyncio4j.stress.races;

import org.jspecify.annotations.NullMarked;
