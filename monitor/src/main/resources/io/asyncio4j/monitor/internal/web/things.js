// Locks, queues and the like for which tasks wait.
import { every, get } from "./api.js";
import { place } from "./app.js";
import { h, number, put } from "./dom.js";

export function showThings({ body, pid, loop, tell }) {
    const list = h("div", {});
    body.append(list);
    const names = tasks => tasks.length === 0 ? h("span", { class: "dim" }, "nobody that is known")
        : tasks.flatMap((task, i) => [i ? ", " : "", h("a", { href: place(pid, loop, "task", task.id), title: task.place },
            `${task.name} #${task.id}`)]);
    return every(2000, async signal => {
        const { total, things } = await get("/api/things", { pid, loop }, signal);
        put(list, things, () => things.length === 0 ? h("p", { class: "dim" }, "No task waits for a lock, a queue or the like.")
            : [things.map(thing => h("section", { class: "thing", "data-kind": thing.kind },
                h("h2", {}, thing.text),
                h("dl", {},
                    h("dt", {}, `${number(thing.count)} waiting`), h("dd", {}, names(thing.waiters)),
                    h("dt", {}, thing.certain ? "Held by" : "Used lately by"), h("dd", {}, names(thing.uses))))),
            total > things.length && h("p", { class: "warn" }, `... and ${number(total - things.length)} more`)]);
    }, tell);
}
