// The page: finds out from the address what to show.
import { Failure, getSession } from "./api.js";
import { h, named, put } from "./dom.js";
import { showLoop } from "./loop.js";
import { showProgram, showStart } from "./start.js";
import { showTask } from "./task.js";

const main = document.getElementById("main");
const crumbs = document.getElementById("crumbs");
const notice = document.getElementById("notice");
let stop = () => {};

// what is wrong, each by what it is wrong with
const failures = new Map();

/** Tells of a failure above whatever is shown, or that it is over: of one part, which the others do not know. */
export function tell(error, part = null) {
    if (error === null) {
        failures.delete(part);
    } else {
        failures.set(part, error instanceof Failure ? error.message : `The page has failed: ${error.message}`);
    }
    put(notice, [...new Set(failures.values())], () =>
        [...new Set(failures.values())].map(text => h("p", { class: "banner bad" }, text)));
}

/** The address within the page of a loop, or of something in it. */
export function place(pid, loop, ...rest) {
    return "#/" + ["program", pid, "loop", encodeURIComponent(loop), ...rest].join("/");
}

function route() {
    stop();
    failures.clear();
    tell(null);
    const [kind, pid, , loop, tab, id] = location.hash.replace(/^#\/?/, "").split("/");
    const context = { main, pid, loop: loop && decoded(loop), tab: tab || "overview", id, tell };
    const where = [h("a", { href: "#/programs" }, "Programs")];
    if (kind === "program" && /^\d+$/.test(pid)) {
        where.push(h("a", { href: `#/program/${pid}` }, `process ${pid}`));
        if (loop) {
            where.push(h("a", { href: place(pid, context.loop) }, named(loopName(context.loop))));
        }
        stop = !loop ? showProgram(context) : tab === "task" ? showTask(context) : showLoop(context);
    } else {
        stop = showStart({ ...context, goesOn: kind !== "programs" });
    }
    crumbs.replaceChildren(...where.flatMap((each, i) => i ? [" › ", each] : [each]));
    document.title = `asyncio4j monitor${pid ? ` · ${pid}` : ""}`;
}

// an address that was written by hand may be no code for anything: then it stands for itself
function decoded(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

/** The name in the key of a loop's bean. */
export function loopName(key) {
    const found = /name=("?)(.*?)\1(?:,number=(\d+))?(?:,type=.*)?$/.exec(key);
    return found ? found[2].replace(/\\(.)/g, "$1") : key;
}

function begin() {
    getSession().then(() => {
        window.addEventListener("hashchange", route);
        route();
    }, error => {
        main.replaceChildren();
        tell(error);
        if (error.status === 429) { // others have asked too much
            setTimeout(begin, 1000);
        }
    });
}

begin();
