package io.asyncio4j.monitor.internal.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.monitor.support.Node;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The functions of the page that need no page, in Node. */
class TimelineScriptTest {

    @TempDir private Path folder;

    @BeforeEach
    void wantNode() throws Exception {
        Node.want();
    }

    /** {@return what {@code script} prints, in which {@code M} has the functions and {@code data} a page's data} */
    private List<String> run(String script) throws Exception {
        Files.writeString(folder.resolve("model.js"), Page.resource(TimelinePage.class, "timeline-model.js"));
        var data = new StringWriter();
        TimelineData.write(List.of(FlightTimelines.of(TimelinePageTest.record())), Map.of(), "x", data);
        Files.writeString(folder.resolve("data.json"), data.toString());
        Path file = Files.writeString(folder.resolve("test.js"),
                """
                        const M = require('./model.js');
                        const data = JSON.parse(require('fs').readFileSync(__dirname + '/data.json', 'utf8'));
                        const say = value => console.log(JSON.stringify(value));
                        const small = {name: 'l', nanos: 1000, events: 1, texts: ['', 'sleep', 'in Lock.acquire\\nA.b(A.java:1)'],
                          tasks: [{id: 7, name: 'a', coro: 'A', created: 0, ended: -1, how: '', by: -1},
                            {id: 3, name: 'B', coro: 'C', created: 0, ended: 900, how: 'done', by: 0}],
                          steps: {t: [100, 50, 100, 100], d: [20, 30, 40, 50], l: [0, 1, -1, 0], x: [1, 0, 1, 1],
                            w: [-1, 1, -2, 3], r: [-1, 10, 0, 5], s: [2, 0, 0, 0]},
                          waits: {t: [10, 500], d: [5, 6]}, marks: [], flags: []};
                        const m = M.decode(small);
                        """
                        + script);
        return Node.run(file);
    }

    @Test
    void dataIsDecoded_andFoundByTime() throws Exception {
        assertThat(
                run("""
                        say(Array.from(m.start)); say(Array.from(m.end)); say(m.lanes); say(m.waits);
                        say(m.stepsOf.get(0)); say(M.visible(m, m.stepsOf.get(0), 110, 340)); say(M.visible(m, m.stepsOf.get(0), 121, 349));
                        say(M.stepAt(m, m.stepsOf.get(0), 125, 10)); say(M.stepAt(m, m.stepsOf.get(0), 200, 10)); say(M.stepAt(m, [], 200, 10));
                        """))
                .containsExactly("[100,150,250,350]", "[120,180,290,400]", "[-1,1,0]",
                        "{\"start\":[10,510],\"end\":[15,516]}", "[0,3]", "[0,1]", "[1,1]", "0", "-1", "-1");
    }

    @Test
    void arrowsHaveTwoEnds() throws Exception {
        assertThat(
                run("""
                        say(M.wakerOf(m, 1)); say(M.wakerOf(m, 0)); say(M.wakerOf(m, 2)); say(M.wokenBy(m, 0)); say(M.wokenBy(m, 3));
                        say(M.tell(m, 1)); say(M.tell(m, 2)); say(M.tell(m, 3));
                        """))
                .containsExactly("0", "-1", "-1", "[1,3]", "[]",
                        "[\"task B #3  C\",\"has the loop for 30 ns, from 150 ns on\",\"was ready for 10 ns before\","
                                + "\"made ready by a\",\"then it ends: done\"]",
                        "[\"callback sleep\",\"has the loop for 40 ns, from 250 ns on\",\"was ready for 0 ns before\","
                                + "\"made ready by the clock\"]",
                        "[\"task a #7  A\",\"has the loop for 50 ns, from 350 ns on\",\"was ready for 5 ns before\","
                                + "\"made ready by a\",\"then awaits sleep\",\"perhaps at, as seen at another time, in"
                                + " Lock.acquire\\n   A.b(A.java:1)\"]");
    }

    /** One that was seen at another time counts only if the task waited for the same then. */
    @Test
    void whereATaskWaits_isTakenFromTheNearestOfTheSameWaits() throws Exception {
        assertThat(
                run("""
                        const waits = M.decode({...small, texts: ['', 'sleep', 'queue', 'at the sleep', 'at the queue'],
                          steps: {t: [0, 100, 100, 100], d: [10, 10, 10, 10], l: [0, 0, 0, 0], x: [1, 2, 1, 2],
                            w: [-1, -1, -1, -1], r: [-1, -1, -1, -1], s: [3, 4, 0, 0]}});
                        for (let step = 0; step < 4; step++) say(M.siteOf(waits, step));
                        """))
                .containsExactly("[\"at the sleep\",true]", "[\"at the queue\",true]",
                        "[\"at the sleep\",false]", "[\"at the queue\",false]");
    }

    @Test
    void zoomingStaysWithin() throws Exception {
        assertThat(
                run("""
                        say(M.zoom({from: 0, to: 1000}, 0.5, 200, 1000)); say(M.zoom({from: 100, to: 600}, 4, 200, 1000));
                        say(M.zoom({from: 100, to: 200}, 0.01, 150, 1000)); say(M.within({from: 900, to: 1100}, 1000));
                        say(M.ticks(0, 1e9, 1000)); say(M.ticks(150, 950, 400));
                        say([1, 1500, 12345678, 2e9, -1500].map(M.time));
                        """))
                .containsExactly("{\"from\":100,\"to\":600}", "{\"from\":0,\"to\":1000}",
                        "{\"from\":100,\"to\":200}", "{\"from\":800,\"to\":1000}", "[100000000,0]",
                        "[200,200]",
                        "[\"1 ns\",\"1.50 us\",\"12.3 ms\",\"2.00 s\",\"-1.50 us\"]");
    }

    @Test
    void searchFindsNamesTextsAndLines() throws Exception {
        assertThat(
                run("""
                        const found = words => M.search(m, words) && Array.from(M.search(m, words)).sort();
                        say(found('b')); say(found('#7')); say(found('LOCK.acq')); say(found('done')); say(found('  ')); say(found('none'));
                        """))
                .containsExactly("[0,1]", "[0]", "[0]", "[1]", "null", "[]");
    }

    @Test
    void aRealLog_isReadToo() throws Exception {
        assertThat(
                run("""
                        const real = M.decode(data.loops[0]);
                        const setter = real.loop.tasks.findIndex(task => task.name === 'setter');
                        say(real.stepsOf.get(setter).map(step => M.wokenBy(real, step).map(woken => M.nameOfStep(real, woken).slice(0, 9))));
                        say(Array.from(real.start).every((time, i, all) => !i || time >= all[i - 1]));
                        """))
                .containsExactly("[[\"</script>\"]]", "true");
    }
}
