package io.asyncio4j.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar's manifest. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "asyncio4j " + (version == null ? "(development)" : version),
            "Java " + Runtime.version(),
        };
    }
}
