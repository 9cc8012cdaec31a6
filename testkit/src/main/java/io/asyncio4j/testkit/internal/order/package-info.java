/**
 * Who goes next: how schedules are chosen, kept, and not tried twice.
 *
 * <pre>
 *   Decisions ──> Strategies, SelectiveWalk ── StepCounts
 *      │──> Schedule   what a run has decided, as text
 *      │──> States     what need not be tried again
 *      └──> Reduction  what need not be tried in another order
 *              └──> Choices, Taken, Names
 * </pre>
 *
 * <p>May use: chance, look.
 */
@NullMarked
package io.asyncio4j.testkit.internal.order;

import org.jspecify.annotations.NullMarked;
