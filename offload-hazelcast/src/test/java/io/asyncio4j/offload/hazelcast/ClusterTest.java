package io.asyncio4j.offload.hazelcast;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.RingbufferConfig;
import com.hazelcast.core.Hazelcast;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.offload.CancelAnswer;
import io.asyncio4j.offload.contract.Sign;
import io.asyncio4j.offload.hazelcast.internal.RunningCalls;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster can do beyond the contract: places, repetition, topics, queues, taking turns. */
@Timeout(120)
class ClusterTest {

    private static Members members;

    @TempDir Path dir;

    @BeforeAll
    static void start() throws Exception {
        members = new Members().withWorkers(2);
    }

    @AfterAll
    static void end() {
        members.close();
    }

    private Cluster cluster() {
        return Cluster.of(members.instance(), members.config());
    }

    /** A message of the program's own. */
    record Job(int number, String text) implements Serializable {}

    @Test
    void callsGoToTheMemberThatIsNamed_orHoldsTheKey() {
        run(() -> {
            try (var cluster = cluster()) {
                assertThat(cluster.members()).hasSize(3).filteredOn(ClusterMember::worker).hasSize(2);
                assertThat(cluster.parallelism()).isEqualTo(4);
                ClusterMember here =
                        cluster.members().stream().filter(ClusterMember::local).findAny().orElseThrow();
                assertThat(cluster.callOn(here, () -> ProcessHandle.current().pid()))
                        .isEqualTo(ProcessHandle.current().pid());
                var owner = members.instance().getPartitionService().getPartition("some key").getOwner()
                        .getUuid();
                long pid = cluster.callWhereKeyLives("some key", () -> ProcessHandle.current().pid());
                ClusterMember holder = cluster.members().stream().filter(member -> member.id().equals(owner))
                        .findAny().orElseThrow();
                assertThat(cluster.callOn(holder, () -> ProcessHandle.current().pid())).isEqualTo(pid);
            }
        });
    }

    @Test
    void aCallWhoseMemberIsKilled_isMadeAgain_ifItMayBe() {
        Sign begun = new Sign(dir.resolve("begun"));
        Sign again = new Sign(dir.resolve("again"));
        run(() -> {
            try (var cluster = cluster()) {
                var call = cluster.repeating(3).submit(() -> {
                    if (begun.isShown()) {
                        again.show();
                        return "the second time";
                    }
                    begun.show(Long.toString(ProcessHandle.current().pid()));
                    Thread.sleep(600_000);
                    return "the first time";
                });
                long pid = Long.parseLong(begun.awaitShown());
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                assertThat(call.await()).isEqualTo("the second time");
            } finally {
                Process worker = members.start();
                toThread(() -> Members.awaitJoined(worker));
            }
        });
    }

    @Test
    void aCallThatDoesNotListen_answersUnknown_andTheAwaitIsNotHeldUp() {
        Sign begun = new Sign(dir.resolve("begun"));
        Sign stop = new Sign(dir.resolve("stop"));
        run(() -> {
            try (var cluster =
                    Cluster.of(members.instance(), members.config().cancelLimit(Duration.ofMillis(100)))) {
                var call = cluster.submit(() -> {
                    begun.show();
                    while (!stop.isShown()) {
                        Thread.onSpinWait();
                    }
                });
                begun.awaitShown();
                call.cancel();
                assertThatThrownBy(call::await).isInstanceOf(CancelledError.class);
                assertThat(call.cancelAnswer()).isEqualTo(CancelAnswer.ASKED);
                assertThat(call.awaitStopped()).isEqualTo(CancelAnswer.UNKNOWN);
                stop.show();
            }
        });
    }

    /** {@return what joins a cluster of its own} */
    private static ClusterConfig alone(String name) {
        int port = Members.freePort();
        return new ClusterConfig().name(name + ProcessHandle.current().pid()).port(port)
                .members("127.0.0.1:" + port);
    }

    @Test
    void inAProcessThatHasLeft_callsFail_andClosingEnds() {
        run(() -> {
            var cluster = Cluster.join(alone("left-"));
            assertThat(cluster.call(() -> 1)).isEqualTo(1);
            assertThat(cluster).hasToString("<Cluster " + cluster.instance().getName() + " members=1>");
            toThread(() -> cluster.instance().shutdown());
            assertThatThrownBy(() -> cluster.call(() -> 1)).isInstanceOf(MemberLostException.class)
                    .hasMessageContaining("this process has left");
            assertThatThrownBy(() -> cluster.repeating(3).call(() -> 1))
                    .isInstanceOf(MemberLostException.class);
            assertThat(cluster).hasToString("<Cluster " + cluster.instance().getName() + " left>");
            cluster.close();
        });
    }

    @Test
    void aJoinThatIsCancelled_leavesAgain() throws Exception {
        var config = alone("given-up-");
        run(() -> {
            var joining = createTask(() -> Cluster.join(config));
            sleep(Duration.ZERO);
            joining.cancel();
            assertThatThrownBy(joining::await).isInstanceOf(CancelledError.class);
        });
        for (Thread thread = joiner(); thread != null; thread = joiner()) {
            thread.join();
        }
        String name = config.toHazelcast().getClusterName();
        assertThat(Hazelcast.getAllHazelcastInstances())
                .noneMatch(instance -> instance.getConfig().getClusterName().equals(name));
    }

    private static Thread joiner() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("asyncio4j-join")).findAny().orElse(null);
    }

    @Test
    void whatIsTrusted_addsUp_andHoldsFromTheFirstCallOn() {
        run(() -> {
            try (var cluster = Cluster.join(alone("trusting-").trust("com.acme.a.**"))) {
                assertThat(cluster.instance().getConfig().getUserContext().values()).as("before it was up")
                        .singleElement().isSameAs(RunningCalls.of(cluster.instance()));
                var again = Cluster.of(cluster.instance(), new ClusterConfig().trust("com.acme.b.**"));
                var third = Cluster.of(cluster.instance(), new ClusterConfig().trust("com.acme.a.**"));
                assertThat(again.parallelism()).isEqualTo(third.parallelism());
                assertThat(RunningCalls.of(cluster.instance()).parcels().patterns())
                        .containsExactly("com.acme.a.**", "com.acme.b.**");
            }
        });
    }

    @Test
    void aTopic_carriesEachMessageToEverySubscriber_inOrder() {
        run(() -> {
            try (var cluster = cluster()) {
                var topic = cluster.topic("news", Job.class);
                var first = topic.subscribe();
                try (var second = topic.subscribe()) {
                    for (int i = 0; i < 250; i++) {
                        topic.publish(new Job(i, "news"));
                    }
                    for (var subscription : List.of(first, second)) {
                        var messages = subscription.iterator();
                        for (int i = 0; i < 250; i++) {
                            assertThat(messages.next()).isEqualTo(new Job(i, "news"));
                        }
                    }
                    var waits = createTask(() -> first.iterator().next());
                    sleep(Duration.ZERO);
                    waits.cancel();
                    assertThatThrownBy(waits::await).isInstanceOf(CancelledError.class);
                    topic.publish(new Job(1000, "later"));
                    assertThat(first.iterator().next().number()).isEqualTo(1000);
                    var over = createTask(() -> first.iterator().hasNext());
                    sleep(Duration.ZERO);
                    first.close();
                    assertThat(over.await()).isFalse();
                }
            }
        });
    }

    @Test
    void tasksThatShareASubscription_getEachMessageOnce() {
        run(() -> {
            try (var cluster = cluster()) {
                var topic = cluster.topic("shared", Job.class);
                try (var subscription = topic.subscribe()) {
                    var waits = new ArrayList<Task<Integer>>();
                    for (int i = 0; i < 3; i++) {
                        waits.add(createTask(() -> subscription.iterator().next().number()));
                        sleep(Duration.ZERO);
                    }
                    var got = new ArrayList<Integer>();
                    for (int i = 0; i < 3; i++) {
                        topic.publish(new Job(i, "shared"));
                    }
                    for (Task<Integer> each : waits) {
                        got.add(each.await());
                    }
                    assertThat(got).containsExactlyInAnyOrder(0, 1, 2);
                }
            }
        });
    }

    @Test
    void aSubscriberThatIsTooSlow_isToldHowMuchItHasMissed() {
        run(() -> {
            // added, it goes to all members, whichever of them will have it
            members.instance().getConfig()
                    .addRingBufferConfig(new RingbufferConfig("asyncio4j-topic-small").setCapacity(10));
            try (var cluster = cluster()) {
                var topic = cluster.topic("small", Integer.class);
                try (var late = topic.subscribe()) {
                    for (int i = 0; i < 25; i++) {
                        topic.publish(i);
                    }
                    assertThatThrownBy(() -> late.iterator().next()).isInstanceOfSatisfying(
                            MessagesLostException.class,
                            e -> assertThat(e.count()).isEqualTo(15));
                    assertThat(late.iterator().hasNext()).isFalse();
                }
            }
        });
    }

    @Test
    void aQueue_givesEachItemToOne_andACancelledWaitLosesNone() {
        run(() -> {
            try (var cluster = cluster(); var jobs = cluster.queue("jobs", Job.class)) {
                var waits = createTask(() -> jobs.get());
                sleep(Duration.ofMillis(10));
                waits.cancel();
                assertThatThrownBy(waits::await).isInstanceOf(CancelledError.class);
                for (int i = 0; i < 20; i++) {
                    jobs.put(new Job(i, "job"));
                }
                var got = new ArrayList<Integer>();
                try (var other = cluster.queue("jobs", Job.class)) {
                    for (int i = 0; i < 10; i++) {
                        got.add(jobs.get().number());
                        got.add(other.get().number());
                    }
                }
                assertThat(got).hasSize(20).doesNotHaveDuplicates();
                assertThat(jobs.size()).isZero();
            }
        });
    }

    @Test
    void whatWasFetchedForACancelledWait_goesBackWhenTheQueueIsClosed() {
        run(() -> {
            try (var cluster = cluster()) {
                var jobs = cluster.queue("returned", Job.class);
                var waits = createTask(() -> jobs.get());
                sleep(Duration.ofMillis(10));
                waits.cancel();
                sleep(Duration.ZERO);
                jobs.put(new Job(1, "one"));
                jobs.close();
                assertThatThrownBy(jobs::get).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("was closed");
                try (var other = cluster.queue("returned", Job.class)) {
                    assertThat(other.get().number()).isEqualTo(1);
                }
            }
        });
    }

    @Test
    void whatComesForACancelledWait_whenTheQueueIsClosedAlready_goesBackAsWell() {
        run(() -> {
            try (var cluster = cluster()) {
                var jobs = cluster.queue("late", Job.class);
                var waits = createTask(() -> jobs.get());
                sleep(Duration.ofMillis(10));
                // without an await, so that who waits does not see it come
                var items = members.instance().<byte[]>getQueue("asyncio4j-queue-late");
                items.add(RunningCalls.of(members.instance()).parcels().packValue(new Job(1, "late"),
                        Job.class));
                while (!items.isEmpty()) {
                    Thread.onSpinWait();
                }
                waits.cancel();
                jobs.close();
                assertThatThrownBy(waits::await).isInstanceOf(CancelledError.class);
                try (var other = cluster.queue("late", Job.class)) {
                    assertThat(other.get().number()).isEqualTo(1);
                }
            }
        });
    }

    @Test
    void whatAnIteratorHasTakenAndNotGiven_goesToTheNextWhoAsks_orBack() {
        run(() -> {
            try (var cluster = cluster()) {
                var jobs = cluster.queue("looked-at", Job.class);
                jobs.put(new Job(1, "one"));
                jobs.put(new Job(2, "two"));
                assertThat(jobs.iterator().hasNext()).isTrue();
                assertThat(jobs.get().number()).isEqualTo(1);
                var iterator = jobs.iterator();
                assertThat(iterator.hasNext()).isTrue();
                jobs.close();
                assertThat(iterator.hasNext()).isFalse();
                try (var other = cluster.queue("looked-at", Job.class)) {
                    assertThat(other.iterator().next().number()).isEqualTo(2);
                }
            }
        });
    }

    @Test
    void aLock_isHandedOnInOrder_andFencesRise() {
        run(() -> {
            try (var cluster = cluster()) {
                var lock = cluster.lock("turns");
                var order = new ArrayList<Integer>();
                var held = lock.acquire();
                assertThat(held.isHeld()).isTrue();
                var waiting = new ArrayList<Task<Long>>();
                for (int i = 0; i < 3; i++) {
                    int number = i;
                    waiting.add(createTask(() -> {
                        try (var permit = cluster.lock("turns").acquire()) {
                            order.add(number);
                            return permit.fence();
                        }
                    }));
                    sleep(Duration.ofMillis(50)); // it stands in the line
                }
                assertThat(order).isEmpty();
                waiting.get(1).cancel();
                held.close();
                long first = waiting.get(0).await();
                assertThat(waiting.get(2).await()).isGreaterThan(first);
                assertThat(order).containsExactly(0, 2);
            }
        });
    }

    @Test
    void twoServicesTakeTurns_andWhenOneIsKilledTheOtherGoesOn() {
        Sign leads = new Sign(dir.resolve("leads"));
        Sign never = new Sign(dir.resolve("never"));
        run(() -> {
            try (var cluster = cluster()) {
                var leader = cluster.submit(() -> io.asyncio4j.Asyncio.run(() -> {
                    var here = com.hazelcast.core.Hazelcast.getAllHazelcastInstances().iterator().next();
                    try (var _ = Cluster.of(here, new ClusterConfig()).lock("leader").acquire()) {
                        leads.show(Long.toString(ProcessHandle.current().pid()));
                        return never.awaitShown();
                    }
                }));
                long pid = Long.parseLong(leads.awaitShown());
                var standby = createTask(() -> {
                    try (var permit = cluster.lock("leader").acquire()) {
                        return permit.fence();
                    }
                });
                sleep(Duration.ofMillis(50));
                assertThat(standby.done()).isFalse();
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                assertThat(standby.await()).isEqualTo(2);
                assertThatThrownBy(leader::await).isInstanceOf(MemberLostException.class);
            } finally {
                Process worker = members.start();
                toThread(() -> Members.awaitJoined(worker));
            }
        });
    }
}
