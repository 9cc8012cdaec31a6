package io.asyncio4j.benchmarks.offload;

import static io.asyncio4j.Asyncio.run;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.offload.CancelAnswer;
import io.asyncio4j.offload.Offload;
import io.asyncio4j.offload.ProcessPool;
import io.asyncio4j.offload.RemoteCall;
import io.asyncio4j.offload.RemoteCallable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Where calls run. The main class measures one of them. */
enum ScaleSide {
    THREAD("1 thread of this JVM", "thread", 1),
    POOL_1("pool of 1", "pool", 1),
    POOL_2("pool of 2", "pool", 2),
    CLUSTER_2("cluster of 2 JVMs", "cluster", 1),
    CLUSTER_3("cluster of 3 JVMs", "cluster", 2),
    PYTHON_1("Python, pool of 1", "Python", 1),
    PYTHON_2("Python, pool of 2", "Python", 2);

    final String title;
    /** What several sides have in common that differ in the number of workers. */
    final String kind;
    /** How many calls it makes at a time: threads, children, or members beside the calling one. */
    final int workers;

    ScaleSide(String title, String kind, int workers) {
        this.title = title;
        this.kind = kind;
        this.workers = workers;
    }

    boolean isPython() {
        return kind.equals("Python");
    }

    /** Prints the figures of a side. Arguments: its name, and for how many seconds each work is measured. */
    public static void main(String[] args) throws Exception {
        double seconds = Double.parseDouble(args[1]);
        ScaleFigures figures = switch (valueOf(args[0])) {
            case THREAD -> run(() -> measured(new OneThread(), seconds));
            // A cache of classes would be made meanwhile, beside what is measured.
            case POOL_1 ->
                    run(() -> measured(ProcessPool.builder().size(1).cacheFolder(null).open(), seconds));
            case POOL_2 ->
                    run(() -> measured(ProcessPool.builder().size(2).cacheFolder(null).open(), seconds));
            case CLUSTER_2 -> onCluster(1, seconds);
            case CLUSTER_3 -> onCluster(2, seconds);
            case PYTHON_1, PYTHON_2 -> throw new IllegalArgumentException(args[0] + " is not one of Java");
        };
        System.out.println(figures.line());
    }

    private static ScaleFigures measured(Offload opened, double seconds) {
        try (opened) {
            return new ScaleMeter(opened, seconds).measure();
        }
    }

    private static ScaleFigures onCluster(int workers, double seconds) throws Exception {
        try (var members = ScaleMembers.start(workers)) {
            return run(() -> measured(members.join(), seconds));
        }
    }

    /** One thread of this JVM, as a place where calls run. */
    private static final class OneThread implements Offload {
        private final ExecutorService executor = Executors.newSingleThreadExecutor();

        @Override
        public <T extends @Nullable Object> RemoteCall<T> submit(RemoteCallable<T> call) {
            return RemoteCall.of(EventLoop.running().runInExecutor(executor, call),
                    CompletableFuture.completedFuture(CancelAnswer.CONFIRMED));
        }

        @Override
        public int parallelism() {
            return 1;
        }

        @Override
        public void close() {
            Asyncio.toThread(executor::close);
        }
    }
}
