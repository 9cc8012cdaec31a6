/**
 * The inside of a child process. {@link io.asyncio4j.offload.internal.child.ChildMain} is its main class. Its main
 * thread receives, its worker makes the calls, and one thread watches whether the parent still lives.
 *
 * <pre>
 *   ChildMain ---- Worker ---- ServedClasses      asks the pool for classes that are not on the class path
 *       |
 *   ParentWatch
 * </pre>
 *
 * References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.offload.internal.child;

import org.jspecify.annotations.NullMarked;
