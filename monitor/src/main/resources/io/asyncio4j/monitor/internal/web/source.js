// A stack, whose frames show the lines of source around them where the monitor has those.
import { get, getSession } from "./api.js";
import { h } from "./dom.js";

const FRAME = /\(([\w$.-]+\.\w+):(\d+)\)$/;

// what is open, by the frame's text: it stays so when the stack is drawn anew
const opened = new Map();
let hasSources = false;

function learn() {
    getSession().then(session => hasSources = session.hasSources, error => {
        if (error.status === 429) { // the page, too, asks again
            setTimeout(learn, 1000);
        }
    });
}

learn();

/** The frames as a list, the first on top. */
export function stackOf(frames, attributes = {}) {
    return h("ol", { class: "stack", ...attributes }, frames.map(frame => h("li", {}, frameOf(frame))));
}

/** A frame: a text, or what shows its lines when it is clicked. */
export function frameOf(frame) {
    const found = FRAME.exec(frame);
    if (!hasSources || !found) {
        return frame;
    }
    const box = h("div", {});
    const button = h("button", { type: "button", class: "frame", "aria-expanded": opened.has(frame), onclick: async event => {
        event.preventDefault();
        if (opened.delete(frame)) {
            box.replaceChildren();
        } else {
            try {
                opened.set(frame, (await get("/api/source", { file: found[1], line: found[2] })).found);
            } catch (error) {
                opened.set(frame, error.message);
            }
            box.replaceChildren(...linesOf(found, opened.get(frame)));
        }
        button.setAttribute("aria-expanded", String(opened.has(frame)));
    } }, frame);
    if (opened.has(frame)) {
        box.replaceChildren(...linesOf(found, opened.get(frame)));
    }
    return h("span", {}, button, box);
}

function linesOf([, file, line], found) {
    if (typeof found === "string") {
        return [h("p", { class: "bad" }, found)];
    }
    if (found.length === 0) {
        return [h("p", { class: "dim" }, `There is no line ${line} of a file ${file} below the folders of sources (--sources).`)];
    }
    return found.map(({ path, first, lines }) => h("figure", { class: "source" }, h("figcaption", { class: "dim" }, `${path}:${line}`),
        h("pre", {}, lines.map((text, i) => h("span", { class: first + i === Number(line) ? "line here" : "line" },
            `${String(first + i).padStart(5)}  ${text}\n`)))));
}
