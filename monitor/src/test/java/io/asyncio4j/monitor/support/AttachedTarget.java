package io.asyncio4j.monitor.support;

import com.sun.tools.attach.VirtualMachine;
import io.asyncio4j.inspect.LoopManagement;
import io.asyncio4j.monitor.Program;
import io.asyncio4j.monitor.ProgramFailure;
import io.asyncio4j.monitor.Programs;
import java.io.IOException;
import java.util.List;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Another process for a monitor, attached to in the shortest way; the command does so with more care. */
public record AttachedTarget(Process process) implements Programs {

    @Override
    public List<Listed> list() {
        return List.of(new Listed(process.pid(), "test", "target"));
    }

    @Override
    @SuppressWarnings("BanJNDI") // the address is the process's own, and it has come from there
    public Program open(long pid) throws ProgramFailure {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            String address = machine.startLocalManagementAgent();
            machine.detach();
            JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            var name = new ObjectName("io.asyncio4j:type=LoopManagement");
            if (!beans.isRegistered(name)) {
                beans.createMBean(LoopManagement.class.getName(), name);
            }
            return new Attached(process, connector, beans);
        } catch (Exception e) {
            throw new ProgramFailure("cannot attach to process " + pid + ": " + e.getMessage());
        }
    }

    private record Attached(Process process, JMXConnector connector, MBeanServerConnection beans)
            implements Program {

        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public String version() {
            return "test";
        }

        @Override
        public boolean isAlive() {
            return process.isAlive();
        }

        @Override
        public void close() {
            try {
                connector.close();
            } catch (IOException e) {
                // it has ended first
            }
        }
    }
}
