package io.asyncio4j.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.inspect.LoopProfile;
import io.asyncio4j.monitor.internal.timeline.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of samples. */
class ProfileTest {

    private static final String HOSTILE = "</script><script>alert('1')</script>;\\\n\u001b[2J";

    @TempDir private Path folder;

    private static Profile profile(String title) {
        return new Profile(title, List.of(new LoopProfile("main", 200, 5_000, 1_000, 600, 50, 3, List.of(
                new LoopProfile.Stack("worker-#",
                        List.of("App.run(App.java:3)", "App.hash(App.java:9)", "Thread.sleep(Thread.java:1)"),
                        300),
                new LoopProfile.Stack(HOSTILE, List.of("App.run(App.java:3)"), 47)))));
    }

    @Test
    void theTable_hasTasksAndCode() {
        assertThat(profile("x").lines()).containsExactly(
                "loop main: 1,000 samples in 5.0 s, busy 40.0%, waiting 60.0%",
                "   share  samples  tasks",
                "   75.0%      300  worker-#",
                "   12.5%       50  (the loop itself)",
                "   11.8%       47  </script><script>alert('1')</script>;\\??[2J",
                "   share  samples  code",
                "   75.0%      300  App.hash(App.java:9)",
                "   11.8%       47  App.run(App.java:3)",
                "  note: 3 samples were dropped: there were too many different stacks.");
    }

    @Test
    void collapsedStacks_areALineEach() {
        assertThat(profile("x").collapsed()).containsExactly(
                "loop main;worker-#;App.run(App.java:3);App.hash(App.java:9);Thread.sleep(Thread.java:1) 300",
                "loop main;</script><script>alert('1')</script>,\\??[2J;App.run(App.java:3) 47",
                "loop main;(the loop itself) 50");
    }

    @Test
    void theFlameGraph_isHarmless_whateverNamesThereAre() throws Exception {
        Path file = folder.resolve("p.html");
        profile("<img src=x onerror=alert(1)>").write(file);
        String page = Files.readString(file);
        assertThat(page.split("<script", -1)).as("scripts").hasSize(2);
        assertThat(page).contains("worker-#", "&lt;img src=x onerror=alert(1)&gt;")
                .doesNotContain("<img", "\u001b")
                .contains("\\x3c/script\\x3e\\x3cscript\\x3ealert(\\'1\\')");
        var script = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);
        assertThat(script.find()).isTrue();
        assertThat(page).contains("default-src 'none'; script-src " + Page.hash(script.group(1)) + ";")
                .contains("prefers-color-scheme: dark");
        assertThat(page).doesNotContainPattern("(?i)\\bsrc\\s*=\\s*[\"']")
                .doesNotContainPattern("<\\w[^>]*\\son\\w+\\s*=");
    }
}
