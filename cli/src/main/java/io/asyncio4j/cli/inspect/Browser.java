package io.asyncio4j.cli.inspect;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Opens an address in the browser of whoever sits here. */
final class Browser {

    private static final int PATIENCE_SECONDS = 5;

    private Browser() {}

    /** Says whether there is a browser that takes it, as far as that can be told. */
    static boolean open(URI address) throws InterruptedException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        List<String> command = system.contains("win") ? List.of("rundll32", "url.dll,FileProtocolHandler")
                : system.contains("mac") ? List.of("open") : List.of("xdg-open");
        boolean needsDisplay = command.getFirst().equals("xdg-open");
        if (needsDisplay && System.getenv("DISPLAY") == null && System.getenv("WAYLAND_DISPLAY") == null) {
            return false;
        }
        try {
            var words = new ArrayList<>(command);
            words.add(address.toString());
            Process process = new ProcessBuilder(words).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return !process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
