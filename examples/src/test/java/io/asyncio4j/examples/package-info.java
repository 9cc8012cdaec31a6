/** Tests of the programs in this module, which themselves are in no package. */
package io.asyncio4j.examples;
