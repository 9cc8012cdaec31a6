package io.asyncio4j.tests.inspect;

import io.asyncio4j.inspect.EventLoopMXBean;
import io.asyncio4j.inspect.LoopManagement;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The beans of running loops, as a management tool sees them. */
final class LoopBeans {

    static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private LoopBeans() {}

    /** {@return the bean of the running loop that is called {@code name}} */
    static EventLoopMXBean of(String name) {
        new LoopManagement();
        List<String> names = names("io.asyncio4j:type=EventLoop,name=" + name);
        if (names.size() != 1) {
            throw new AssertionError("beans of " + name + ": " + names);
        }
        return bean(names.getFirst());
    }

    static EventLoopMXBean bean(String name) {
        try {
            return JMX.newMXBeanProxy(SERVER, new ObjectName(name), EventLoopMXBean.class);
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return the names of the beans that match {@code pattern}, in order} */
    static List<String> names(String pattern) {
        try {
            return SERVER.queryNames(new ObjectName(pattern), null).stream().map(ObjectName::getCanonicalName)
                    .sorted().toList();
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }
}
