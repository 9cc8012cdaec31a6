package io.asyncio4j.tests.steering;

import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.LoopView;
import io.asyncio4j.spi.Poller;
import io.asyncio4j.spi.StepOrder;
import io.asyncio4j.spi.SystemPoller;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The one hook into the order of steps: asked before each, and only if set. */
class StepOrderTest {

    private final List<String> events = new ArrayList<>();

    private void program() {
        List<Task<?>> tasks = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            tasks.add(Asyncio.createTask(TaskOptions.named(name), () -> {
                for (int i = 0; i < 2; i++) {
                    events.add(name + i);
                    Asyncio.sleep(ms(0));
                }
            }));
        }
        EventLoop.running().callSoon(() -> events.add("callback"));
        Asyncio.wait(tasks);
    }

    private void run(StepOrder order) {
        Asyncio.run(Loops.virtual().stepOrder(order), this::program);
    }

    private static int placeOf(LoopView loop, String name) {
        for (int place = 0; place < loop.readyCount(); place++) {
            if (loop.ready(place) instanceof Task<?> task && task.getName().equals(name)) {
                return place;
            }
        }
        return 0;
    }

    @Test
    void front_isTheOrderOfALoopWithoutOne() {
        run(_ -> 0);
        List<String> steered = List.copyOf(events);
        events.clear();
        Loops.run(this::program);
        assertThat(steered).isEqualTo(events).startsWith("a0", "b0", "c0", "callback", "a1");
    }

    @Test
    void chosenOne_goesFirst_andTheOthersKeepTheirOrder() {
        run(loop -> placeOf(loop, "c"));
        assertThat(events).containsExactly("c0", "c1", "a0", "b0", "callback", "a1", "b1");
    }

    @Test
    void callbacksCanBeChosen_andComeWithWhatTheyAre() {
        run(loop -> {
            for (int place = 0; place < loop.readyCount(); place++) {
                if (loop.ready(place).toString().startsWith("<Handle StepOrderTest.<lambda>")) {
                    return place;
                }
            }
            return 0;
        });
        assertThat(events).startsWith("callback", "a0", "b0", "c0");
    }

    @Test
    void itIsAskedBeforeEachStep_alsoWhereATaskWouldGoOnByItself() {
        List<String> asked = new ArrayList<>();
        List<String> begun = new ArrayList<>();
        var options = Loops.virtual().stepOrder(loop -> {
            assertThat(loop.leftInTurn()).isBetween(1, loop.readyCount());
            asked.add(loop.ready(0).toString().substring(0, 5));
            return 0;
        });
        Asyncio.run(options, () -> {
            EventLoop.running().addObserver(new LoopObserver() {
                @Override
                public void stepBegins(Step step) {
                    begun.add(step.toString().substring(0, 5));
                }
            });
            asked.clear();
            Asyncio.sleep(ms(0)); // alone in the queue
            Asyncio.sleep(ms(0));
            Asyncio.createTask(() -> Asyncio.sleep(ms(1))).await();
            assertThat(asked).isEqualTo(begun).hasSizeGreaterThan(5);
        });
    }

    @Test
    void timersAndThreads_areSeen() {
        List<Integer> timers = new ArrayList<>();
        Asyncio.run(Loops.virtual().stepOrder(loop -> {
            timers.add(loop.timers().length);
            assertThat(loop.isHeldHere()).isTrue();
            assertThat(loop.workElsewhere()).isZero();
            return 0;
        }), () -> {
            EventLoop.running().callLater(ms(5), () -> {}).cancel();
            Asyncio.createTask(() -> Asyncio.sleep(ms(5)));
            Asyncio.createTask(() -> Asyncio.sleep(ms(6)));
            Asyncio.sleep(ms(1));
        });
        assertThat(timers).contains(0, 2).doesNotContain(3);
    }

    /** Lets another thread attach {@code observer} while the caller holds the loop. */
    private static void attach(LoopObserver observer) throws InterruptedException {
        EventLoop loop = EventLoop.running();
        Thread.ofPlatform().start(() -> loop.addObserver(observer)).join();
    }

    /** {@return what an order sees of a program in which {@code disturbance} happens once} */
    private static List<String> views(VoidCoroutine disturbance) {
        List<String> views = new ArrayList<>();
        Asyncio.run(Loops.virtual().stepOrder(loop -> {
            var ready = new ArrayList<String>();
            for (int place = 0; place < loop.readyCount(); place++) {
                LoopObserver.Step step = loop.ready(place);
                ready.add(step instanceof LoopObserver.ObservedTask task ? "T" + task.id() : step.toString());
            }
            views.add(loop.leftInTurn() + " of " + ready + ", timers " + loop.timers().length);
            return ready.size() - 1;
        }), () -> {
            Task<?> other = Asyncio.createTask(() -> Loops.ticks(5));
            disturbance.run();
            Loops.ticks(2);
            Asyncio.sleep(ms(1));
            other.await();
        });
        return views;
    }

    // it comes when the machine has the time for it, and a recording is looked for in each program after half a second
    @Test
    void workOfTheLibrarysOwn_isNeitherSeenNorAskedFor_andIsDone() {
        List<String> undisturbed = views(() -> {});
        var told = new AtomicInteger();
        List<String> disturbed = views(() -> attach(new LoopObserver() {
            @Override
            public void stepBegins(Step step) {
                told.incrementAndGet();
            }
        }));
        assertThat(disturbed).isEqualTo(undisturbed).hasSizeGreaterThan(8);
        assertThat(told).hasValueGreaterThan(5);
    }

    /** The machine's time; tells when the loop begins to wait. */
    private static final class Told implements Poller {

        private final SystemPoller system = new SystemPoller();
        private final CountDownLatch waits = new CountDownLatch(1);

        @Override
        public long nanoTime() {
            return system.nanoTime();
        }

        @Override
        public void poll(long timeoutNanos, boolean workElsewhere) {
            if (timeoutNanos > 0) {
                waits.countDown();
            }
            system.poll(timeoutNanos, workElsewhere);
        }

        @Override
        public void wakeup() {
            system.wakeup();
        }
    }

    private static boolean isDown(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void workOfTheLibrarysOwn_wakesALoopThatWaits() {
        var poller = new Told();
        Asyncio.run(EventLoop.builder().poller(poller).stepOrder(_ -> 0), () -> {
            EventLoop loop = EventLoop.running();
            Promise<Boolean> isTold = loop.createFuture();
            var hears = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                boolean waits = isDown(poller.waits);
                loop.addObserver(new LoopObserver() {
                    @Override
                    public void waitBegins(long nanos) {
                        hears.countDown();
                    }
                });
                boolean heard = isDown(hears);
                loop.callSoonThreadsafe(() -> isTold.setResult(waits && heard));
            });
            assertThat(isTold.await()).isTrue();
        });
    }

    @Test
    void workOfTheLibrarysOwn_isDoneWhenTheLoopIsClosed() {
        EventLoop loop = Loops.virtual().stepOrder(_ -> 0).build();
        var done = new AtomicInteger();
        LoopCore.of(loop).turns.enqueueFromOutside(new Own(done));
        assertThat(done).hasValue(0); // nobody has run it
        loop.close();
        assertThat(done).hasValue(1);
    }

    private static final class Own extends FutureListener implements LoopObserver.Housekeeping {

        private final AtomicInteger done;

        Own(AtomicInteger done) {
            this.done = done;
        }

        @Override
        public void call() {
            done.incrementAndGet();
        }

        @Override
        public String toString() {
            return "work of the library's own";
        }
    }

    @Test
    void whatItThrows_endsTheRun() {
        assertThatThrownBy(() -> run(_ -> {
            throw new UnsupportedOperationException("by the order");
        })).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> run(LoopView::readyCount)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
