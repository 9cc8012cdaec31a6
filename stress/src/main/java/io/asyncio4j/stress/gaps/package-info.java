/** What the tests leave out: reports of coverage and of mutations, held against the lists of what is left out with a reason. */
@NullMarked
package io.asyncio4j.stress.gaps;

import org.jspecify.annotations.NullMarked;
