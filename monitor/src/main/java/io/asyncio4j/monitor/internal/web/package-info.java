/**
 * The server: who may ask, what can be asked, and the page's own files.
 *
 * <pre>
 *   MonitorServer ── Guard ── RateLimit       the port; who may ask, and how often
 *      ├── RequestThreads                     who answers, and how long a client may take
 *      ├── Api ── Query, Json, Documents      what can be asked, and the answers
 *      └── Assets                             the page's own files
 * </pre>
 *
 * <p>May use: look, timeline, io.asyncio4j.monitor.
 */
@NullMarked
package io.asyncio4j.monitor.internal.web;

import org.jspecify.annotations.NullMarked;
