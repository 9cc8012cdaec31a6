package io.asyncio4j.conformance;

import java.nio.file.Path;

/** Where the tests find the module's files: they run in its folder. */
final class Folders {

    static final Path MODULE = Path.of("").toAbsolutePath();

    private Folders() {}
}
