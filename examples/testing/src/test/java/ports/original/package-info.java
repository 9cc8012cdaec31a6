/** The tests of two libraries of the Python world, aiolimiter and async-lru, in Java on the test kit. */
package ports.original;
