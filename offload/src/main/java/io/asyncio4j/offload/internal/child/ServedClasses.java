package io.asyncio4j.offload.internal.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.offload.internal.wire.Frame;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of a program that is in no file: one that was compiled in memory, from a single source file or in a
 * shell. The pool hands them over.
 */
final class ServedClasses extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    /** Asks for files of class loaders, and hands the answers to who has asked. */
    static final class Desk {

        private final Consumer<Frame> sender;
        private final AtomicLong count = new AtomicLong();
        private final Map<Long, CompletableFuture<byte[]>> asked = new ConcurrentHashMap<>();

        Desk(Consumer<Frame> sender) {
            this.sender = sender;
        }

        // A thread that is interrupted waits all the same: a class that is not found once is not found for ever.
        byte @Nullable [] ask(int loader, String file) {
            long id = count.incrementAndGet();
            var answer = new CompletableFuture<byte[]>();
            asked.put(id, answer);
            sender.accept(new Frame(Frame.Kind.CLASS_WANTED, id, (loader + "\n" + file).getBytes(UTF_8)));
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        byte[] bytes = answer.get();
                        return bytes.length == 0 ? null : bytes;
                    } catch (InterruptedException e) {
                        interrupted = true;
                    } catch (ExecutionException e) {
                        return null;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        void answer(Frame frame) {
            var answer = asked.remove(frame.id());
            if (answer != null) {
                answer.complete(frame.payload());
            }
        }
    }

    private final Desk desk;
    private final int number;

    ServedClasses(int number, Desk desk, ClassLoader parent) {
        super("asyncio4j-served-" + number, parent);
        this.number = number;
        this.desk = desk;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = desk.ask(number, name.replace('.', '/') + ".class");
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        InputStream found = super.getResourceAsStream(name);
        if (found != null) {
            return found;
        }
        byte[] bytes = desk.ask(number, name);
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }
}
