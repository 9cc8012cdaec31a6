package io.asyncio4j.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.spi.ChannelPoller.Registration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a registration is told, and until when. */
class ChannelSelectorTest {

    private final ChannelSelector selector = new ChannelSelector();
    private final List<Pipe> pipes = new ArrayList<>();

    ChannelSelectorTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        selector.close();
        for (Pipe pipe : pipes) {
            pipe.source().close();
            pipe.sink().close();
        }
    }

    /** {@return the end of a pipe in which there is something to read} */
    private Pipe.SourceChannel readable() throws IOException {
        Pipe pipe = Pipe.open();
        pipes.add(pipe);
        pipe.source().configureBlocking(false);
        pipe.sink().write(ByteBuffer.allocate(1));
        return pipe.source();
    }

    @Test
    void oneThatIsCancelledByWhatAnotherHears_inTheSameLook_hearsNothing() throws IOException {
        var heard = new ArrayList<Integer>();
        var registrations = new ArrayList<Registration>();
        for (int i = 0; i < 2; i++) {
            registrations.add(selector.register(readable(), operations -> {
                heard.add(operations);
                registrations.forEach(Registration::cancel);
            }));
        }
        registrations.forEach(registration -> registration.watchFor(SelectionKey.OP_READ));
        selector.look();
        selector.look();
        assertThat(heard).containsExactly(SelectionKey.OP_READ);
        assertThat(selector.isUsed()).isFalse();
    }

    @Test
    void oneThatIsCancelledTwice_countsOnce() throws IOException {
        var heard = new ArrayList<Integer>();
        Registration first = selector.register(readable(), heard::add);
        Registration second = selector.register(readable(), heard::add);
        second.watchFor(SelectionKey.OP_READ);
        first.cancel();
        first.cancel();
        assertThat(selector.isUsed()).isTrue();
        assertThat(selector.look()).isTrue();
        assertThat(heard).containsExactly(SelectionKey.OP_READ);
        second.cancel();
        assertThat(selector.isUsed()).isFalse();
    }
}
