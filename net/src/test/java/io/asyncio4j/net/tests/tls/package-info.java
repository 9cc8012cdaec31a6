/** TLS, with certificates that are made at test time. */
package io.asyncio4j.net.tests.tls;
