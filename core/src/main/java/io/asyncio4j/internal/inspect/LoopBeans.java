package io.asyncio4j.internal.inspect;

import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.RunningLoops;
import io.asyncio4j.internal.text.Logs;
import java.lang.management.ManagementFactory;
import java.util.IdentityHashMap;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/**
 * Keeps a bean for each running loop in the platform MBean server, once somebody wants that. It needs the module
 * java.management, which this library does not require: without it a {@link LinkageError} is thrown.
 */
/*
 * To load JMX takes longer than many a program runs. So nothing here is loaded before a tool is seen, and there are three
 * ways to see one. A tool that knows us makes a LoopManagement, which takes it no class loader of ours and no agent. Of
 * others that come through an agent of the JVM's, AgentSign is told where the system's class loader has it. Of the rest
 * the watchdog finds out while any loop has something to do, for all of them need an MBean server.
 */
public final class LoopBeans {

    private static final String NAME = "io.asyncio4j:type=EventLoop,name=";

    // guarded by the class
    private static final IdentityHashMap<LoopCore, ObjectName> REGISTERED = new IdentityHashMap<>();

    private LoopBeans() {}

    /** Registers the loops that run now, and from now on each one that runs. */
    public static void show() {
        RunningLoops.setListener(LoopBeans::update);
        update();
    }

    /** Does the same if anything in this JVM uses JMX, and says whether it does. */
    public static boolean showIfManaged() {
        if (MBeanServerFactory.findMBeanServer(null).isEmpty()) {
            return false;
        }
        show();
        return true;
    }

    /** Makes the beans those of the running loops. It never throws: a loop that starts matters more. */
    private static synchronized void update() {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            List<LoopCore> running = List.of(RunningLoops.all());
            for (LoopCore loop : List.copyOf(REGISTERED.keySet())) {
                if (!running.contains(loop)) {
                    unregister(server, loop);
                }
            }
            for (LoopCore loop : running) {
                if (loop.isRunning() && !REGISTERED.containsKey(loop)) {
                    register(server, loop);
                }
            }
        } catch (JMException | RuntimeException e) {
            Logs.logger().log(System.Logger.Level.WARNING, "the running loops cannot be shown by JMX", e);
        }
    }

    private static void register(MBeanServer server, LoopCore loop) throws JMException {
        var bean = new LoopBean(loop);
        String name = NAME + (isPlain(loop.name()) ? loop.name() : ObjectName.quote(loop.name()));
        for (int number = 1;; number++) {
            try {
                var unique = new ObjectName(number == 1 ? name : name + ",number=" + number);
                server.registerMBean(bean, unique);
                REGISTERED.put(loop, unique);
                return;
            } catch (InstanceAlreadyExistsException e) {
                // of another loop, perhaps of a copy of this library in another class loader
            }
        }
    }

    private static void unregister(MBeanServer server, LoopCore loop) throws JMException {
        try {
            server.unregisterMBean(REGISTERED.remove(loop));
        } catch (InstanceNotFoundException e) {
            // somebody else has
        }
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty() && name.chars().noneMatch(c -> ",=:\"*?\n\r".indexOf(c) >= 0);
    }
}
