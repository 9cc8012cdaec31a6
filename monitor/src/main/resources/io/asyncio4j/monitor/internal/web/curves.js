// Live curves, by uPlot.
import { bytes, h, number, span } from "./dom.js";

const MOST_SECONDS = 300;
const LEAST_SECONDS = 60;

const CHARTS = [
    { title: "Steps a second", lines: [["steps", "steps/s", "--c1"]], text: value => number(value) },
    { title: "Lag: how long others wait", lines: [["p50", "p50", "--c1"], ["p99", "p99", "--c2"], ["max", "max", "--c3"]], text: span },
    { title: "Ready for their turn", lines: [["ready", "ready", "--c1"]], text: value => number(value) },
    { title: "Tasks alive", lines: [["alive", "alive", "--c1"]], text: value => number(value) },
    { title: "Heap", lines: [["heap", "used", "--c1"]], text: bytes },
];

export class Curves {
    constructor(parent) {
        this.parent = h("div", { class: "charts" });
        parent.append(this.parent);
        this.points = [];
        this.plots = [];
        this.draw = () => {
            this.clear();
            this.build();
            this.show(this.points);
        };
        this.fit = () => this.plots.forEach(({ plot, box }) => plot.setSize(sizeOf(box)));
        window.addEventListener("themechange", this.draw);
        window.addEventListener("resize", this.fit);
        this.build();
    }

    build() {
        const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
        for (const chart of CHARTS) {
            const box = h("div", { class: "chart" });
            const values = h("span", { class: "values" });
            this.parent.append(h("figure", {}, h("figcaption", {}, chart.title, " ", values), box));
            const axis = { stroke: colour("--dim"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false },
                font: "11px system-ui, sans-serif" };
            const plot = new uPlot({
                ...sizeOf(box),
                legend: { show: false },
                cursor: { drag: { x: false, y: false }, y: false },
                padding: [6, 8, 0, 0],
                scales: {
                    x: { time: false, range: () => [performance.now() / 1000 - this.seconds(), performance.now() / 1000] },
                    y: { range: (_, low, high) => [0, high > 0 ? high * 1.15 : 1] },
                },
                axes: [
                    { ...axis, size: 22, values: (_, ticks) => ticks.map(tick => {
                        const ago = Math.round(performance.now() / 1000 - tick);
                        return ago <= 1 ? "now" : `−${ago} s`;
                    }), splits: () => {
                        const part = this.seconds() / 5;
                        return [4, 3, 2, 1].map(n => performance.now() / 1000 - n * part);
                    } },
                    { ...axis, size: 62, values: (_, ticks) => ticks.map(tick => chart.text(tick)) },
                ],
                series: [{}, ...chart.lines.map(([, label, name]) => ({ label, stroke: colour(name), width: 1.5,
                    points: { show: false } }))],
            }, chart.lines.map(() => []).concat([[]]), box);
            this.plots.push({ chart, plot, box, values });
        }
    }

    // as long as there is something to show, within limits
    seconds() {
        const known = this.points.length ? performance.now() / 1000 - this.points[0].at : 0;
        return Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, Math.ceil(known / 30) * 30));
    }

    show(points) {
        this.points = points;
        const x = points.map(point => point.at);
        for (const { chart, plot, values } of this.plots) {
            plot.setData([x, ...chart.lines.map(([field]) => points.map(point => point[field]))]);
            const last = points.at(-1);
            values.replaceChildren(...(last ? chart.lines.map(([field, label, name]) =>
                h("span", { class: `value ${name.slice(2)}` }, `${label} ${chart.text(last[field])}`)) : []));
        }
    }

    clear() {
        this.plots.forEach(({ plot }) => plot.destroy());
        this.plots = [];
        this.parent.replaceChildren();
    }

    close() {
        window.removeEventListener("themechange", this.draw);
        window.removeEventListener("resize", this.fit);
        this.clear();
    }
}

function sizeOf(box) {
    return { width: Math.max(200, box.clientWidth || 300), height: 130 };
}
