package io.asyncio4j.net.tests.kit;

import static io.asyncio4j.net.Net.memoryPair;

import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;

/** What is run with one end of a connection in memory to write to and the other to read from, on virtual time. */
@FunctionalInterface
public interface MemoryStory {

    void tell(StreamWriter out, StreamReader in) throws Exception;

    static void story(MemoryStory story) {
        story(65536, story);
    }

    /** With lines of {@code limit} bytes at most. */
    static void story(int limit, MemoryStory story) {
        Loops.virtually(() -> {
            try (MemoryPair pair = memoryPair(1 << 20, limit)) {
                story.tell(pair.left().writer(), pair.right().reader());
            }
        });
    }
}
