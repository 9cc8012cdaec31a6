// Elements, always made of texts: nothing here reads HTML, and the page's policy forbids it.

/** Makes an element: h("a", { href: "#/", class: "x", onclick: f }, "text", other). */
export function h(tag, attributes, ...children) {
    return fill(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function s(tag, attributes, ...children) {
    return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes ?? {})) {
        if (name.startsWith("on")) {
            element.addEventListener(name.slice(2), value);
        } else if (value !== undefined && value !== null && value !== false) {
            element.setAttribute(name, value === true ? "" : name === "title" ? visible(value) : String(value));
        }
    }
    element.append(...children.flat().filter(child => child !== null && child !== undefined)
        .map(child => child instanceof Node ? child : visible(child)));
    return element;
}

/** A text in which what would not be seen, or would turn the direction round, is seen. */
export function visible(text) {
    return String(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
        c => "\\u" + c.codePointAt(0).toString(16).padStart(4, "0"));
}

/** A name that can be seen and clicked, also where the program has given an empty one. */
export function named(name) {
    return name === "" ? "(no name)" : name;
}

/** Sets the children of an element, but leaves it as it is if it shows the same already, for the sake of who reads it. */
export function put(element, key, make) {
    const text = JSON.stringify(key);
    if (element.dataset.shown !== text) {
        element.dataset.shown = text;
        element.replaceChildren(...[make()].flat(Infinity).filter(Boolean)
            .map(child => child instanceof Node ? child : visible(child)));
    }
}

const NUMBER = new Intl.NumberFormat("en");

/** A number for people. */
export function number(value, digits = 0) {
    return value === null || value === undefined ? "–"
        : digits ? value.toFixed(digits) : NUMBER.format(Math.round(value));
}

/** A length of time for people. */
export function span(millis) {
    if (millis === null || millis === undefined) {
        return "–";
    }
    if (millis < 999.5) {
        return `${millis < 9.95 ? millis.toFixed(1) : Math.round(millis)} ms`;
    }
    if (millis < 9950) {
        return `${(millis / 1000).toFixed(1)} s`;
    }
    const seconds = Math.round(millis / 1000);
    return seconds < 60 ? `${seconds} s`
        : seconds < 3600 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
            : `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
}

/** A number of bytes for people. */
export function bytes(value) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
        value /= 1024;
        unit++;
    }
    return `${value < 10 && unit ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
