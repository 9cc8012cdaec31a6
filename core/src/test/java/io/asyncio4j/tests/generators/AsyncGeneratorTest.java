package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The elements of a generator, in which tick each comes, and its end. */
class AsyncGeneratorTest {

    private final List<Object> log = new ArrayList<>();

    /** A task that logs each tick of the next few. */
    private Task<?> ticking(int times) {
        return createTask(() -> {
            for (int i = 0; i < times; i++) {
                log.add("tick " + i);
                sleep(Duration.ZERO);
            }
        });
    }

    // AGN-01
    @Test
    void nothingRuns_beforeTheFirstElementIsAskedFor() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                log.add("begun");
                out.yield(1);
            });
            Iterator<Integer> iterator = numbers.iterator();
            ticks(3);
            assertThat(log).isEmpty();
            assertThat(iterator.hasNext()).isTrue();
            assertThat(log).containsExactly("begun");
            numbers.close();
        });
    }

    // AGN-01
    @Test
    void codeAndConsumer_takeTurns_elementByElement() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                for (int i = 1; i <= 2; i++) {
                    log.add("makes " + i);
                    out.yield(i);
                }
                log.add("ends");
            });
            for (int number : numbers) {
                log.add("takes " + number);
            }
            assertThat(log).containsExactly("makes 1", "takes 1", "makes 2", "takes 2", "ends");
        });
    }

    // AGN-01
    @Test
    void elementThatIsThereAtOnce_costsNoTick_andAnAwaitCostsWhatItCostsInATask() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                log.add("begin");
                out.yield(1);
                out.yield(2);
                sleep(Duration.ZERO);
                out.yield(3);
                ticks(2);
                log.add("end");
            });
            Task<?> beside = ticking(6);
            numbers.forEach(number -> log.add("got " + number));
            log.add("over");
            beside.await();
            assertThat(log).containsExactly("begin", "got 1", "got 2", "tick 0", "got 3", "tick 1", "tick 2",
                    "end", "over", "tick 3", "tick 4", "tick 5");
        });
    }

    // AGN-01
    @Test
    void futureThatTheCodeWaitsFor_wakesItAsItWakesATask() {
        Loops.run(() -> {
            Promise<String> gate = EventLoop.running().createFuture();
            AsyncGenerator<String> generator = AsyncGenerator.of(out -> out.yield(gate.await()));
            Task<?> inTheCode = createTask(() -> generator.forEach(log::add));
            Task<?> plain = createTask(() -> log.add("plain " + gate.await()));
            ticks(1);
            gate.setResult("opened");
            assertThat(log).isEmpty();
            ticks(1);
            assertThat(log).containsExactly("opened", "plain opened");
            assertThat(inTheCode.done() && plain.done()).isTrue();
        });
    }

    // AGN-01
    @Test
    void sleepInTheCode_takesItsTime() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                for (int i = 1; i <= 3; i++) {
                    sleep(ms(100));
                    out.yield(i);
                }
            });
            for (int number : numbers) {
                log.add(number + " at " + millisSince(start));
                sleep(ms(10));
            }
            assertThat(log).containsExactly("1 at 100", "2 at 210", "3 at 320");
        });
    }

    // AGN-01
    @Test
    void nullElements_areElements() {
        Loops.run(() -> {
            AsyncGenerator<@Nullable String> generator = AsyncGenerator.of(out -> {
                out.yield(null);
                out.yield("a");
                out.yield(null);
            });
            for (String element : generator) {
                log.add("got " + element);
            }
            assertThat(log).containsExactly("got null", "got a", "got null");
        });
    }

    // AGN-01
    @Test
    void generatorWithoutElements_runsItsCodeOnce() {
        Loops.run(() -> {
            AsyncGenerator<Integer> none = AsyncGenerator.of(out -> log.add("ran"));
            assertThat(none.iterator().hasNext()).isFalse();
            assertThat(none.iterator().hasNext()).isFalse();
            assertThat(none).isEmpty();
            assertThat(log).containsExactly("ran");
        });
    }

    // AGN-01
    @Test
    void nextAfterTheEnd_isNoSuchElement_thatNamesTheGenerator() {
        Loops.run(() -> {
            AsyncGenerator<Integer> one = AsyncGenerator.of(out -> out.yield(1));
            Iterator<Integer> iterator = one.iterator();
            assertThat(iterator.next()).isEqualTo(1);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(iterator::next)
                        .isInstanceOf(NoSuchElementException.class)
                        .hasMessage(one + " has no more elements");
            }
            assertThat(iterator.hasNext()).isFalse();
        });
    }

    // AGN-01
    @Test
    void hasNextAgainAndAgain_doesNotRunTheCodeAgain_norLoseTheElement() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                for (int i = 1; i <= 2; i++) {
                    log.add("makes " + i);
                    out.yield(i);
                }
            });
            Iterator<Integer> iterator = numbers.iterator();
            for (int i = 0; i < 3; i++) {
                assertThat(iterator.hasNext()).isTrue();
                assertThat(numbers.iterator().hasNext()).as("there is one stock of elements").isTrue();
            }
            assertThat(log).containsExactly("makes 1");
            assertThat(iterator.next()).isEqualTo(1);
            assertThat(iterator.next()).as("without hasNext").isEqualTo(2);
            assertThat(iterator.hasNext()).isFalse();
        });
    }

    // AGN-01
    @Test
    void iteratorAfterABreak_goesOnWhereTheLastOneStopped() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                for (int i = 1; i <= 4; i++) {
                    out.yield(i);
                }
            });
            for (int number : numbers) {
                log.add("first " + number);
                if (number == 2) {
                    break;
                }
            }
            numbers.forEach(number -> log.add("second " + number));
            numbers.forEach(number -> log.add("third " + number));
            assertThat(log).containsExactly("first 1", "first 2", "second 3", "second 4");
        });
    }

    // AGN-01
    @Test
    void exceptionOfTheCode_isTheVeryObject_once_andThenTheIterationIsOver() {
        Loops.run(() -> {
            for (Throwable failure : List.of(
                    new IOException("checked"), new IllegalArgumentException("unchecked"),
                    new AssertionError())) {
                AsyncGenerator<Integer> generator = AsyncGenerator.of(out -> {
                    out.yield(1);
                    sleep(Duration.ZERO);
                    if (failure instanceof Error error) {
                        throw error;
                    }
                    throw (Exception) failure;
                });
                Iterator<Integer> iterator = generator.iterator();
                assertThat(iterator.next()).isEqualTo(1);
                assertThatThrownBy(iterator::hasNext).isSameAs(failure);
                assertThat(iterator.hasNext()).isFalse();
                assertThat(generator.iterator().hasNext()).isFalse();
                assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
                generator.close();
                assertThat(generator).asString().contains("closed");
            }
        });
    }

    // AGN-01
    @Test
    void exceptionOfTheCodeAtNext_comesAfterTheElementsBeforeIt() {
        Loops.run(() -> {
            var failure = new IOException("disk on fire");
            AsyncGenerator<Integer> generator = AsyncGenerator.of(out -> {
                out.yield(1);
                throw failure;
            });
            try {
                Iterator<Integer> iterator = generator.iterator();
                log.add(iterator.next());
                log.add(iterator.next());
            } catch (Exception e) {
                log.add(e);
            }
            assertThat(log).containsExactly(1, failure);
        });
    }

    // AGN-01
    @Test
    void exceptionOfTheConsumer_isNotTheCodesBusiness() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                    out.yield(2);
                } catch (IllegalStateException e) {
                    log.add("in the code " + e.getMessage());
                }
            });
            assertThatThrownBy(() -> numbers.forEach(number -> {
                throw new IllegalStateException("at " + number);
            })).hasMessage("at 1");
            numbers.forEach(log::add);
            assertThat(log).containsExactly(2);
        });
    }

    // AGN-01
    @Test
    void text_namesTheCodeAndTheState() {
        Loops.run(() -> {
            AsyncGenerator<String> states = AsyncGenerator.of(AsyncGeneratorTest::code);
            assertThat(states).hasToString(text(states, "created"));
            Iterator<String> iterator = states.iterator();
            assertThat(iterator.next()).isEqualTo("an element");
            assertThat(states).hasToString(text(states, "suspended"));
            Task<?> task = createTask(iterator::next);
            ticks(1);
            assertThat(states).hasToString(text(states, "running"));
            task.await();
            states.close();
            assertThat(states).hasToString(text(states, "closed"));
            assertThat(states.toString()).startsWith("<AsyncGenerator AsyncGeneratorTest");
        });
    }

    private static void code(AsyncGenerator.Out<String> out) {
        out.yield("an element");
        sleep(ms(5));
        out.yield("another one");
    }

    /** The text that it has now, which must be of this state, and must not change in another. */
    private static String text(AsyncGenerator<?> generator, String state) {
        String text = generator.toString();
        return text.substring(0, text.lastIndexOf(' ')) + " " + state + ">";
    }

    // AGN-01
    @Test
    void hundredThousandElements() {
        Loops.run(() -> {
            Task<?> self = currentTask();
            AsyncGenerator<Integer> many = AsyncGenerator.of(out -> {
                for (int i = 0; i < 100_000; i++) {
                    out.yield(i);
                }
            });
            long sum = 0;
            for (int number : many) {
                sum += number;
            }
            assertThat(sum).isEqualTo(4_999_950_000L);
            assertThat(currentTask()).isSameAs(self);
        });
    }
}
