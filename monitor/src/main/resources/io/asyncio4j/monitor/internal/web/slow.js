// The last steps that have held the loop for too long, with where they were.
import { h, put, span } from "./dom.js";
import { stackOf } from "./source.js";

export function showSlowSteps(element, steps, most) {
    const shown = steps.slice(0, most);
    put(element, shown.map(step => [step.number, step.over, Math.floor(step.heldMillis / 100), Math.floor(step.agoMillis / 1e4)]), () => {
        const open = new Set([...element.querySelectorAll("details[open]")].map(each => each.dataset.number));
        return shown.length === 0 ? h("p", { class: "dim" }, "No step has held this loop for too long.")
            : h("div", { class: "slow" }, shown.map((step, i) => h("details",
                { "data-number": step.number, open: open.has(String(step.number)) || (i === 0 && !step.over) },
                h("summary", {}, h("b", { class: step.over ? "" : "bad" },
                    step.over ? `held it for ${span(step.heldMillis)}` : `has held it for ${span(step.heldMillis)}`),
                ` ${span(step.agoMillis)} ago: ${step.step}`),
                stackOf(step.stack))));
    });
}
