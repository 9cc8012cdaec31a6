package io.asyncio4j.tests.support;

import java.lang.reflect.InvocationTargetException;

/**
 * Has JaCoCo, where it looks on, count what runs of a class that a test loads in another form. Its agent leaves out what has
 * no place that it was loaded from, and would take the other form for another class.
 */
final class Coverage {

    /** What the names of the methods begin with that are added for that. */
    static final String ADDED = "$jacoco";

    private static final String RUNTIME = "org.jacoco.agent.rt.RT";
    private static final String DATA_BESIDE = "$JaCoCo"; // a class that the agent has put beside Object

    private Coverage() {}

    /** {@return the class with what counts added, to be changed further}; the same one if nobody counts */
    static byte[] counted(byte[] bytes, String name) {
        try {
            Object agent = Class.forName(RUNTIME).getMethod("getAgent").invoke(null);
            // the agent has its own JaCoCo within its own package, whose name nobody knows
            String jacoco = agent.getClass().getPackageName() + ".core.";
            Object data = Class.forName(jacoco + "runtime.InjectedClassRuntime")
                    .getConstructor(Class.class, String.class).newInstance(Object.class, DATA_BESIDE);
            Class<?> instrumenter = Class.forName(jacoco + "instr.Instrumenter");
            return (byte[]) instrumenter.getMethod("instrument", byte[].class, String.class)
                    .invoke(instrumenter.getConstructors()[0].newInstance(data), bytes, name);
        } catch (ClassNotFoundException e) {
            if (RUNTIME.equals(e.getMessage())) {
                return bytes;
            }
            throw unsuited(e);
        } catch (InvocationTargetException e) {
            throw unsuited(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw unsuited(e);
        }
    }

    private static IllegalStateException unsuited(Throwable why) {
        return new IllegalStateException("this JaCoCo counts otherwise than the one that the build names",
                why);
    }
}
