/**
 * The server: who may ask, what can be asked, and the page's own files.
 *
 * <pre>
 *   MonitorServer ── Guard ── RateLimit       the port and its threads; who may ask, and how often
 *      ├── Api ── Query, Json, Documents      what can be asked, and the answers
 *      └── Assets                             the page's own files
 * </pre>
 *
 * <p>May use: look, timeline, io.asyncio4j.monitor.
 */
@NullMarked
package io.asyncio4j.monitor.internal.web;

import org.jspecify.annotations.NullMarked;
