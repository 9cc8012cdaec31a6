/** Tests of locks and their like. */
package io.asyncio4j.tests.sync;
