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

    private static final long PID = ProcessHandle.current().pid();

    @Override
    public List<Listed> list() {
        return List.of(new Listed(PID, version(), "this program"));
    }

    @Override
    public Program open(long pid) throws ProgramFailure {
        if (pid != PID) {
            throw new ProgramFailure(
                    "this monitor shows process " + PID + " only, in which it runs, not " + pid);
        }
        new LoopManagement();
        return new Self();
    }

    private static String version() {
        return System.getProperty("asyncio4j.version", "");
    }

    private static final class Self implements Program {

        @Override
        public long pid() {
            return PID;
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
