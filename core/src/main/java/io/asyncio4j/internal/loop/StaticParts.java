package io.asyncio4j.internal.loop;

import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.text.Logs;
import io.asyncio4j.spi.StackProbe;

/**
 * Initialises, when the first loop is made, the classes that tasks and callbacks would initialise later. There a stack may
 * overflow, or memory be short, and a class whose initialiser has failed once cannot be used again in its JVM.
 */
/*
 * What stays out: what needs a module that a JVM may lack, what only threads of the library's own use, and what is dear
 * and hence made at its first use, in a way that can be tried again (Collected, Logs). A test knows them all.
 */
public final class StaticParts {

    private static final int NEEDED_FRAMES = 1_000;

    // any thread; once it is true it stays so
    private static volatile boolean initialised;

    private StaticParts() {}

    /** Does so, once. If there is not stack enough, it overflows here, before anything has begun. */
    public static void initialise() {
        if (initialised) {
            return;
        }
        StackProbe.ensureSmall(NEEDED_FRAMES);
        String root = EventLoop.class.getPackageName();
        ClassLoader loader = StaticParts.class.getClassLoader();
        for (String name : names()) {
            try {
                Class.forName(name.startsWith(".") ? root + name : name, true, loader);
            } catch (ClassNotFoundException e) { // it has been left out, so nobody will ask for it
                Logs.logger().log(System.Logger.Level.WARNING,
                        "the library is not whole", e);
            }
        }
        ofModule(namesOfNet(), root, loader);
        ofModule(namesOfOffload(), root, loader);
        initialised = true;
    }

    private static void ofModule(String[] names, String root, ClassLoader loader) {
        for (String name : names) {
            try {
                Class.forName(root + name, true, loader);
            } catch (ClassNotFoundException e) { // the program does without that module
                return;
            }
        }
    }

    // not a constant, which would need an initialiser
    private static String[] names() {
        return new String[] {
            ".CoroutineObject$NeverAwaited", ".CoroutineObject$State", ".EventLoopBuilder$Threads",
            ".LoneException", ".ReturnWhen", ".Signal", ".TaskFactory", ".TaskOptions",
            ".sync.Barrier$State", ".sync.Queue$Side",
            ".internal.bridge.CallThreads", ".internal.bridge.CloseHooks", ".internal.channel.LoopChannels",
            ".internal.combine.AsCompletedImpl$Expired", ".internal.combine.TaskGroupImpl$State",
            ".internal.combine.TaskStatusImpl$State", ".internal.combine.TimeoutImpl$State",
            ".internal.generate.GeneratorRun", ".internal.generate.GeneratorRun$State",
            ".internal.handle.ThreadsafeHandle",
            ".internal.inspect.AwaitCycles", ".internal.inspect.LoopInspector",
            ".internal.inspect.Snapshots$Place", ".internal.inspect.TaskTable", ".internal.inspect.TaskTimes",
            ".internal.kernel.Sleep", ".internal.kernel.TaskWork",
            ".internal.look.Repr", ".internal.look.ReportedAwaiters", ".internal.look.TaskStack",
            ".internal.loop.LoopResources", ".internal.loop.Signals",
            ".internal.run.CallerFrames", ".internal.run.Interruption", ".internal.run.LastOnes",
            ".internal.run.RunnerImpl", ".internal.sync.ItemsText", ".internal.text.Names",
            ".internal.thread.CarriedThread", ".internal.thread.OffLoopThreads",
            ".internal.thread.PinnedThreads", ".internal.thread.PrivateVirtualThreads",
            ".internal.watch.StubbornCalls",
            "java.lang.StackWalker$Option", "java.lang.System$Logger$Level", // what reports need of the JDK
        };
    }

    // What programs may touch before any operation of these modules, which look after the rest themselves.

    private static String[] namesOfNet() {
        return new String[] {
            ".net.ConnectOptions", ".net.DatagramOptions", ".net.ServerOptions", ".net.TlsOptions",
            ".net.TlsOptions$ClientCertificate", ".net.spi.ListenOptions", ".net.spi.Network",
            ".process.ProcessOptions", ".process.Redirect",
        };
    }

    private static String[] namesOfOffload() {
        return new String[] {".offload.CancelAnswer", ".offload.MapOptions"};
    }
}
