// The tasks as a table of which only the rows that are seen are there: 100,000 are no more to the browser than 30.
import { every, get } from "./api.js";
import { place } from "./app.js";
import { h, named, number, put, span } from "./dom.js";

const ROW = 28;
const CHUNK = 100;
const COLUMNS = [["id", "#"], ["name", "name"], ["state", "state"], ["place", "where it stands"], ["waiting", "waits for"], ["waiters", "awaited by"], ["since", "here for"]];
const GROUPS = [["", "not grouped"], ["name", "by name"], ["place", "by where they stand"], ["state", "by state"]];

// kept while other parts are looked at; the key is that of the group that was opened, which may be an empty name
const settings = { sort: "id", dir: "asc", filter: "", group: "", key: null };

export function showTasks({ body, pid, loop, tell }) {
    const chunks = new Map();
    let total = 0;
    let groups = false;
    let selected = 0;
    let generation = 0;
    const filter = h("input", { type: "search", id: "filter", placeholder: "filter: name, state, code  (key: /)", value: settings.filter,
        "aria-label": "Filter", oninput: () => { settings.filter = filter.value; again(true); } });
    const group = h("select", { id: "group", "aria-label": "Group", onchange: () => { settings.group = group.value; settings.key = null; again(true); } },
        GROUPS.map(([value, text]) => h("option", { value, selected: value === settings.group }, text)));
    const key = h("span", {});
    const count = h("span", { class: "dim", id: "count", role: "status" });
    const head = h("div", { class: "row head", role: "row" });
    const rows = h("div", { class: "rows", role: "presentation" });
    const spacer = h("div", { class: "spacer", role: "presentation" }, rows);
    const scroller = h("div", { class: "scroller", tabindex: 0, role: "grid", "aria-label": "Tasks", id: "table" }, spacer);
    body.append(h("div", { class: "toolbar" }, filter, group, key, count), h("div", { class: "table" }, head, scroller));

    const ended = new AbortController();
    const loadNow = () => load(false, ended.signal).catch(error => {
        if (!ended.signal.aborted && error.status !== 429) { // of too many questions the next ones take care
            tell(error, load);
        }
    });

    const again = fromTop => {
        generation++;
        chunks.clear();
        if (fromTop) {
            scroller.scrollTop = 0;
            selected = 0;
        }
        showHead();
        loadNow();
    };

    const sortBy = column => {
        settings.dir = settings.sort === column && settings.dir === "asc" ? "desc" : "asc";
        settings.sort = column;
        again(true);
    };

    function showHead() {
        put(head, [groups, settings.sort, settings.dir], () => groups
            ? [["group", "count", "states"].map(text => h("span", { role: "columnheader" }, text))].flat()
            : COLUMNS.map(([name, text]) => h("button", {
                type: "button", role: "columnheader", class: name, "data-column": name, onclick: () => sortBy(name),
                "aria-sort": settings.sort !== name ? "none" : settings.dir === "asc" ? "ascending" : "descending",
            }, text, settings.sort === name ? (settings.dir === "asc" ? " ▲" : " ▼") : "")));
        head.classList.toggle("groups", groups);
        put(key, settings.key, () => settings.key === null ? [] : h("button", { type: "button", id: "ungroup", title: "Back to all groups",
            onclick: () => { settings.key = null; again(true); } }, `${named(settings.key)}  ✕`));
    }

    function range() {
        const first = Math.max(0, Math.floor(scroller.scrollTop / ROW) - 5);
        return [first, Math.min(total, first + Math.ceil(scroller.clientHeight / ROW) + 10)];
    }

    async function load(refreshes, signal) {
        const mine = generation;
        const [first, end] = range();
        const wanted = [];
        for (let i = Math.floor(first / CHUNK); i <= Math.floor(Math.max(first, end - 1) / CHUNK); i++) {
            if (refreshes || !chunks.has(i)) {
                wanted.push(i);
            }
        }
        for (const i of wanted) {
            const page = await get("/api/tasks", { pid, loop, ...settings, offset: i * CHUNK, limit: CHUNK }, signal);
            if (mine !== generation) {
                return;
            }
            chunks.set(i, page.rows);
            if (page.total !== total || page.groups !== groups) {
                total = page.total;
                groups = page.groups;
                spacer.style.height = `${total * ROW}px`;
                scroller.setAttribute("aria-rowcount", String(total));
            }
            count.textContent = `${number(total)} ${groups ? "groups" : "tasks"} of ${number(page.shown)} tasks`
                + (page.omitted ? `, the oldest of ${number(page.shown + page.omitted)}` : "")
                + (page.consistent ? "" : ", seen from outside while the loop is held")
                + `, ${span(Math.round(page.agoMillis / 1000) * 1000)} ago`;
        }
        tell(null, load);
        showHead();
        show();
    }

    function show() {
        const [first, end] = range();
        rows.style.transform = `translateY(${first * ROW}px)`;
        const focused = rows.contains(document.activeElement);
        const shown = [];
        for (let i = first; i < end; i++) {
            const row = chunks.get(Math.floor(i / CHUNK))?.[i % CHUNK];
            shown.push(row ? rowOf(row, i) : h("div", { class: "row", role: "row" }, "…"));
        }
        rows.replaceChildren(...shown);
        if (focused) {
            rows.querySelector(".selected")?.focus({ preventScroll: true });
        }
    }

    function rowOf(row, i) {
        const attributes = { role: "row", "aria-rowindex": i + 1, tabindex: i === selected ? 0 : -1 };
        if (groups) {
            const states = Object.entries(row.states).map(([name, n]) => `${name} ${number(n)}`).join(", ");
            return h("div", { ...attributes, class: `row group${i === selected ? " selected" : ""}`, title: named(row.key),
                onclick: () => openRow(i) }, [named(row.key), number(row.count), states].map(text => h("span", { role: "gridcell" }, text)));
        }
        const [id, name, state, where, waiting, waiters, since] = row;
        return h("a", { ...attributes, class: `row${i === selected ? " selected" : ""}`, href: place(pid, loop, "task", id),
            "data-id": id, title: `${name}\n${where}\n${waiting}` },
        [[id, "id"], [name, "name"], [state, `state ${state.split(",")[0].replace(" ", "-")}`], [where, "place"],
            [waiting, "waiting"], [waiters || "", "waiters"], [span(Math.floor(since / 1000) * 1000), "since"]]
            .map(([text, kind]) => h("span", { role: "gridcell", class: kind }, text)));
    }

    function openRow(i) {
        const row = chunks.get(Math.floor(i / CHUNK))?.[i % CHUNK];
        if (row && groups) {
            settings.key = row.key;
            again(true);
        } else if (row) {
            location.hash = place(pid, loop, "task", row[0]);
        }
    }

    function select(i) {
        selected = Math.max(0, Math.min(total - 1, i));
        const top = selected * ROW;
        if (top < scroller.scrollTop) {
            scroller.scrollTop = top;
        } else if (top + ROW > scroller.scrollTop + scroller.clientHeight) {
            scroller.scrollTop = top + ROW - scroller.clientHeight;
        }
        loadNow().then(() => rows.querySelector(".selected")?.focus({ preventScroll: true }));
    }

    scroller.addEventListener("scroll", () => {
        show();
        loadNow();
    }, { passive: true });
    scroller.addEventListener("keydown", event => {
        const page = Math.max(1, Math.floor(scroller.clientHeight / ROW) - 1);
        const to = { ArrowDown: selected + 1, ArrowUp: selected - 1, PageDown: selected + page, PageUp: selected - page,
            Home: 0, End: total - 1 }[event.key];
        if (to !== undefined) {
            event.preventDefault();
            select(to);
        } else if (event.key === "Enter") {
            event.preventDefault();
            openRow(selected);
        }
    });
    const onSlash = event => {
        if (event.key === "/" && document.activeElement !== filter) {
            event.preventDefault();
            filter.focus();
        }
    };
    document.addEventListener("keydown", onSlash);
    showHead();
    const stop = every(2000, signal => load(true, signal), tell);
    return () => {
        stop();
        ended.abort();
        document.removeEventListener("keydown", onSlash);
    };
}
