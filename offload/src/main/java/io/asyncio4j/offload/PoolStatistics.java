package io.asyncio4j.offload;

/**
 * What a pool does and has done. Every call that was submitted is in exactly one place: {@code submitted} is the sum of
 * {@code succeeded}, {@code failed}, {@code cancelled}, {@code lost}, and those that are not over. A cancelled call counts
 * as such from the moment when its future ended, even if its child is still busy with it.
 *
 * @param size how many children there may be
 * @param children how many there are, those that start or leave included
 * @param busy how many of them make a call
 * @param idle how many of them wait for one
 * @param waiting how many calls wait for a child
 * @param submitted how many calls there were
 * @param succeeded how many have given a result
 * @param failed how many have thrown something
 * @param cancelled how many were cancelled
 * @param lost how many have failed because their child died or none could be started
 * @param started how many processes were started
 * @param died how many children have ended by themselves, which they should not
 * @param killed how many children were killed, for a cancelled call that went on, or when the pool was shut down
 */
public record PoolStatistics(int size, int children, int busy, int idle, int waiting, long submitted,
        long succeeded,
        long failed, long cancelled, long lost, long started, long died, long killed) {}
