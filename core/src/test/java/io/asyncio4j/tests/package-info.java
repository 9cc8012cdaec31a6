/** Tests of the public API, each naming the behaviours of CPython that it pins, such as CAN-07. */
package io.asyncio4j.tests;
