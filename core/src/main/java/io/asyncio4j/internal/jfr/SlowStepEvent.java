package io.asyncio4j.internal.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A step that held the loop for at least the loop's {@code slowCallbackDuration}. */
@Name("io.asyncio4j.SlowStep")
@Label("Slow Step")
@Description("A step that held the loop for at least the loop's slowCallbackDuration")
@StackTrace(false)
final class SlowStepEvent extends AnyStepEvent {}
