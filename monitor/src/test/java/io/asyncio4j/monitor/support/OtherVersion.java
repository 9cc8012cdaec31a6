package io.asyncio4j.monitor.support;

import io.asyncio4j.inspect.LoopManagement;
import io.asyncio4j.monitor.Program;
import io.asyncio4j.monitor.Programs;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.BiFunction;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.ReflectionException;

/**
 * This JVM as a program whose library is another version: the beans of its loops answer as the real ones, but for what
 * {@code change} makes of an operation's answer; null stands for an operation that is not there.
 */
public record OtherVersion(String loop, BiFunction<String, Object, Object> change) implements Programs {

    private static final long PID = ProcessHandle.current().pid();

    @Override
    public List<Listed> list() {
        return List.of(new Listed(PID, "0.0.9", "another version"));
    }

    @Override
    public Program open(long pid) {
        new LoopManagement();
        MBeanServer real = ManagementFactory.getPlatformMBeanServer();
        MBeanServer server = MBeanServerFactory.newMBeanServer();
        try {
            server.registerMBean(ManagementFactory.getMemoryMXBean(),
                    new ObjectName(ManagementFactory.MEMORY_MXBEAN_NAME));
            for (ObjectName name : real.queryNames(new ObjectName("io.asyncio4j:type=EventLoop,*"), null)) {
                if (loop.equals(real.getAttribute(name, "Name"))) {
                    server.registerMBean(new Changed(real, name, change), name);
                }
            }
        } catch (JMException e) {
            throw new AssertionError(e);
        }
        return new Opened(server);
    }

    private record Opened(MBeanServerConnection beans) implements Program {

        @Override
        public long pid() {
            return PID;
        }

        @Override
        public String version() {
            return "0.0.9";
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public void close() {}
    }

    private record Changed(MBeanServer real, ObjectName name, BiFunction<String, Object, Object> change)
            implements DynamicMBean {

        @Override
        public Object invoke(String operation, Object[] parameters, String[] signature)
                throws MBeanException, ReflectionException {
            Object answer;
            try {
                answer = real.invoke(name, operation, parameters, signature);
            } catch (ReflectionException | MBeanException e) {
                throw e;
            } catch (JMException e) {
                throw new MBeanException(e);
            }
            if (answer == null) {
                return null;
            }
            Object changed = change.apply(operation, answer);
            if (changed == null) {
                throw new ReflectionException(new NoSuchMethodException(operation),
                        "No such operation: " + operation);
            }
            return changed;
        }

        @Override
        public Object getAttribute(String attribute) throws MBeanException, ReflectionException {
            try {
                return real.getAttribute(name, attribute);
            } catch (ReflectionException | MBeanException e) {
                throw e;
            } catch (JMException e) {
                throw new MBeanException(e);
            }
        }

        @Override
        public AttributeList getAttributes(String[] attributes) {
            try {
                return real.getAttributes(name, attributes);
            } catch (JMException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void setAttribute(Attribute attribute) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AttributeList setAttributes(AttributeList attributes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MBeanInfo getMBeanInfo() {
            try {
                return real.getMBeanInfo(name);
            } catch (JMException e) {
                throw new AssertionError(e);
            }
        }
    }
}
