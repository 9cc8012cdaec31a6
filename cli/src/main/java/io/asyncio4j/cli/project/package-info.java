/**
 * A project of one's own: {@link io.asyncio4j.cli.project.NewCommand} makes one from the template in
 * {@code examples/consumer}, {@link io.asyncio4j.cli.project.DoctorCommand} says what of the tools around it is there.
 */
@NullMarked
package io.asyncio4j.cli.project;

import org.jspecify.annotations.NullMarked;
