package io.asyncio4j.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How much work a long line makes. Not the time is measured but the steps: a copy of the class counts each
 * field that it reads, and a loop cannot go along the line without reading fields.
 */
class WaitersStepsTest {

    private static final String NAME = "io.asyncio4j.internal.sync.Waiters";
    private static final String COUNTER = "fieldsRead";
    private static final int FEW = 1_000;
    private static final int MANY = 100_000;
    private static final int MOST_PER_WAITER = 80;

    private final EventLoop loop = EventLoop.create();

    @AfterEach
    void close() {
        loop.close();
    }

    /** Loads the class again, with the counter in it. */
    private static final class CountingLoader extends ClassLoader {

        CountingLoader() {
            super(WaitersStepsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(NAME) && !name.startsWith(NAME + "$")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            byte[] code = codeOf(name);
            byte[] counting = name.equals(NAME) ? withCounter(code) : code;
            return defineClass(name, counting, 0, counting.length);
        }

        private static byte[] codeOf(String name) throws ClassNotFoundException {
            String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
            try (InputStream code = Waiters.class.getResourceAsStream(file)) {
                return code.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        private static byte[] withCounter(byte[] code) {
            ClassDesc self = ClassDesc.of(NAME);
            CodeTransform counting = (builder, element) -> {
                if (element instanceof FieldInstruction read && read.opcode() == Opcode.GETFIELD) {
                    builder.getstatic(self, COUNTER, ConstantDescs.CD_long)
                            .lconst_1()
                            .ladd()
                            .putstatic(self, COUNTER, ConstantDescs.CD_long);
                }
                builder.with(element);
            };
            var resolver = ClassHierarchyResolver.ofClassLoading(Waiters.class.getClassLoader());
            ClassFile classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(resolver));
            return classFile.transformClass(
                    classFile.parse(code),
                    ClassTransform.transformingMethodBodies(counting)
                            .andThen(ClassTransform.endHandler(builder -> builder.withField(
                                    COUNTER,
                                    ConstantDescs.CD_long,
                                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC)))
                            // what a lock would add tells what it is, for which nobody asks here
                            .andThen(ClassTransform
                                    .endHandler(builder -> builder.withFlags(ClassFile.ACC_FINAL))));
        }
    }

    /** A line that counts, and the waiters in it. */
    private final class CountingLine {

        private final Class<?> type;
        private final Object waiters;
        private final Field counter;
        private final Field promise;
        private final Method leave;
        final List<Object> all = new ArrayList<>();

        CountingLine(int size) throws ReflectiveOperationException {
            var loader = new CountingLoader();
            type = loader.loadClass(NAME);
            Class<?> waiterType = loader.loadClass(NAME + "$Waiter");
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            waiters = constructor.newInstance();
            counter = type.getDeclaredField(COUNTER);
            counter.setAccessible(true);
            promise = waiterType.getDeclaredField("promise");
            promise.setAccessible(true);
            leave = method("leave", waiterType);
            Method join = method("join", EventLoop.class);
            for (int i = 0; i < size; i++) {
                all.add(join.invoke(waiters, loop));
            }
        }

        private Method method(String name, Class<?>... parameters) throws NoSuchMethodException {
            Method method = type.getDeclaredMethod(name, parameters);
            method.setAccessible(true);
            return method;
        }

        Object call(String name) {
            try {
                return method(name).invoke(waiters);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(name, e);
            }
        }

        void cancel(Object waiter) {
            try {
                ((Promise<?>) promise.get(waiter)).cancel();
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("cancel", e);
            }
        }

        void leave(Object waiter) {
            try {
                leave.invoke(waiters, waiter);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("leave", e);
            }
        }

        long steps() throws ReflectiveOperationException {
            return counter.getLong(null);
        }
    }

    /** Runs {@code story} with a short and with a long line, and compares the steps for each waiter. */
    private void assertLinear(Consumer<CountingLine> story) throws ReflectiveOperationException {
        for (int size : new int[] {FEW, MANY}) {
            var line = new CountingLine(size);
            assertThat(line.steps()).as("it counts").isBetween((long) size, (long) size * MOST_PER_WAITER);
            story.accept(line);
            assertThat(line.steps()).as("steps for %d waiters", size)
                    .isLessThan((long) size * MOST_PER_WAITER);
        }
    }

    /** Cancels one after the other, each leaving at once, while others look for somebody to wake. */
    private static void cancelEach(CountingLine line, List<Object> order) {
        for (Object waiter : order) {
            line.cancel(waiter);
            line.call("anyNotCancelled");
            line.leave(waiter);
        }
        assertThat(line.call("size")).isEqualTo(0);
    }

    // LCK-05
    @Test
    void cancelledFromTheFirstToTheLast() throws Exception {
        assertLinear(line -> cancelEach(line, line.all));
    }

    // LCK-05
    @Test
    void cancelledFromTheLastToTheFirst() throws Exception {
        assertLinear(line -> cancelEach(line, line.all.reversed()));
    }

    // LCK-05
    @Test
    void cancelledInAnyOrder() throws Exception {
        assertLinear(line -> {
            List<Object> order = new ArrayList<>(line.all);
            Collections.shuffle(order, new Random(5));
            cancelEach(line, order);
        });
    }

    // LCK-04 SEM-03
    @Test
    void allCancelledBeforeAnyLeaves_andAskedForInBetween() throws Exception {
        assertLinear(line -> {
            List<Object> order = new ArrayList<>(line.all);
            Collections.shuffle(order, new Random(6));
            for (Object waiter : order) {
                line.cancel(waiter);
                line.call("anyNotCancelled");
            }
            assertThat(line.call("wakeNext")).isEqualTo(false);
            for (Object waiter : order) {
                line.leave(waiter);
                line.call("anyNotCancelled");
            }
        });
    }

    // SEM-04
    @Test
    void wokenOneByOneBeforeAnyLeaves() throws Exception {
        assertLinear(line -> {
            for (Object waiter : line.all) {
                assertThat(line.call("wakeNext")).isEqualTo(true);
                line.call("anyNotCancelled");
                line.call("wakeHead");
            }
            assertThat(line.call("wakeNext")).isEqualTo(false);
            line.all.forEach(line::leave);
        });
    }

    // EVT-01 QUE-05
    @Test
    void wokenOrCalledAllAtOnce() throws Exception {
        assertLinear(line -> line.call("wakeAll"));
        assertLinear(line -> line.call("callAll"));
        assertLinear(line -> {
            for (Object waiter : line.all) {
                line.call("callNext");
            }
            assertThat(line.call("isEmpty")).isEqualTo(true);
        });
    }
}
