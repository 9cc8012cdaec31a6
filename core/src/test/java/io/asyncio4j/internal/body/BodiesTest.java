package io.asyncio4j.internal.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Awaitable;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.spi.ContextPropagator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is asked of the forms that a coroutine takes: its name, what is left of it, whether two are equal. */
class BodiesTest {

    private static <T> Coroutine<T> propagated(Coroutine<T> body) {
        ContextPropagator nothing = () -> Runnable::run;
        return Objects.requireNonNull(Propagation.of(List.of(nothing))).around(body);
    }

    @Test
    void whatPropagatorsSurround_isCalledAndGivenUp_asIfTheyDidNot() {
        CoroutineObject<String> object = Coroutine.of("fetch", () -> "value");
        Coroutine<String> propagated = propagated(object);
        assertThat(Bodies.nameOf(propagated)).isEqualTo("fetch()");
        assertThat(Bodies.remainsOf(propagated)).isSameAs(object);
        assertThat(propagated).hasToString("PropagatedBody[body=" + object + "]");
        Bodies.dispose(propagated);
        assertThatThrownBy(propagated::await).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot reuse already awaited coroutine");
    }

    @Test
    void whatIsLeftOfALambda_isItsClass_alsoOfWhatIsLeft() {
        Coroutine<String> body = () -> "value";
        Coroutine<String> other = () -> "other";
        var ended = new EndedBody<String>(body.getClass());
        assertThat(Bodies.remainsOf(ended)).isSameAs(body.getClass());
        assertThat(ended).isEqualTo(new EndedBody<>(body.getClass()))
                .hasSameHashCodeAs(new EndedBody<>(body.getClass()))
                .isNotEqualTo(new EndedBody<>(other.getClass())).isNotEqualTo(body)
                .hasToString("EndedBody[body=" + body.getClass() + "]");
        assertThat(Bodies.nameOf(ended)).isEqualTo("BodiesTest.<lambda>()");
    }

    @Test
    void withoutAResult_twoOfTheSameBodyAreEqual() {
        VoidCoroutine body = () -> {};
        VoidCoroutine other = () -> {};
        var one = new BodyWithoutResult(body);
        assertThat(one).isEqualTo(new BodyWithoutResult(body)).hasSameHashCodeAs(new BodyWithoutResult(body))
                .isNotEqualTo(new BodyWithoutResult(other)).isNotEqualTo(body)
                .hasToString("BodyWithoutResult[body=" + body + "]");
    }

    @Test
    void anAwaitable_isShownWithin() {
        Awaitable<String> awaitable = () -> "value";
        assertThat(new AwaitingBody<>(awaitable)).hasToString("AwaitingBody[awaitable=" + awaitable + "]");
    }
}
