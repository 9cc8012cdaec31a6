/** Tests of the shape of the code: which way its arrows point, and what it shows to the world. */
package io.asyncio4j.architecture;
