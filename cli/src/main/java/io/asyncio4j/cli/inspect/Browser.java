package io.asyncio4j.cli.inspect;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Opens an address in the browser of whoever sits here. */
final class Browser {

    private static final int PATIENCE_SECONDS = 5;

    private Browser() {}

    /** Says whether there is a browser that takes it, as far as that can be told. */
    static boolean open(URI address) throws InterruptedException {
        List<String> command = command(System.getProperty("os.name"), System.getenv());
        if (command.isEmpty()) {
            return false;
        }
        var words = new ArrayList<>(command);
        words.add(address.toString());
        return start(words);
    }

    /** {@return what opens an address on such a system; nothing if nobody could see it} */
    static List<String> command(String system, Map<String, String> environment) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.contains("win")) {
            return List.of("rundll32", "url.dll,FileProtocolHandler");
        }
        if (name.contains("mac")) {
            return List.of("open");
        }
        return environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY")
                ? List.of("xdg-open") : List.of();
    }

    /** Says whether the command goes on, or has ended well. */
    static boolean start(List<String> words) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return !process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
