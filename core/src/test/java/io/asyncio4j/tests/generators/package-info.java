/** Tests of generators, and of publishers as iterables and back. */
package io.asyncio4j.tests.generators;
