/** Programs by others at the other end. */
package io.asyncio4j.net.tests.peers;
