/** Operations on channels of one's own. */
package io.asyncio4j.net.tests.lowlevel;
