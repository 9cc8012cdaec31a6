package io.asyncio4j.cli.inspect;

import static io.asyncio4j.cli.inspect.InspectionFailure.CANNOT_LOOK;
import static io.asyncio4j.cli.inspect.InspectionFailure.NOTHING_THERE;

import com.sun.tools.attach.AttachOperationFailedException;
import com.sun.tools.attach.VirtualMachine;
import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.inspect.EventLoopMXBean;
import io.asyncio4j.inspect.LoopManagement;
import io.asyncio4j.inspect.LoopReport;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/**
 * Another JVM that has asyncio4j, connected by JMX.
 *
 * <p>It needs no preparation: its own management agent is started through the Attach API, which loads no code of ours
 * into it, and a {@link LoopManagement} that is created over there shows its loops.
 */
final class TargetJvm implements AutoCloseable {

    private static final ObjectName MANAGEMENT = name("io.asyncio4j:type=LoopManagement");
    private static final ObjectName LOOPS = name("io.asyncio4j:type=EventLoop,*");
    // the library over there looks for tools once a second
    private static final Duration UNTIL_NOTICED = Duration.ofMillis(2_500);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration UNTIL_ENDED = Duration.ofSeconds(2);

    /** The process has ended. */
    static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final long pid;
    private final String version;
    private final JMXConnector connector;
    private final MBeanServerConnection connection;

    private TargetJvm(long pid, String version, JMXConnector connector) throws IOException {
        this.pid = pid;
        this.version = version;
        this.connector = connector;
        this.connection = connector.getMBeanServerConnection();
    }

    static TargetJvm attach(long pid) throws Exception {
        VirtualMachine machine = Jvms.attach(pid);
        try {
            return Patience.with(pid, () -> connect(pid, machine));
        } catch (IOException e) {
            throw new InspectionFailure(CANNOT_LOOK, "cannot connect to process " + pid + ": "
                    + Jvms.firstLine(String.valueOf(e.getMessage())));
        }
    }

    private static TargetJvm connect(long pid, VirtualMachine machine) throws Exception {
        String version;
        String address;
        try {
            version = machine.getSystemProperties().getProperty(Jvms.MARK);
            if (version == null) {
                throw new InspectionFailure(NOTHING_THERE,
                        "process " + pid + " is a JVM that has not run a loop of asyncio4j");
            }
            address = startAgent(pid, machine);
        } finally {
            machine.detach();
        }
        JMXConnector connector = connectTo(address);
        try {
            var jvm = new TargetJvm(pid, version, connector);
            jvm.showLoops();
            return jvm;
        } catch (Throwable e) {
            close(connector);
            throw e;
        }
    }

    @SuppressWarnings("BanJNDI") // the address is the process's own, and it has come from there
    private static JMXConnector connectTo(String address) throws IOException {
        return JMXConnectorFactory.connect(new JMXServiceURL(address));
    }

    private static String startAgent(long pid, VirtualMachine machine) throws Exception {
        try {
            return machine.startLocalManagementAgent();
        } catch (AttachOperationFailedException e) {
            throw new InspectionFailure(CANNOT_LOOK,
                    "process " + pid + " cannot start its management agent; start it with"
                            + " --add-modules java.management,jdk.management.agent");
        }
    }

    private void showLoops() throws Exception {
        Duration patience = UNTIL_NOTICED;
        try {
            connection.createMBean(LoopManagement.class.getName(), MANAGEMENT);
        } catch (InstanceAlreadyExistsException e) {
            // as it should
        } catch (JMException e) {
            // the class path over there has no asyncio4j, or has another version of it
            patience = Patience.limit(UNTIL_NOTICED);
        }
        // One that has come by another class loader notices by itself that it is wanted.
        long end = System.nanoTime() + patience.toNanos();
        while (connection.queryNames(LOOPS, null).isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    long pid() {
        return pid;
    }

    String version() {
        return version;
    }

    MBeanServerConnection connection() {
        return connection;
    }

    /**
     * {@return what there is to know of the loops that run, in the order of their names}
     *
     * @param loop the name of the only one that is wanted, or null for all
     * @param mostTasks how many tasks of each
     */
    List<LoopReport> reports(@Nullable String loop, int mostTasks) throws Exception {
        return each(loop, bean -> bean.report(mostTasks));
    }

    /**
     * {@return what {@code question} gives for the loops that run, in the order of their names}
     *
     * @param loop the name of the only one that is wanted, or null for all
     */
    <T> List<T> each(@Nullable String loop, Function<EventLoopMXBean, T> question) throws Exception {
        try {
            return Patience.with(pid, () -> ask(loop, question));
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** {@return the tasks of each loop that have ended, by the loops' names} Parameters are as in {@link #reports}. */
    Map<String, List<EndedTask>> endedTasks(@Nullable String loop) throws Exception {
        var ended = new HashMap<String, List<EndedTask>>();
        each(loop, bean -> ended.put(bean.getName(), bean.endedTasks()));
        return ended;
    }

    /** Switches on or off that the loops measure the times of their tasks. Parameters are as in {@link #reports}. */
    void measure(@Nullable String loop, boolean on) throws Exception {
        each(loop, bean -> {
            bean.setMeasuring(on);
            return on;
        });
    }

    private <T> List<T> ask(@Nullable String loop, Function<EventLoopMXBean, T> question) throws Exception {
        var answers = new ArrayList<T>();
        for (ObjectName name : connection.queryNames(LOOPS, null).stream().sorted().toList()) {
            EventLoopMXBean bean = JMX.newMXBeanProxy(connection, name, EventLoopMXBean.class);
            try {
                if (loop == null || bean.getName().equals(loop)) {
                    answers.add(question.apply(bean));
                }
            } catch (UndeclaredThrowableException e) {
                if (e.getCause() instanceof IOException lost && !(lost instanceof InvalidObjectException)) {
                    throw lost;
                }
                if (e.getCause() instanceof ReflectionException) {
                    throw new InspectionFailure(CANNOT_LOOK, "process " + pid + " has asyncio4j " + version
                            + ", which cannot do that; use the command of that version, or a later library");
                }
                if (!(e.getCause() instanceof InstanceNotFoundException)) { // else the loop runs no longer
                    throw unreadable(e);
                }
            } catch (IllegalStateException e) { // it says what is wrong
                throw new InspectionFailure(CANNOT_LOOK,
                        "process " + pid + ": " + Jvms.firstLine(String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                throw unreadable(e);
            }
        }
        return answers;
    }

    private InspectionFailure unreadable(RuntimeException e) {
        return new InspectionFailure(CANNOT_LOOK,
                "process " + pid + " has asyncio4j " + version + ", whose answer this version cannot read: "
                        + Jvms.firstLine(String.valueOf(e.getCause() != null ? e.getCause() : e)));
    }

    private Exception lost(IOException e) throws InterruptedException {
        return hasEnded() ? new Ended()
                : new InspectionFailure(CANNOT_LOOK, "the connection to process " + pid + " is lost: "
                        + Jvms.firstLine(String.valueOf(e.getMessage())));
    }

    private boolean hasEnded() throws InterruptedException {
        long end = System.nanoTime() + Patience.limit(UNTIL_ENDED).toNanos();
        while (Jvms.isAlive(pid)) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        }
        return true;
    }

    @Override
    public void close() {
        close(connector);
    }

    private static void close(JMXConnector connector) {
        try {
            connector.close();
        } catch (IOException e) {
            // it has ended first
        }
    }

    private static ObjectName name(String name) {
        try {
            return new ObjectName(name);
        } catch (JMException e) {
            throw new IllegalArgumentException(name, e);
        }
    }
}
