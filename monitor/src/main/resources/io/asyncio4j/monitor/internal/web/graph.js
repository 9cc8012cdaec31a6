// Who waits for whom, drawn: who waits above, what it waits for below. dagre finds the places.
import { every, get } from "./api.js";
import { place } from "./app.js";
import { h, number, put, s, visible } from "./dom.js";

const WIDTH = 190;
const HEIGHT = 40;
const MOST_CHARS = 26;

export function showGraph({ body, pid, loop, tell }) {
    return drawGraph(body, pid, loop, null, tell);
}

/** Draws the graph around a task, or of all, and keeps it up to date. */
export function drawGraph(body, pid, loop, id, tell) {
    const box = h("div", { class: "graph", tabindex: 0, role: "group", "aria-label": "Who waits for whom" });
    body.append(box);
    return every(2000, async signal => {
        const graph = await get("/api/graph", { pid, loop, id }, signal);
        put(box, graph, () => graph.nodes.length === 0 || (graph.edges.length === 0 && !id)
            ? h("p", { class: "dim" }, "No task waits for another one.")
            : [draw(graph, pid, loop, id), graph.more > 0
                && h("p", { class: "warn" }, `... and ${number(graph.more)} more tasks that are too many to draw`)]);
    }, tell);
}

function short(text) {
    const shown = visible(text);
    return shown.length > MOST_CHARS ? shown.slice(0, MOST_CHARS - 1) + "…" : shown;
}

/** A curve that the corners draw to them, from the first to the last. */
function curve(points) {
    const at = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;
    const [first, ...rest] = points;
    const last = rest.pop();
    const bends = rest.map(({ x, y }, i) => {
        const next = rest[i + 1];
        return `Q${at(x, y)} ${next ? at((x + next.x) / 2, (y + next.y) / 2) : at(last.x, last.y)}`;
    });
    return `M${at(first.x, first.y)}${bends.length ? bends.join("") : `L${at(last.x, last.y)}`}`;
}

function draw({ nodes, edges }, pid, loop, center) {
    const graph = new dagre.graphlib.Graph();
    graph.setGraph({ nodesep: 18, ranksep: 34, marginx: 8, marginy: 8 });
    graph.setDefaultEdgeLabel(() => ({}));
    for (const node of nodes) {
        graph.setNode(String(node.id), { width: WIDTH, height: HEIGHT });
    }
    for (const [from, to, via] of edges) {
        graph.setEdge(String(from), String(to), via ? { width: 7 * short(via).length, height: 14, labelpos: "c" } : {});
    }
    dagre.layout(graph);
    const bad = new Set(nodes.filter(node => node.deadlocked).map(node => node.id));
    const size = graph.graph();
    return s("svg", { viewBox: `0 0 ${size.width} ${size.height}`, width: size.width, height: size.height },
        s("defs", {}, ["arrow", "arrow-bad"].map(name => s("marker", { id: name, viewBox: "0 0 8 8", refX: 8, refY: 4,
            markerWidth: 8, markerHeight: 8, orient: "auto" }, s("path", { d: "M0 0L8 4L0 8z" })))),
        edges.flatMap(([from, to, via]) => {
            const isBad = bad.has(from) && bad.has(to);
            const edge = graph.edge(String(from), String(to));
            return [s("path", { d: curve(edge.points), class: isBad ? "edge bad" : "edge", "marker-end": `url(#${isBad ? "arrow-bad" : "arrow"})`,
                "data-from": from, "data-to": to }),
            via ? s("text", { x: edge.x, y: edge.y + 4, "text-anchor": "middle", class: "via" }, s("title", {}, via), short(via)) : null];
        }),
        nodes.map(node => {
            const { x, y } = graph.node(String(node.id));
            return s("a", { href: place(pid, loop, "task", node.id), class: `node${node.deadlocked ? " bad" : ""}`
                + (String(node.id) === String(center) ? " center" : ""), "data-id": node.id },
            s("title", {}, `${node.name} #${node.id}, ${node.state}\n${node.place}\n${node.waiting}`),
            s("rect", { x: x - WIDTH / 2, y: y - HEIGHT / 2, width: WIDTH, height: HEIGHT, rx: 6 }),
            s("text", { x, y: y - 4, "text-anchor": "middle", class: "name" }, short(`${node.name} #${node.id}`)),
            s("text", { x, y: y + 12, "text-anchor": "middle", class: "place" }, short(node.waiting || node.place)));
        }));
}
