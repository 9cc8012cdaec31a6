/**
 * Recognises a run that goes nowhere, and says what that is called and who is to blame.
 *
 * <pre>
 *   Stuck ──> Starvation       who gets no turn while others go on
 *      │──> DroppedWakeUps     cancelled when it was woken, and woke nobody instead
 *      │──> WakeUps            of a run that is watched closely: EventStory, ConditionStory, QueueStory, made of Acts
 *      └──> Keepers            who has ended with a lock or a permit
 * </pre>
 *
 * <p>May use: look.
 */
@NullMarked
package io.asyncio4j.testkit.internal.stuck;

import org.jspecify.annotations.NullMarked;
