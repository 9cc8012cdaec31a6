/**
 * What loops write into the recordings of Java Flight Recorder. Only this package depends on the module jdk.jfr, and
 * only a JVM that has it loads a class of this package; one of events is loaded when a recording runs, not before.
 */
@NullMarked
package io.asyncio4j.internal.jfr;

import org.jspecify.annotations.NullMarked;
