package io.asyncio4j.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.inspect.LoopProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    void theMostAreShown_andLongNamesCut() {
        var stacks = new ArrayList<LoopProfile.Stack>();
        for (int i = 0; i < 20; i++) {
            stacks.add(new LoopProfile.Stack(i == 0 ? "n".repeat(101) : "task-" + (char) ('a' + i),
                    List.of("App.run(App.java:3)"), i == 0 ? 100 : 1));
        }
        List<String> lines =
                new Profile("x", List.of(new LoopProfile("main", 200, 5_000, 200, 81, 0, 0, stacks))).lines();
        assertThat(lines).startsWith("loop main: 200 samples in 5.0 s, busy 59.5%, waiting 40.5%",
                "   share  samples  tasks", "   84.0%      100  " + "n".repeat(97) + "...",
                "    0.8%        1  task-b", "    0.8%        1  task-c");
        assertThat(lines.subList(2, 18)).as("the rows, and how many more").last()
                .isEqualTo("                   ... and 5 more");
        assertThat(lines.subList(18, 20)).containsExactly("   share  samples  code",
                "  100.0%      119  App.run(App.java:3)");
        assertThat(lines).hasSize(20);
    }

    @Test
    void aLoopThatOnlyWaited_isALine_andOneWithoutSamples_too() {
        assertThat(new Profile("x", List.of(new LoopProfile("idle", 200, 5_000, 100, 100, 0, 0, List.of()),
                new LoopProfile("none", 200, 5_000, 0, 0, 0, 0, List.of()))).lines())
                .containsExactly("loop idle: 100 samples in 5.0 s, busy 0.0%, waiting 100.0%",
                        "loop none: 0 samples in 5.0 s, busy 0.0%, waiting 0.0%");
    }

    @Test
    void whereOnlyThreadsAreSeen_theLastOfTheirFramesIsThePlace() {
        var stacks = List.of(
                new LoopProfile.Stack("a",
                        List.of("Thread.run(Thread.java:1)", "Thread.sleep(Thread.java:2)"), 2),
                new LoopProfile.Stack("b", List.of(), 1));
        assertThat(new Profile("x", List.of(new LoopProfile("main", 200, 5_000, 3, 0, 0, 0, stacks))).lines())
                .contains("   66.7%        2  Thread.sleep(Thread.java:2)", "   33.3%        1  ?");
    }

    @Test
    void whatIsWritten_goesByTheEndOfTheName() throws Exception {
        assertThat(Profile.isFlameGraph(Path.of("a.HTML"))).isTrue();
        Path file = folder.resolve("p.collapsed");
        profile("x").write(file);
        assertThat(Files.readAllLines(file)).isEqualTo(profile("x").collapsed());
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
        assertThat(page).contains("default-src 'none'; script-src " + FlameGraphs.hash(script.group(1)) + ";")
                .contains("prefers-color-scheme: dark");
        assertThat(page).doesNotContainPattern("(?i)\\bsrc\\s*=\\s*[\"']")
                .doesNotContainPattern("<\\w[^>]*\\son\\w+\\s*=");
    }
}
