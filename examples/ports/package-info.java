/**
 * Five small programs of the Python world, in Java: a rate limiter, a cache, a fetcher that tries again, a debouncer, a
 * job scheduler. Each is a class to use and a {@code main} that shows it. docs/guide/porting.md tells how they came over.
 */
package ports;
