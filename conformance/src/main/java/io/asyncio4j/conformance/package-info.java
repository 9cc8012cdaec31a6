/**
 * Scenarios that run on CPython's asyncio and on asyncio4j, on virtual time, and whose traces must be equal line by
 * line.
 */
@NullMarked
package io.asyncio4j.conformance;

import org.jspecify.annotations.NullMarked;
