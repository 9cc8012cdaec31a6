package io.asyncio4j.spi;

/**
 * Decides which of those that are ready goes next on a loop: for tools that explore in how many ways a program can run.
 * {@code EventLoopBuilder.stepOrder} sets one; a loop without it runs first in, first out, as asyncio does, and does not
 * pay for this interface.
 *
 * <p>It is asked by whoever holds the loop, before each task or callback that gets it, also where only one is ready. It
 * must not await. It may complete futures and cancel tasks before it looks whom there is to choose from. What it throws
 * ends the loop's run, as a {@code LoopExit} does.
 *
 * <p>A task that is started eagerly, and an await that need not wait, are no steps of their own, and not asked for.
 * {@link LoopObserver.Housekeeping} comes when other threads want it, and so it is not asked for either, nor seen among what is
 * ready: it is run at the beginning of a turn, and whoever decides does the same with it as without.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 */
@FunctionalInterface
public interface StepOrder {

    /**
     * {@return the place in the ready queue of what shall run next} The others keep their order.
     *
     * @param loop what can be seen of the loop; there are {@link LoopView#readyCount} to choose from, at least one, of
     *     whom the first {@link LoopView#leftInTurn} were ready when the turn began, and the others came since
     */
    int next(LoopView loop);
}
