/** The shape of the code, and of the public API. */
package io.asyncio4j.net.architecture;
