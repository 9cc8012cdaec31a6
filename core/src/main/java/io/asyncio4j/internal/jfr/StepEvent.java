package io.asyncio4j.internal.jfr;

import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Each step. Off unless a recording asks for it, as there are millions in a second and each needs two looks at the
 * clock; a threshold lessens the number but not the looks.
 */
@Name("io.asyncio4j.Step")
@Label("Step")
@Description("What the loop ran in one go: a task until its next await, or a callback")
@Enabled(false)
@StackTrace(false)
final class StepEvent extends AnyStepEvent {}
