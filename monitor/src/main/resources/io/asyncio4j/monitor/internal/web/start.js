// The first page: the programs there are; and a program's loops.
import { every, get } from "./api.js";
import { place } from "./app.js";
import { h, named, number, put, span } from "./dom.js";

export function showStart({ main, tell, goesOn }) {
    const list = h("div", {});
    main.replaceChildren(h("h1", {}, "Programs with asyncio4j"), list);
    return every(3000, async signal => {
        const { programs } = await get("/api/programs", {}, signal);
        if (goesOn && programs.length === 1) {
            location.replace(`#/program/${programs[0].pid}`);
            return;
        }
        put(list, programs, () => programs.length === 0
            ? h("p", {}, "There is no JVM that you can look at and that has run a loop of asyncio4j. "
                + "One that was started with -XX:-UsePerfData is not found: name its PID to the command.")
            : h("table", { class: "plain" },
                h("thead", {}, h("tr", {}, h("th", {}, "pid"), h("th", {}, "version"), h("th", {}, "main"))),
                h("tbody", {}, programs.map(program => h("tr", {},
                    h("td", {}, h("a", { href: `#/program/${program.pid}` }, program.pid)),
                    h("td", {}, program.version), h("td", {}, program.main))))));
    }, tell);
}

export function showProgram({ main, pid, tell }) {
    const list = h("div", {}, h("p", {}, "Attaching ..."));
    const state = h("div", {});
    main.replaceChildren(h("h1", {}, `Loops of process ${pid}`), state, list);
    let first = true;
    return every(1000, async signal => {
        const { program, loops } = await get("/api/program", { pid }, signal);
        showState(state, program);
        if (program.state === "connecting") {
            return;
        }
        const alive = loops.filter(loop => !loop.gone);
        if (first && alive.length === 1 && loops.length === 1) {
            location.replace(place(pid, alive[0].key));
            return;
        }
        first = first && loops.length === 0;
        put(list, loops.map(loop => [loop.key, loop.gone, loop.alive, loop.ready, loop.held, loop.deadlocks,
            loop.lagMillis, loop.stepsPerSecond]), () => loops.length === 0 ? h("p", {}, "No loop has been seen yet.")
            : h("table", { class: "plain" },
                h("thead", {}, h("tr", {}, ["loop", "tasks", "steps/s", "ready", "lag", ""].map(each => h("th", {}, each)))),
                h("tbody", {}, loops.map(loop => h("tr", {},
                    h("td", {}, h("a", { href: place(pid, loop.key) }, named(loop.name))),
                    h("td", {}, number(loop.alive)), h("td", {}, number(loop.stepsPerSecond)),
                    h("td", {}, number(loop.ready)), h("td", {}, span(loop.lagMillis)),
                    h("td", { class: loop.deadlocks || loop.held ? "bad" : "" }, loop.gone ? "has ended"
                        : loop.deadlocks ? "deadlock" : loop.held ? "held" : "")))))); 
    }, tell);
}

/** Says how things are with a program, if they are not as usual. */
export function showState(element, program) {
    const silent = program.state === "watched" && program.silentMillis > 3000;
    const text = silent ? `Process ${program.pid} has not answered for ${span(program.silentMillis)}: it is suspended, `
        + "or very busy. What is shown is how it was last." : program.message;
    put(element, [text, program.state], () => text
        ? h("p", { class: program.state === "watched" && !silent ? "banner" : "banner bad" }, text) : []);
}
