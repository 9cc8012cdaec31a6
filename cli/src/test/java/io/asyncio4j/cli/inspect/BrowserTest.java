package io.asyncio4j.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether there is a browser that the monitor's address can be given to. */
class BrowserTest {

    @Test
    void whereNobodyCouldSeeIt_nothingIsStarted() {
        assertThat(Browser.command("Linux", Map.of())).isEmpty();
        assertThat(Browser.command("Linux", Map.of("DISPLAY", ":0"))).containsExactly("xdg-open");
        assertThat(Browser.command("FreeBSD", Map.of("WAYLAND_DISPLAY", "wayland-0")))
                .containsExactly("xdg-open");
        assertThat(Browser.command("Mac OS X", Map.of())).containsExactly("open");
        assertThat(Browser.command("Windows 11", Map.of())).startsWith("rundll32");
    }

    @Test
    void aCommandThatIsMissing_orFails_isNoBrowser() throws Exception {
        assertThat(Browser.start(List.of("there-is-no-such-browser"))).isFalse();
        assertThat(Browser.start(List.of("false"))).isFalse();
        assertThat(Browser.start(List.of("true"))).isTrue();
    }
}
