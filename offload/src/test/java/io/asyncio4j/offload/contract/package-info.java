/** What every place keeps to where calls can run: one suite for threads, child processes and clusters. */
package io.asyncio4j.offload.contract;
