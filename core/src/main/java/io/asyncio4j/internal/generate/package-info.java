/**
 * Code that is left and come back to: generators, and coroutines that are stepped.
 *
 * <pre>
 *   AsyncGeneratorImpl ──> GeneratorRun ──> SideStack        a generator's code, on a second stack of the task
 *   GeneratorCoroutine ──> GeneratorSteps                    a generator-based coroutine, on no stack at all
 * </pre>
 *
 * <p>May use: kernel, handle, body, thread, text.
 */
@NullMarked
package io.asyncio4j.internal.generate;

import org.jspecify.annotations.NullMarked;
