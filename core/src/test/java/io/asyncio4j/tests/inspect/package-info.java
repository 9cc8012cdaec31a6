/** Tests of looking in: call graphs, snapshots, beans, who waits for whom. */
package io.asyncio4j.tests.inspect;
