/**
 * How things are called and printed, and other small things that know nothing of loops.
 *
 * <pre>
 *   Names, Snippets         what things are called            Shown, Logs   what a program calls them, made harmless
 *   Stacks, CreationStack   the frames that are the user's    Time          nanoseconds that do not run over
 *   Fatal, Unchecked        exceptions: which end a loop, how they pass undeclared
 *   Thoroughly              all of several things, whatever they throw
 *   Arguments               what callers hand in
 *   Collected               who is told of objects that were garbage-collected
 * </pre>
 */
@NullMarked
package io.asyncio4j.internal.text;

import org.jspecify.annotations.NullMarked;
