package io.asyncio4j.monitor.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.monitor.support.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the page's scripts needs no page, in Node; what a person does with it is in {@code src/test/browser}. */
class PageScriptTest {

    // a page that is seen or not, and a clock that stands still
    private static final String BROWSER = """
            import { Failure, every } from "./api.mjs";
            import { bytes, h, named, number, span, visible } from "./dom.mjs";
            const say = value => console.log(JSON.stringify(value));
            const listeners = new Set();
            globalThis.document = { hidden: false, addEventListener: (_, f) => listeners.add(f),
                removeEventListener: (_, f) => listeners.delete(f) };
            const see = isSeen => { document.hidden = !isSeen; [...listeners].forEach(f => f()); };
            let timers = [];
            globalThis.setTimeout = (f, millis) => { timers.push({ f, millis }); return timers.at(-1); };
            globalThis.clearTimeout = timer => { timers = timers.filter(each => each !== timer); };
            const settle = async () => { for (let i = 0; i < 50; i++) await null; };
            const tick = async () => { for (const { f } of timers.splice(0)) f(); await settle(); };
            console.error = () => {};
            """;

    @TempDir private Path folder;

    @BeforeEach
    void wantNode() throws Exception {
        Node.want();
    }

    private List<String> run(String script) throws Exception {
        for (String name : List.of("api", "dom")) {
            Files.write(folder.resolve(name + ".mjs"), Assets.load("/" + name + ".js"));
        }
        return Node.run(Files.writeString(folder.resolve("test.mjs"), BROWSER + script));
    }

    @Test
    void aPageAsks_oneQuestionAtATime_howeverOftenItIsLeftAndSeenAgain() throws Exception {
        assertThat(run("""
                let asked = 0, answer;
                every(1000, () => { asked++; return new Promise(done => answer = done); }, () => {});
                await settle();
                for (let i = 0; i < 5; i++) { see(false); see(true); }
                say([asked, timers.length]); // one that is slow to be answered
                answer(); await settle();
                say([asked, timers.map(each => each.millis)]);
                await tick();
                answer(); await settle();
                say([asked, timers.length]);
                """)).containsExactly("[1,0]", "[1,[1000]]", "[2,1]");
    }

    @Test
    void aPageThatIsNotSeen_asksNothing_andAtOnceWhenItIsSeenAgain() throws Exception {
        assertThat(run("""
                let asked = 0;
                every(1000, async () => { asked++; }, () => {});
                await settle();
                see(false);
                for (let i = 0; i < 3; i++) await tick();
                say(asked);
                see(true); await settle();
                say([asked, timers.length]);
                """)).containsExactly("1", "[2,1]");
    }

    @Test
    void whatIsLeft_endsItsQuestions_andTellsNothingAnyMore() throws Exception {
        assertThat(run("""
                const told = [];
                let fail, signal;
                const stop = every(1000, each => { signal = each; return new Promise((_, no) => fail = no); },
                    error => told.push(error && error.message));
                await settle();
                stop();
                say([signal.aborted, told, listeners.size, timers.length]);
                fail(new Failure(500, 'late')); await settle();
                see(true); await settle();
                say([told, timers.length]);
                """)).containsExactly("[true,[null],0,0]", "[[null],0]");
    }

    @Test
    void whatGoesWrong_isToldByWhomItConcerns_untilItIsWellAgain() throws Exception {
        assertThat(run("""
                const told = [], parts = [];
                const tell = (error, part) => {
                    if (!parts.includes(part)) parts.push(part);
                    told.push([parts.indexOf(part), error && error.message]);
                };
                let isBad = true;
                every(1000, async () => { if (isBad) throw new Failure(500, 'a'); }, tell);
                every(1000, async () => { if (isBad) throw new TypeError('b'); }, tell);
                every(1000, async () => {}, tell);
                await settle();
                isBad = false;
                await tick();
                say(told);
                """)).containsExactly(
                "[[0,\"a\"],[1,\"b\"],[2,null],[0,null],[1,null],[2,null]]");
    }

    @Test
    void numbersAndTexts_areAsPeopleReadThem() throws Exception {
        assertThat(run("""
                say([0.04, 9.96, 999.4, 999.6, 9940, 9960, 59700, 61000, 3599700, 18090000, null].map(span));
                say([0, 1234567.4, null].map(each => number(each)).concat(number(1.26, 1)));
                say([512, 1024, 10 * 1024 * 1024, 1.5 * 1024 ** 3].map(bytes));
                say(['a\\u202eb\\u0000\\u200bc', '<b>\\n', 7].map(visible));
                say(['', ' ', 'a'].map(named));
                """)).containsExactly(
                "[\"0.0 ms\",\"10 ms\",\"999 ms\",\"1.0 s\",\"9.9 s\",\"10 s\",\"1 min 0 s\",\"1 min 1 s\","
                        + "\"1 h 0 min\",\"5 h 1 min\",\"–\"]",
                "[\"0\",\"1,234,567\",\"–\",\"1.3\"]", "[\"512 B\",\"1.0 KiB\",\"10 MiB\",\"1.5 GiB\"]",
                "[\"a\\\\u202eb\\\\u0000\\\\u200bc\",\"<b>\\n\",\"7\"]",
                "[\"(no name)\",\" \",\"a\"]");
    }

    /** In what is told of something that is pointed at, too. */
    @Test
    void whatAnElementShows_isSeen_alsoWhatWouldTurnTheDirectionOfWriting() throws Exception {
        assertThat(
                run("""
                        class Element {
                            set = {}; shown = []; heard = [];
                            setAttribute(name, value) { this.set[name] = value; }
                            addEventListener(name) { this.heard.push(name); }
                            append(...children) { this.shown.push(...children.map(each => each.shown ?? each)); }
                        }
                        globalThis.Node = Element;
                        document.createElement = () => new Element();
                        say(h('a', { title: 'x\\u202ey', href: '#/', hidden: true, id: null, lang: false, onclick: () => {} },
                            'c\\u200bd', [h('b', {}, '\\u202e'), null, 7]));
                        """))
                .containsExactly(
                        "{\"set\":{\"title\":\"x\\\\u202ey\",\"href\":\"#/\",\"hidden\":\"\"},"
                                + "\"shown\":[\"c\\\\u200bd\",[\"\\\\u202e\"],\"7\"],\"heard\":[\"click\"]}");
    }
}
