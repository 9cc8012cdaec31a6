/** Tests of a program from start to end: runners, interruption, signals, threads with a loop. */
package io.asyncio4j.tests.run;
