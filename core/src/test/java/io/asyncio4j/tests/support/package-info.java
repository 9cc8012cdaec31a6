/** What the tests of all rooms share: loops on virtual time, logs, child JVMs, helpers that look inside. */
package io.asyncio4j.tests.support;
