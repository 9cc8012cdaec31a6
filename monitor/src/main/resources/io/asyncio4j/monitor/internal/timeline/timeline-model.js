'use strict';
// What a timeline is, without any page: pure functions, which Node runs as well.
const Model = (() => {

  /** The page's data as arrays that are quick to search; see TimelineData.java for what comes in. */
  function decode(loop) {
    const count = loop.steps.t.length;
    const start = new Float64Array(count), end = new Float64Array(count), longestEnd = new Float64Array(count);
    let time = 0, longest = 0;
    for (let i = 0; i < count; i++) {
      time += loop.steps.t[i];
      start[i] = time;
      end[i] = time + loop.steps.d[i];
      longest = Math.max(longest, end[i]);
      longestEnd[i] = longest;
    }
    const lanes = lanesOf(loop);
    const waits = {start: [], end: []};
    time = 0;
    for (let i = 0; i < loop.waits.t.length; i++) {
      time += loop.waits.t[i];
      waits.start.push(time);
      waits.end.push(time + loop.waits.d[i]);
    }
    const model = {loop, nanos: loop.nanos, count, start, end, longestEnd, waits, lanes, wakes: null,
      task: loop.steps.l, text: loop.steps.x, waker: loop.steps.w, ready: loop.steps.r, site: loop.steps.s};
    model.stepsOf = stepsOf(model);
    return model;
  }

  /** The lanes in their order: the loop, then each task, the oldest first. */
  function lanesOf(loop) {
    const tasks = loop.tasks.map((task, index) => index);
    tasks.sort((a, b) => loop.tasks[a].id - loop.tasks[b].id);
    return [-1].concat(tasks);
  }

  /** For each task the numbers of its steps, and under -1 those of callbacks. */
  function stepsOf(model) {
    const steps = new Map();
    for (let i = 0; i < model.count; i++) {
      const lane = model.task[i];
      let list = steps.get(lane);
      if (!list) steps.set(lane, list = []);
      list.push(i);
    }
    return steps;
  }

  /** How many of sorted are at most value. */
  function upTo(sorted, value) {
    let low = 0, high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle] <= value) low = middle + 1; else high = middle;
    }
    return low;
  }

  /** The same for a list of steps, by when they begin. */
  function stepsUpTo(model, list, time) {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (model.start[list[middle]] <= time) low = middle + 1; else high = middle;
    }
    return low;
  }

  /** The part of list whose steps are seen between from and to: [first, behind]. Steps of one lane do not overlap. */
  function visible(model, list, from, to) {
    let first = stepsUpTo(model, list, from);
    if (first > 0 && model.end[list[first - 1]] >= from) first--;
    return [first, stepsUpTo(model, list, to)];
  }

  /** The step of list that is nearest to time, within slack nanoseconds; -1 if there is none. */
  function stepAt(model, list, time, slack) {
    const behind = stepsUpTo(model, list, time);
    let best = -1, distance = slack;
    for (let i = Math.max(0, behind - 1); i < Math.min(list.length, behind + 1); i++) {
      const step = list[i];
      const away = time < model.start[step] ? model.start[step] - time : Math.max(0, time - model.end[step]);
      if (away <= distance) {
        best = step;
        distance = away;
      }
    }
    return best;
  }

  /** The step that has woken this one, or -1. */
  function wakerOf(model, step) {
    return model.waker[step] > 0 ? step - model.waker[step] : -1;
  }

  /** The steps that this one has woken. */
  function wokenBy(model, step) {
    if (!model.wakes) {
      model.wakes = new Map();
      for (let i = 0; i < model.count; i++) {
        const waker = wakerOf(model, i);
        if (waker >= 0) {
          let list = model.wakes.get(waker);
          if (!list) model.wakes.set(waker, list = []);
          list.push(i);
        }
      }
    }
    return model.wakes.get(step) || [];
  }

  function nameOfLane(model, lane) {
    return lane < 0 ? 'loop ' + model.loop.name : model.loop.tasks[lane].name;
  }

  function nameOfStep(model, step) {
    const lane = model.task[step];
    return lane < 0 ? model.loop.texts[model.text[step]] : model.loop.tasks[lane].name;
  }

  /** Where the task of a step waits afterwards: [lines, whether that was seen at this very await]. */
  function siteOf(model, step) {
    if (model.site[step]) return [model.loop.texts[model.site[step]], true];
    const list = model.stepsOf.get(model.task[step]);
    const place = stepsUpTo(model, list, model.start[step]) - 1;
    for (let away = 1; away < 1000; away++) {
      for (const near of [list[place - away], list[place + away]]) {
        if (near !== undefined && model.site[near] && model.text[near] === model.text[step]) {
          return [model.loop.texts[model.site[near]], false];
        }
      }
    }
    return ['', false];
  }

  /** A length of time for people. */
  function time(nanos) {
    if (nanos < 0) return '-' + time(-nanos);
    if (nanos < 1e3) return Math.round(nanos) + ' ns';
    const [value, unit] = nanos < 1e6 ? [nanos / 1e3, 'us'] : nanos < 1e9 ? [nanos / 1e6, 'ms'] : [nanos / 1e9, 's'];
    return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0) + ' ' + unit;
  }

  /** Round times for an axis: [distance, first one] for some 100 pixels each. */
  function ticks(from, to, pixels) {
    const rough = (to - from) / Math.max(1, pixels / 100);
    const power = Math.pow(10, Math.floor(Math.log10(Math.max(1, rough))));
    const step = [1, 2, 5, 10].map(each => each * power).find(each => each >= rough) || 10 * power;
    return [step, Math.ceil(from / step) * step];
  }

  /** A window that is zoomed by factor around time, and stays within what there is. */
  function zoom(view, factor, around, nanos) {
    const length = Math.min(nanos, Math.max(100, (view.to - view.from) * factor));
    const share = (around - view.from) / (view.to - view.from);
    return within({from: around - share * length, to: around - share * length + length}, nanos);
  }

  function within(view, nanos) {
    const length = Math.min(nanos, view.to - view.from);
    const from = Math.max(0, Math.min(view.from, nanos - length));
    return {from, to: from + length};
  }

  /** The lanes that have to do with words: by name, coroutine, number, outcome, or a text or line of one of their steps. */
  function search(model, words) {
    const wanted = words.trim().toLowerCase();
    if (!wanted) return null;
    const texts = model.loop.texts.map(text => text.toLowerCase().includes(wanted));
    const found = new Set();
    for (let i = 0; i < model.count; i++) {
      if (texts[model.text[i]] && model.text[i] || texts[model.site[i]] && model.site[i]) found.add(model.task[i]);
    }
    model.loop.tasks.forEach((task, lane) => {
      if ([task.name, task.coro, '#' + task.id, task.how, task.end || '']
          .some(text => text.toLowerCase().includes(wanted))) found.add(lane);
    });
    return found;
  }

  /** What there is to say of a step, in lines. */
  function tell(model, step) {
    const lane = model.task[step], lines = [];
    const task = lane < 0 ? null : model.loop.tasks[lane];
    lines.push(task ? 'task ' + task.name + ' #' + task.id + '  ' + task.coro : 'callback ' + nameOfStep(model, step));
    lines.push('has the loop for ' + time(model.end[step] - model.start[step]) + ', from ' + time(model.start[step]) + ' on');
    if (model.ready[step] >= 0) lines.push('was ready for ' + time(model.ready[step]) + ' before');
    const waker = wakerOf(model, step);
    if (waker >= 0) lines.push('made ready by ' + nameOfStep(model, waker));
    if (model.waker[step] === -2) lines.push('made ready by the clock');
    if (model.waker[step] === -3) lines.push('made ready by another thread or a channel');
    if (task) {
      const text = model.loop.texts[model.text[step]];
      lines.push(model.text[step] ? 'then awaits ' + text : 'then it ends' + (task.how ? ': ' + task.how : ''));
      const [site, exact] = siteOf(model, step);
      if (model.text[step] && site) lines.push((exact ? 'at ' : 'perhaps at, as seen at another time, ') + site.replace(/\n/g, '\n   '));
    }
    return lines;
  }

  return {decode, upTo, visible, stepAt, wakerOf, wokenBy, nameOfLane, nameOfStep, siteOf, time, ticks, zoom, within, search, tell};
})();
if (typeof module !== 'undefined') module.exports = Model;
