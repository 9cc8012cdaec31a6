package io.asyncio4j.cli.inspect;

import io.asyncio4j.monitor.Program;
import io.asyncio4j.monitor.ProgramFailure;
import io.asyncio4j.monitor.Programs;
import java.util.List;
import javax.management.MBeanServerConnection;

/** The JVMs of this machine for the monitor, which attaches to those that are looked at. */
final class AttachedPrograms implements Programs {

    @Override
    public List<Listed> list() {
        return Jvms.withLoops().stream().map(jvm -> new Listed(jvm.pid(), jvm.version(), jvm.main()))
                .toList();
    }

    @Override
    public Program open(long pid) throws ProgramFailure {
        try {
            return new Attached(TargetJvm.attach(pid));
        } catch (InspectionFailure e) {
            throw new ProgramFailure(String.valueOf(e.getMessage()));
        } catch (Exception e) {
            throw new ProgramFailure(
                    "cannot look at process " + pid + ": " + Jvms.firstLine(String.valueOf(e)));
        }
    }

    private record Attached(TargetJvm jvm) implements Program {

        @Override
        public long pid() {
            return jvm.pid();
        }

        @Override
        public String version() {
            return jvm.version();
        }

        @Override
        public MBeanServerConnection beans() {
            return jvm.connection();
        }

        @Override
        public boolean isAlive() {
            return Jvms.isAlive(jvm.pid());
        }

        @Override
        public void close() {
            jvm.close();
        }
    }
}
