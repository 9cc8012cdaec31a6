// The last tasks that have ended, and how.
import { every, get } from "./api.js";
import { h, number, put, span } from "./dom.js";

export function showEnded({ body, pid, loop, tell }) {
    const list = h("div", { class: "wide" });
    body.append(list);
    return every(2000, async signal => {
        const { measured, tasks } = await get("/api/ended", { pid, loop }, signal);
        put(list, [measured, tasks], () => tasks.length === 0 ? h("p", { class: "dim" }, "No task has ended yet.") : [
            measured ? null : h("p", { class: "dim" }, "How long they lived and ran is not measured here. EndedTask.measure switches it on."),
            h("table", { class: "plain" },
                h("thead", {}, h("tr", {}, ["#", "name", "outcome", "lived", "ran", "steps"].map(each => h("th", {}, each)))),
                h("tbody", {}, tasks.map(task => h("tr", {},
                    h("td", {}, task.id), h("td", { title: task.coroutine }, task.name),
                    h("td", { class: task.outcome === "exception" ? "bad" : "" }, task.outcome, task.exception && `: ${task.exception}`,
                        task.cancelledBy && ` by ${task.cancelledBy}`, task.cancelMessage && `: ${task.cancelMessage}`),
                    h("td", {}, span(task.livedMillis)), h("td", {}, span(task.ranMillis)), h("td", {}, number(task.steps))))))]);
    }, tell);
}
