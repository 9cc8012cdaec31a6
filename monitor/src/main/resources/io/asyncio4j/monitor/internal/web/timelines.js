// Records what the loop does in the next seconds, and shows it: a timeline of each task, and who woke whom.
import { Failure, every, get, post } from "./api.js";
import { h, put, span } from "./dom.js";

export function showTimelines({ body, pid, loop, tell }) {
    let wanted = null;
    let shown = null;
    const seconds = h("input", { type: "number", id: "seconds", min: 1, max: 60, value: 5, "aria-label": "Seconds" });
    const said = h("span", { role: "status" });
    const button = h("button", { type: "button", id: "record", onclick: async () => {
        button.disabled = true;
        said.textContent = "";
        try {
            wanted = (await post("/api/record", { pid, loop, seconds: seconds.value })).number;
        } catch (error) {
            said.textContent = ` ${error instanceof Failure ? error.message : error}`;
        }
        button.disabled = false;
        await lookNow();
    } }, "Record a timeline");
    const list = h("div", { id: "recordings" });
    const frame = h("div", {});
    body.append(h("p", { class: "toolbar" }, button, h("label", {}, "of the next ", seconds, " s"), said), list, frame);

    const open = number => {
        wanted = null;
        shown = number;
        const theme = getComputedStyle(document.documentElement).colorScheme === "dark" ? "dark" : "light";
        frame.replaceChildren(h("iframe", { class: "timeline", title: `Timeline ${number}`, src: `/timeline?number=${number}#${theme}` }));
    };

    const rowOf = each => h("tr", { "data-number": each.number },
        h("td", {}, `${span(Math.round(each.agoMillis / 1000) * 1000)} ago`), h("td", {}, `${each.seconds} s`),
        each.state === "recording" ? h("td", {}, "is being recorded ...")
            : each.state === "failed" ? h("td", { class: "bad" }, each.message)
                : h("td", {}, h("button", { type: "button", class: "show", "aria-pressed": each.number === shown, onclick: () => {
                    open(each.number);
                    lookNow();
                } }, "Show"), " ",
                h("a", { href: `/timeline?number=${each.number}`, target: "_blank", rel: "noopener" }, "by itself"), " ",
                h("a", { href: `/timeline.json?number=${each.number}`, download: "" }, "for Perfetto"),
                h("pre", { class: "lines" }, each.lines.join("\n"))));

    const ended = new AbortController();
    const lookNow = () => look(ended.signal).catch(error => ended.signal.aborted || tell(error, look));

    async function look(signal) {
        const { recordings } = await get("/api/recordings", { pid, loop }, signal);
        tell(null, look);
        if (recordings.some(each => each.number === wanted && each.state === "ready")) {
            open(wanted);
        }
        put(list, [shown, recordings.map(each => [each.number, each.state, Math.round(each.agoMillis / 1000)])], () =>
            recordings.length === 0 ? h("p", { class: "dim" }, "While a timeline is recorded, each event costs the loop some 25 ns, and nothing afterwards.")
                : h("table", { class: "plain" }, h("tbody", {}, recordings.map(rowOf))));
    }
    const stop = every(1000, look, tell);
    return () => {
        stop();
        ended.abort();
    };
}
