// A loop: what is wrong with it, its curves, and what else there is to see of it.
import { every, get } from "./api.js";
import { place } from "./app.js";
import { Curves } from "./curves.js";
import { h, number, put, span } from "./dom.js";
import { showGraph } from "./graph.js";
import { showEnded } from "./ended.js";
import { showSlowSteps } from "./slow.js";
import { frameOf, stackOf } from "./source.js";
import { showState } from "./start.js";
import { showTasks } from "./tasks.js";
import { showThings } from "./things.js";
import { showTimelines } from "./timelines.js";

const TABS = [["overview", "Overview"], ["tasks", "Tasks"], ["graph", "Who waits for whom"], ["things", "Locks and queues"],
    ["slow", "Slow steps"], ["ended", "Ended tasks"], ["timeline", "Timeline"]];

export function showLoop(context) {
    const { main, pid, loop, tell } = context;
    const tab = TABS.some(([name]) => name === context.tab) ? context.tab : "overview";
    const state = h("div", {});
    const alarms = h("div", { id: "alarms", role: "alert" });
    const numbers = h("p", { id: "numbers" });
    const body = h("section", { id: tab });
    main.replaceChildren(state, alarms, numbers,
        h("nav", { class: "tabs", "aria-label": "Parts" }, TABS.map(([name, title], i) => h("a", {
            href: place(pid, loop, name), "aria-current": name === tab ? "page" : null, title: `key: ${i + 1}`,
        }, title))), body);

    let points = [];
    const curves = tab === "overview" ? new Curves(body) : null;
    const slow = tab === "overview" ? h("div", {}) : body;
    if (curves) {
        body.append(h("h2", {}, "Slow steps"), slow);
    }
    const show = { tasks: showTasks, graph: showGraph, things: showThings, ended: showEnded, timeline: showTimelines }[tab];
    const stopTab = show ? show({ ...context, body }) : () => {};
    const stopPoll = every(1000, async signal => {
        const program = await get("/api/program", { pid }, signal);
        showState(state, program.program);
        if (!program.loops.some(each => each.key === loop)) {
            put(alarms, program.program.state, () => program.program.state === "watched"
                && h("p", { class: "banner" }, `Process ${pid} has no such loop now, or not any more.`));
            return;
        }
        const after = points.length ? points.at(-1).number : 0;
        const answer = await get("/api/loop", { pid, loop, after }, signal);
        const now = performance.now();
        points = points.concat(answer.points.map(([n, ago, steps, p50, p99, max, ready, alive, timers, heap]) =>
            ({ number: n, at: (now - ago) / 1000, steps, p50, p99, max, ready, alive, timers, heap }))).slice(-900);
        showAlarms(alarms, answer, pid, loop);
        showNumbers(numbers, answer);
        curves?.show(points);
        if (curves || tab === "slow") {
            showSlowSteps(slow, answer.slow, tab === "slow" ? 64 : 5);
        }
    }, tell);

    const onKey = event => {
        const i = Number(event.key) - 1;
        if (TABS[i] && !event.ctrlKey && !event.metaKey && !event.altKey && !/^(INPUT|SELECT)$/.test(event.target.tagName)) {
            location.hash = place(pid, loop, TABS[i][0]);
        }
    };
    document.addEventListener("keydown", onKey);
    return () => {
        stopPoll();
        stopTab();
        curves?.close();
        document.removeEventListener("keydown", onKey);
    };
}

function showNumbers(element, { loop, looked }) {
    const text = loop.alive === undefined ? "" : `${number(loop.alive)} tasks (created ${number(loop.created)}), `
        + `${number(loop.ready)} ready, ${number(loop.timers)} timers, ${number(loop.steps)} steps `
        + `(${number(loop.slowSteps)} slow), lag ${span(loop.lagMillis)}, ${loop.threads} threads`;
    put(element, [text, looked.omitted], () => [visibleText(text), looked.omitted > 0 && h("span", { class: "warn" },
        ` · ${number(looked.shown + looked.omitted)} tasks are too many to show: these are the oldest ${number(looked.shown)}`)]);
}

function visibleText(text) {
    return document.createTextNode(text);
}

/** What is wrong: a loop that is held, tasks that wait for each other. */
function showAlarms(element, { loop, cycles }, pid, key) {
    put(element, [loop.held, loop.gone, loop.holder, loop.holderStack, cycles], () => [
        loop.gone && h("p", { class: "banner" }, `Loop ${loop.name} does not run any longer.`),
        !loop.gone && loop.held && h("div", { class: "banner bad", id: "held" },
            h("strong", {}, loop.holder ? `The loop is held by ${loop.holder}` : "The loop is too busy to answer"),
            h("span", { id: "owed", "aria-live": "off" }), // it changes all the time, and is not to be read out again and again
            loop.holderStack?.length ? stackOf(loop.holderStack) : null),
        ...(cycles ?? []).map(cycle => h("div", { class: "banner bad deadlock" },
            h("strong", {}, "Deadlock: "),
            [...cycle, cycle[0]].flatMap((task, i) => [i ? " waits for " : "", h("a", { href: place(pid, key, "task", task.id) },
                `${task.name} #${task.id}`)]),
            h("ul", {}, cycle.map(task => h("li", {}, `${task.name}: ${task.waiting || "waits"}, at `,
                task.stack.length ? frameOf(task.stack[0]) : "an unknown place"))))),
    ]);
    const owed = document.getElementById("owed");
    if (owed) {
        owed.textContent = ` It has owed an answer for ${span(loop.lagMillis)}.`;
    }
}
