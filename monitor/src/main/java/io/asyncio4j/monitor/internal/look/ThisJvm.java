package io.asyncio4j.monitor.internal.look;

import io.asyncio4j.inspect.LoopManagement;
import io.asyncio4j.monitor.Program;
import io.asyncio4j.monitor.ProgramFailure;
import io.asyncio4j.monitor.Programs;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.MBeanServerConnection;

/** The JVM in which the monitor runs, as the only program. */
public final class ThisJvm implements Programs {

    @Override
    public List<Listed> list() {
        return List.of(new Listed(ownPid(), version(), "this program"));
    }

    @Override
    public Program open(long pid) throws ProgramFailure {
        if (pid != ownPid()) {
            throw new ProgramFailure(
                    "this monitor shows process " + ownPid() + " only, in which it runs, not " + pid);
        }
        new LoopManagement();
        return new Self();
    }

    private static long ownPid() {
        return ProcessHandle.current().pid();
    }

    private static String version() {
        return System.getProperty("asyncio4j.version", "");
    }

    private static final class Self implements Program {

        @Override
        public long pid() {
            return ownPid();
        }

        @Override
        public String version() {
            return ThisJvm.version();
        }

        @Override
        public MBeanServerConnection beans() {
            return ManagementFactory.getPlatformMBeanServer();
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public void close() {}
    }
}
