// A task: where it stands, what it waits for and who for it, and where it has been.
import { Failure, every, get, getSession, post } from "./api.js";
import { place } from "./app.js";
import { h, number, put, span } from "./dom.js";
import { drawGraph } from "./graph.js";
import { stackOf } from "./source.js";
import { showState } from "./start.js";

export function showTask({ main, pid, loop, id, tell }) {
    const state = h("div", {});
    const title = h("h1", {}, `Task #${id}`);
    const facts = h("div", { id: "facts" });
    const cancel = h("p", {});
    const history = h("div", {});
    const graph = h("section", {}, h("h2", {}, "Who waits for whom"));
    main.replaceChildren(state, title, facts, cancel, graph, h("h2", {}, "Where it has been, since somebody looks"), history);
    getSession().then(session => session.mayCancel && cancel.append(cancelButton(pid, loop, id)), tell);
    let ended = false;
    const stopPoll = every(1000, async signal => {
        const { program } = await get("/api/program", { pid }, signal);
        showState(state, program);
        if (ended || program.state !== "watched") {
            return;
        }
        const task = await get("/api/task", { pid, loop, id }, signal);
        ended = task.ended;
        put(title, [task.name, task.state], () => [h("span", {}, task.name ?? "Task"), ` #${id} `,
            h("small", { class: task.deadlocked ? "bad" : "dim" }, task.ended ? "has ended" : task.deadlocked
                ? `${task.state}, deadlocked` : task.state)].map(each => each instanceof Node ? each : document.createTextNode(each)));
        put(facts, [task.stack, task.coroutine, task.waits?.text, task.waiters, task.children, Math.floor((task.sinceMillis ?? 0) / 1000), task.ended],
            () => factsOf(task, pid, loop));
        put(history, (task.history ?? []).map(moment => [moment.state, moment.place, moment.waiting, Math.floor(moment.agoMillis / 1000)]),
            () => h("ol", { class: "history" }, (task.history ?? []).toReversed().map(moment =>
                h("li", {}, h("span", { class: "dim" }, `${span(Math.round(moment.agoMillis / 1000) * 1000)} ago `),
                    h("b", {}, moment.state), ` ${moment.place} ${moment.waiting}`))));
    }, tell);
    const stopGraph = drawGraph(graph, pid, loop, id, () => {});
    return () => {
        stopPoll();
        stopGraph();
    };
}

function factsOf(task, pid, loop) {
    if (task.ended) {
        return h("p", { class: "banner" }, "This task has ended, or there never was one with this number.");
    }
    const names = tasks => tasks.length === 0 ? h("span", { class: "dim" }, "nobody")
        : h("ul", {}, tasks.map(each => h("li", {}, h("a", { href: place(pid, loop, "task", each.id) },
            `${each.name} #${each.id}`), h("span", { class: "dim" }, ` ${each.state} ${each.place}`))));
    return [
        h("dl", {},
            h("dt", {}, "Coroutine"), h("dd", {}, task.coroutine),
            h("dt", {}, "Here for"), h("dd", {}, task.sinceMillis === null ? "–" : `at least ${span(task.sinceMillis)}`),
            h("dt", {}, "Waits for"), h("dd", { id: "waits" }, task.waits ? [task.waits.text,
                task.waits.createdAt && !task.waits.text.includes(task.waits.createdAt) ? `; made at ${task.waits.createdAt}` : ""] : "–"),
            h("dt", {}, "That is for the tasks"), h("dd", { id: "children" }, names(task.children)),
            h("dt", {}, "Who waits for it"), h("dd", { id: "waiters" }, names(task.waiters))),
        h("h2", {}, `Stack, the newest of ${number(task.stack.length)} first`),
        task.stack.length === 0 ? h("p", { class: "dim" }, "It has not started, or has no stack while it waits.")
            : stackOf(task.stack, { id: "stack" }),
    ];
}

function cancelButton(pid, loop, id) {
    const said = h("span", { role: "status" });
    const button = h("button", {
        type: "button", id: "cancel", onclick: async () => {
            if (button.dataset.sure !== "yes") {
                button.dataset.sure = "yes";
                button.textContent = "Cancel it: are you sure?";
                setTimeout(() => {
                    delete button.dataset.sure;
                    button.textContent = "Cancel this task";
                }, 5000);
                return;
            }
            try {
                const { cancelled } = await post("/api/cancel", { pid, loop, id });
                said.textContent = cancelled ? " It was asked to be cancelled." : " It is not there any more.";
            } catch (error) {
                said.textContent = ` ${error instanceof Failure ? error.message : error}`;
            }
        },
    }, "Cancel this task");
    return h("span", {}, button, said);
}
