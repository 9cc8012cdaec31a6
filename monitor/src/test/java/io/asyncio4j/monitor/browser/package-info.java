/** Tests of the page in a real browser, driven by Playwright: what a person does, and what must be seen then. */
package io.asyncio4j.monitor.browser;
