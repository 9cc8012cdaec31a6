package io.asyncio4j.offload.hazelcast.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.lang.reflect.Proxy;
import java.util.AbstractMap.SimpleEntry;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who holds a semaphore of the cluster, whatever the engine repeats and whoever has not heard of whom. */
class TicketChangeTest {

    private final UUID old = UUID.randomUUID();
    private final UUID fresh = UUID.randomUUID();
    private final Map.Entry<String, Tickets> entry = new SimpleEntry<>("lock", null);

    /** {@return a member that knows of those} */
    private static HazelcastInstance memberThatKnows(UUID... ids) {
        var members = new java.util.LinkedHashSet<Member>();
        for (UUID id : ids) {
            members.add(answering(Member.class, id));
        }
        return answering(HazelcastInstance.class, answering(Cluster.class, members));
    }

    private static <T> T answering(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> answer;
                }));
    }

    @Test
    void aRequestThatIsRepeated_hasOneTicket() {
        TicketChange take = TicketChange.take(old, Set.of(old));
        assertThat(take.process(entry)).containsExactly(1, 0);
        assertThat(take.process(entry)).containsExactly(1, 0);
        assertThat(TicketChange.take(old, Set.of(old)).process(entry)).containsExactly(2, 1);
        assertThat(TicketChange.giveBack(1).process(entry)[0]).isZero();
        assertThat(TicketChange.look(2, Set.of(old)).process(entry)).containsExactly(2, 0);
    }

    @Test
    void whoHasJustJoined_keepsItsTicket_whenSomeoneAsksWhoHasNotHeardOfIt() {
        TicketChange.take(fresh, Set.of(old, fresh)).process(entry);
        TicketChange take = TicketChange.take(old, Set.of(old));
        take.setHazelcastInstance(memberThatKnows(old, fresh));
        assertThat(take.process(entry)).containsExactly(2, 1);
    }

    @Test
    void whoIsGone_losesItsTicket() {
        TicketChange.take(fresh, Set.of(old, fresh)).process(entry);
        TicketChange take = TicketChange.take(old, Set.of(old));
        take.setHazelcastInstance(memberThatKnows(old));
        assertThat(take.process(entry)).containsExactly(2, 0);
    }

    @Test
    void copiesAreGivenTheOutcome_andNothingIfThereIsNone() {
        TicketChange take = TicketChange.take(old, Set.of(old));
        take.process(entry);
        Map.Entry<String, Tickets> copy = new SimpleEntry<>("lock", null);
        var copying = take.getBackupProcessor();
        assertThat(copying).isNotNull();
        copying.process(copy);
        assertThat(copy.getValue().placeOf(1)).isZero();
        TicketChange look = TicketChange.look(1, Set.of(old));
        look.process(entry);
        assertThat(look.getBackupProcessor()).isNull();
    }
}
