package io.asyncio4j.net.internal.parts;

import io.asyncio4j.spi.StackProbe;

/**
 * Initialises the module's classes before the first of its operations begins, and only where there is stack enough. A class
 * whose initialiser has overflowed cannot be used again in its JVM.
 */
/*
 * Each public way into the module calls it first. What a program may touch even before, the options and their constants, is
 * initialised with the first loop: the core's StaticParts names it. A test knows all classes with an initialiser.
 */
public final class NetParts {

    // the JDK has initialisers, too, which the first socket, process or handshake runs
    private static final int NEEDED_FRAMES = 700;
    private static final int COLD_CALLS = 1_000;

    // any thread; once they are true they stay so
    private static volatile boolean initialised;
    private static volatile boolean tlsInitialised;

    // any thread, and none has to know it exactly: code that has hardly ever run is interpreted, and still to be linked
    private static int plainCalls;
    private static int encryptedCalls;

    private NetParts() {}

    /** Overflows here if an operation that opens or ends something could overflow half-way. */
    public static void ensure() {
        ensureMuch();
        if (!initialised) {
            initialise(names());
            initialised = true;
        }
    }

    /** The same for what needs TLS, which not all programs do. */
    public static void ensureTls() {
        ensure();
        if (!tlsInitialised) {
            initialise(namesOfTls());
            tlsInitialised = true;
        }
    }

    /** The same, in next to no time, for what only uses something that is open. */
    public static void ensureStack() {
        ensureStack(false);
    }

    /** The same for what is encrypted, if it is. */
    public static void ensureStack(boolean isEncrypted) {
        boolean isCold = (isEncrypted ? encryptedCalls : plainCalls) < COLD_CALLS;
        if (!isCold) {
            if (isEncrypted) {
                StackProbe.ensureToWalk();
            } else {
                StackProbe.ensure();
            }
            return;
        }
        if (isEncrypted) {
            encryptedCalls++;
        } else {
            plainCalls++;
        }
        ensureMuch();
    }

    private static void ensureMuch() {
        StackProbe.ensureToWalk();
        StackProbe.ensureSmall(NEEDED_FRAMES);
    }

    private static void initialise(String[] names) {
        String root = "io.asyncio4j.";
        for (String name : names) {
            try {
                Class.forName(root + name, true, NetParts.class.getClassLoader());
            } catch (ClassNotFoundException e) { // it has been left out, so nobody will ask for it
                NetLogs.net().log(System.Logger.Level.WARNING, "the library is not whole", e);
            }
        }
    }

    // not constants, which would need an initialiser
    private static String[] names() {
        return new String[] {
            "net.ConnectOptions", "net.DatagramOptions", "net.ServerOptions", "net.ServerAccepting",
            "net.StreamReader", "net.TlsOptions", "net.TlsOptions$ClientCertificate",
            "net.internal.connect.Listening", "net.internal.pipe.SmallThreads",
            "net.internal.process.Starting",
            "net.internal.process.StuckOutput", "net.internal.real.Lookups", "net.internal.real.RealNetwork",
            "net.internal.stream.InputBuffer", "net.internal.stream.LoopBuffers",
            "net.internal.stream.StreamLink$State", "net.spi.ListenOptions", "net.spi.Network",
            "process.ProcessOptions", "process.Redirect",
        };
    }

    private static String[] namesOfTls() {
        return new String[] {
            "net.internal.tls.PemFiles", "net.internal.tls.TlsEngines", "net.internal.tls.TlsEngines$1",
            "net.internal.tls.TlsHandshake", "net.internal.tls.TlsHandshake$1",
            "net.internal.tls.TlsTransport", "net.internal.tls.TlsTransport$1",
        };
    }
}
