'use strict';
// Draws a timeline on a canvas. It knows nothing of keys and buttons.
const View = (() => {
  const LANE = 20, AXIS = 24, BAR = 12;
  const MOST_ARROWS = 400;

  /** How wide the names of lanes are. */
  function labels(width) {
    return Math.min(220, Math.max(90, width * 0.22));
  }

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const names = ['back', 'ink', 'dim', 'line', 'stripe', 'wait', 'step', 'callback', 'ready', 'bad', 'chosen', 'arrow', 'found'];
    return Object.fromEntries(names.map(name => [name, style.getPropertyValue('--' + name).trim()]));
  }

  function xOf(state, time, left, width) {
    return left + (time - state.view.from) / (state.view.to - state.view.from) * (width - left);
  }

  function timeOf(state, x, width) {
    const left = labels(width);
    return state.view.from + (x - left) / (width - left) * (state.view.to - state.view.from);
  }

  /** The place in the list of lanes at y, or -1. */
  function rowAt(state, y) {
    const row = Math.floor((y - AXIS + state.top) / LANE);
    return y < AXIS || row < 0 || row >= state.rows.length ? -1 : row;
  }

  function yOf(state, row) {
    return AXIS + row * LANE - state.top;
  }

  function draw(canvas, state) {
    const width = canvas.clientWidth, height = canvas.clientHeight, ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const c = canvas.getContext('2d'), colour = colours(), left = labels(width);
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.font = '12px system-ui, sans-serif';
    c.fillStyle = colour.back;
    c.fillRect(0, 0, width, height);
    const first = Math.max(0, Math.floor(state.top / LANE));
    const behind = Math.min(state.rows.length, Math.ceil((state.top + height - AXIS) / LANE));
    c.save();
    c.beginPath();
    c.rect(0, AXIS, width, height - AXIS);
    c.clip();
    for (let row = first; row < behind; row++) lane(c, state, row, left, width, colour);
    c.beginPath();
    c.rect(left, AXIS, width - left, height - AXIS);
    c.clip();
    arrows(c, state, first, behind, left, width, colour);
    c.restore();
    axis(c, state, left, width, height, colour);
  }

  function lane(c, state, row, left, width, colour) {
    const model = state.model, number = state.rows[row], y = yOf(state, row);
    c.fillStyle = row === state.row ? colour.chosen : row % 2 ? colour.stripe : colour.back;
    c.fillRect(0, y, width, LANE);
    if (state.found && state.found.has(number)) {
      c.fillStyle = colour.found;
      c.fillRect(0, y, left, LANE);
    }
    if (number < 0) shades(c, state, y, left, width, colour);
    else life(c, state, number, y, left, width, colour);
    bars(c, state, number, y, left, width, colour);
    marks(c, state, number, y, left, width, colour);
    c.fillStyle = colour.ink;
    c.save();
    c.beginPath();
    c.rect(0, y, left - 4, LANE);
    c.clip();
    c.fillText(Model.nameOfLane(model, number), 6, y + 14);
    c.restore();
  }

  // Where the loop waits.
  function shades(c, state, y, left, width, colour) {
    const waits = state.model.waits;
    c.fillStyle = colour.wait;
    let last = -1;
    for (let i = Math.max(0, Model.upTo(waits.start, state.view.from) - 1); i < waits.start.length; i++) {
      if (waits.start[i] > state.view.to) break;
      const from = Math.max(left, xOf(state, waits.start[i], left, width)), to = xOf(state, waits.end[i], left, width);
      if (to < left || to <= last) continue;
      c.fillRect(Math.max(from, last), y + 1, Math.max(0.5, to - Math.max(from, last)), LANE - 2);
      last = to;
    }
  }

  // From when until when a task is there.
  function life(c, state, number, y, left, width, colour) {
    const task = state.model.loop.tasks[number];
    const from = Math.max(left, xOf(state, Math.max(0, task.created), left, width));
    const to = Math.min(width, xOf(state, task.ended < 0 ? state.model.nanos : task.ended, left, width));
    if (to > left && from < width) {
      c.fillStyle = colour.line;
      c.fillRect(from, y + LANE / 2 - 0.5, Math.max(1, to - from), 1);
    }
  }

  function bars(c, state, number, y, left, width, colour) {
    const model = state.model, list = model.stepsOf.get(number) || [];
    const [first, behind] = Model.visible(model, list, state.view.from, state.view.to);
    let drawn = left;
    for (let i = first; i < behind; i++) {
      const step = list[i];
      const to = Math.min(width, Math.max(xOf(state, model.end[step], left, width), xOf(state, model.start[step], left, width) + 1));
      if (to <= drawn && step !== state.step) continue; // within a pixel that is drawn
      const from = Math.max(left, xOf(state, model.start[step], left, width));
      if (model.ready[step] > 0) {
        const ready = Math.max(drawn, xOf(state, model.start[step] - model.ready[step], left, width));
        if (from - ready > 1) {
          c.fillStyle = colour.ready;
          c.fillRect(ready, y + LANE / 2 - 1.5, from - ready, 3);
        }
      }
      c.fillStyle = number < 0 ? colour.callback : colour.step;
      c.fillRect(from, y + (LANE - BAR) / 2, Math.max(1, to - from), BAR);
      if (step === state.step) {
        c.strokeStyle = colour.ink;
        c.lineWidth = 2;
        c.strokeRect(from - 1, y + 2, Math.max(1, to - from) + 2, LANE - 4);
      }
      drawn = to;
      if (to - from > 60 && number < 0) {
        c.save();
        c.beginPath();
        c.rect(from, y, to - from, LANE);
        c.clip();
        c.fillStyle = colour.back;
        c.fillText(Model.nameOfStep(model, step), from + 3, y + 14);
        c.restore();
      }
    }
  }

  function marks(c, state, number, y, left, width, colour) {
    c.fillStyle = colour.bad;
    for (const mark of state.marksOf.get(number) || []) {
      const x = xOf(state, mark.t, left, width);
      if (x >= left && x <= width) {
        c.beginPath();
        c.moveTo(x, y + 1);
        c.lineTo(x + 4, y + 6);
        c.lineTo(x - 4, y + 6);
        c.fill();
      }
    }
  }

  // Who woke whom: of the chosen step, and of all if they are few.
  function arrows(c, state, first, behind, left, width, colour) {
    const model = state.model, shown = new Set(), chosen = new Set();
    const add = (step, to) => {
      if (step >= 0 && Model.wakerOf(model, step) >= 0) to.add(step);
    };
    if (state.step >= 0) {
      add(state.step, chosen);
      Model.wokenBy(model, state.step).slice(0, MOST_ARROWS).forEach(step => add(step, chosen));
    }
    let count = 0;
    for (let row = first; row < behind && count <= MOST_ARROWS; row++) {
      const list = model.stepsOf.get(state.rows[row]) || [];
      const [from, to] = Model.visible(model, list, state.view.from, state.view.to);
      count += to - from;
      if (count <= MOST_ARROWS) for (let i = from; i < to; i++) add(list[i], shown);
    }
    if (count <= MOST_ARROWS) shown.forEach(step => chosen.has(step) || arrow(c, state, step, left, width, colour.dim, 1));
    chosen.forEach(step => arrow(c, state, step, left, width, colour.arrow, 2));
  }

  function arrow(c, state, step, left, width, colour, thick) {
    const model = state.model, waker = Model.wakerOf(model, step);
    const from = state.rowOf.get(model.task[waker]), to = state.rowOf.get(model.task[step]);
    if (from === undefined || to === undefined) return;
    const readyAt = model.start[step] - Math.max(0, model.ready[step]);
    const x1 = xOf(state, Math.min(readyAt, model.end[waker]), left, width), y1 = yOf(state, from) + LANE / 2;
    const x2 = xOf(state, model.start[step], left, width), y2 = yOf(state, to) + LANE / 2;
    if (Math.max(x1, x2) < left || Math.min(x1, x2) > width) return;
    c.strokeStyle = c.fillStyle = colour;
    c.lineWidth = thick;
    c.beginPath();
    c.moveTo(x1, y1);
    const bend = Math.max(12, Math.min(60, Math.abs(x2 - x1) / 2));
    c.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2 - 5, y2);
    c.stroke();
    c.beginPath();
    c.moveTo(x2, y2);
    c.lineTo(x2 - 6, y2 - 3.5);
    c.lineTo(x2 - 6, y2 + 3.5);
    c.fill();
  }

  function axis(c, state, left, width, height, colour) {
    c.fillStyle = colour.back;
    c.fillRect(0, 0, width, AXIS);
    c.strokeStyle = colour.line;
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(0, AXIS - 0.5);
    c.lineTo(width, AXIS - 0.5);
    c.moveTo(left - 0.5, 0);
    c.lineTo(left - 0.5, height);
    const [distance, first] = Model.ticks(state.view.from, state.view.to, width - left);
    c.fillStyle = colour.dim;
    for (let time = first; time <= state.view.to; time += distance) {
      const x = Math.round(xOf(state, time, left, width)) + 0.5;
      c.moveTo(x, AXIS - 5);
      c.lineTo(x, AXIS);
      c.fillText(Model.time(time), x + 3, AXIS - 8);
    }
    c.stroke();
    c.fillText(state.rows.length - 1 + ' tasks', 6, AXIS - 8);
  }

  return {draw, labels, timeOf, rowAt, LANE, AXIS};
})();
