'use strict';
// The page: what is chosen, keys, the mouse. All texts of the program are set as text, never as HTML.
(() => {
  const byId = id => document.getElementById(id);
  const data = JSON.parse(byId('data').textContent);
  const canvas = byId('canvas'), scroll = byId('scroll'), tip = byId('tip');
  const state = {model: null, view: {from: 0, to: 1}, top: 0, rows: [], rowOf: new Map(), marksOf: new Map(), row: 0, step: -1, found: null};
  let pending = false;

  function redraw() {
    if (!pending) {
      pending = true;
      requestAnimationFrame(() => {
        pending = false;
        View.draw(canvas, state);
      });
    }
  }

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  // Which loop.

  function showLoop(index) {
    const loop = data.loops[index];
    state.model = Model.decode(loop);
    state.rows = state.model.lanes;
    state.rowOf = new Map(state.rows.map((lane, row) => [lane, row]));
    state.marksOf = new Map();
    for (const mark of loop.marks) {
      if (!state.marksOf.has(mark.l)) state.marksOf.set(mark.l, []);
      state.marksOf.get(mark.l).push(mark);
    }
    state.view = {from: 0, to: Math.max(1, loop.nanos)};
    state.top = 0;
    state.row = 0;
    state.step = -1;
    byId('title').textContent = data.title + ', loop ' + loop.name + (loop.threads ? ' (' + loop.threads + ')' : '')
      + ', ' + new Date(loop.begin).toLocaleString() + ', ' + Model.time(loop.nanos) + ', ' + loop.events.toLocaleString() + ' events';
    showFlags(loop);
    resize();
    search();
    details();
  }

  function showFlags(loop) {
    const list = byId('flag-list');
    list.replaceChildren();
    byId('flags').classList.toggle('bad', loop.flags.length > 0);
    byId('flags-title').textContent = loop.flags.length ? 'Red flags: ' + loop.flags.length : 'Nothing looks wrong';
    for (const flag of loop.flags) {
      const button = element('button', ' ' + flag.x);
      button.prepend(element('b', flag.k));
      button.addEventListener('click', () => {
        chooseLane(flag.l, flag.t);
        canvas.focus();
      });
      const item = document.createElement('li');
      item.append(button);
      list.append(item);
    }
    byId('notes').replaceChildren(...loop.notes.map(note => element('li', note)));
  }

  // What is chosen.

  function chooseLane(lane, time) {
    const row = state.rowOf.get(lane);
    if (row === undefined) return;
    const list = state.model.stepsOf.get(lane) || [];
    choose(row, Model.stepAt(state.model, list, time, Infinity));
    if (time < state.view.from || time > state.view.to) {
      const length = state.view.to - state.view.from;
      state.view = Model.within({from: time - length / 2, to: time + length / 2}, state.model.nanos);
    }
  }

  function choose(row, step) {
    state.row = row;
    state.step = step;
    details();
    resize(); // what is told of it takes its room from the lanes
    reveal(row);
    redraw();
  }

  function reveal(row) {
    const height = canvas.clientHeight - View.AXIS, y = row * View.LANE;
    if (y < state.top) scrollTo(y);
    if (y + View.LANE > state.top + height) scrollTo(y + View.LANE - height);
  }

  function scrollTo(top) {
    scroll.scrollTop = Math.max(0, top);
    state.top = scroll.scrollTop;
  }

  function goTo(step) {
    if (step < 0 || step === undefined) return;
    const length = state.view.to - state.view.from, time = state.model.start[step];
    if (time < state.view.from || time > state.view.to) {
      state.view = Model.within({from: time - length / 2, to: time + length / 2}, state.model.nanos);
    }
    const row = state.rowOf.get(state.model.task[step]);
    if (row !== undefined) choose(row, step);
  }

  function details() {
    const box = byId('details'), model = state.model, lane = state.rows[state.row];
    box.replaceChildren();
    if (state.step >= 0) {
      box.append(Model.tell(model, state.step).join('\n'));
      const waker = Model.wakerOf(model, state.step);
      if (waker >= 0) link(box, '\nwoken by ', waker);
      Model.wokenBy(model, state.step).slice(0, 20).forEach(step => link(box, '\nwakes ', step));
    } else if (lane >= 0) {
      const task = model.loop.tasks[lane];
      box.append(['task ' + task.name + ' #' + task.id + '  ' + task.coro,
        (task.created < 0 ? 'was there before' : 'made at ' + Model.time(task.created) + (task.by >= 0 ? ' by ' + model.loop.tasks[task.by].name : ''))
          + (task.ended < 0 ? ', is there at the end' : ', ended at ' + Model.time(task.ended) + ': ' + task.how),
        (model.stepsOf.get(lane) || []).length.toLocaleString() + ' steps',
        task.end ? 'at the end: ' + task.end.replace(/\n/g, '\n   ') : ''].filter(line => line).join('\n'));
    } else {
      box.append('The loop: callbacks, and where it waits. Choose a bar, or press ? for the keys.');
    }
    for (const mark of state.marksOf.get(lane) || []) {
      box.append('\n' + Model.time(mark.t) + ' ' + mark.k + (mark.x ? ': ' + mark.x.replace(/\n/g, '\n   ') : ''));
      if (mark.by >= 0 && mark.k === 'cancel') link(box, ' by ', mark.by);
    }
  }

  function link(box, before, step) {
    box.append(before);
    const anchor = element('a', Model.nameOfStep(state.model, step) + ' at ' + Model.time(state.model.start[step]));
    anchor.tabIndex = 0;
    anchor.setAttribute('role', 'link');
    anchor.addEventListener('click', () => goTo(step));
    anchor.addEventListener('keydown', event => event.key === 'Enter' && goTo(step));
    box.append(anchor);
  }

  // Zooming, moving, searching.

  function zoom(factor, around) {
    state.view = Model.zoom(state.view, factor, around === undefined ? middle() : around, state.model.nanos);
    redraw();
  }

  function middle() {
    if (state.step >= 0 && state.model.start[state.step] >= state.view.from && state.model.start[state.step] <= state.view.to) {
      return state.model.start[state.step];
    }
    return (state.view.from + state.view.to) / 2;
  }

  function move(share) {
    const by = (state.view.to - state.view.from) * share;
    state.view = Model.within({from: state.view.from + by, to: state.view.to + by}, state.model.nanos);
    redraw();
  }

  function showAll() {
    state.view = {from: 0, to: Math.max(1, state.model.nanos)};
    redraw();
  }

  function zoomToStep() {
    if (state.step >= 0) {
      const start = state.model.start[state.step], length = Math.max(1000, (state.model.end[state.step] - start) * 4);
      state.view = Model.within({from: start - length / 2, to: start + length / 2}, state.model.nanos);
      redraw();
    }
  }

  function search() {
    state.found = Model.search(state.model, byId('search').value);
    byId('found').textContent = state.found ? state.found.size.toLocaleString() + ' found' : '';
    redraw();
  }

  function nextFound(by) {
    if (!state.found || !state.found.size) return;
    for (let i = 1; i <= state.rows.length; i++) {
      const row = (state.row + by * i + state.rows.length * 2) % state.rows.length;
      if (state.found.has(state.rows[row])) {
        choose(row, -1);
        return;
      }
    }
  }

  function alongLane(by) {
    const list = state.model.stepsOf.get(state.rows[state.row]) || [];
    const place = list.indexOf(state.step);
    const next = state.step < 0 ? Model.stepAt(state.model, list, middle(), Infinity) : list[place + by];
    if (next !== undefined) goTo(next);
  }

  function setTheme(theme) {
    document.documentElement.dataset.theme = theme;
    redraw();
  }

  function toggleTheme() {
    setTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
  }

  function toggleHelp() {
    const keys = byId('keys');
    keys.hidden = !keys.hidden;
    byId('help').setAttribute('aria-expanded', String(!keys.hidden));
    resize();
  }

  const keys = {
    '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2), '0': showAll, 'z': zoomToStep,
    'ArrowLeft': () => move(-0.2), 'ArrowRight': () => move(0.2),
    'ArrowUp': () => choose(Math.max(0, state.row - 1), -1),
    'ArrowDown': () => choose(Math.min(state.rows.length - 1, state.row + 1), -1),
    'PageUp': () => choose(Math.max(0, state.row - 20), -1),
    'PageDown': () => choose(Math.min(state.rows.length - 1, state.row + 20), -1),
    'Home': () => choose(0, -1), 'End': () => choose(state.rows.length - 1, -1),
    '[': () => alongLane(-1), ']': () => alongLane(1), 'Enter': () => alongLane(0),
    'w': () => state.step >= 0 && goTo(Model.wakerOf(state.model, state.step)),
    'n': () => nextFound(1), 'N': () => nextFound(-1), 't': toggleTheme, '?': toggleHelp,
    'Escape': () => choose(state.row, -1)
  };

  window.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === byId('search')) {
      if (event.key === 'Enter') nextFound(event.shiftKey ? -1 : 1);
      if (event.key === 'Escape') canvas.focus();
      return;
    }
    if (event.target.tagName === 'SELECT' || event.target.tagName === 'BUTTON' && event.key === 'Enter') return;
    if (event.target.tagName === 'A' && event.key === 'Enter') return;
    if (event.key === '/') {
      byId('search').focus();
      event.preventDefault();
    } else if (keys[event.key]) {
      keys[event.key]();
      event.preventDefault();
    }
  });

  // The mouse.

  let drag = null;

  canvas.addEventListener('wheel', event => {
    event.preventDefault();
    const left = View.labels(canvas.clientWidth);
    if (event.offsetX < left || event.shiftKey) {
      scrollTo(state.top + event.deltaY);
      redraw();
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      move(event.deltaX / canvas.clientWidth);
    } else {
      zoom(Math.pow(1.002, event.deltaY), View.timeOf(state, event.offsetX, canvas.clientWidth));
    }
  }, {passive: false});

  canvas.addEventListener('pointerdown', event => {
    drag = {x: event.offsetX, y: event.offsetY, view: state.view, top: state.top, moved: false};
    canvas.setPointerCapture(event.pointerId);
  });

  canvas.addEventListener('pointermove', event => {
    if (drag) {
      const width = canvas.clientWidth, left = View.labels(width);
      drag.moved = drag.moved || Math.abs(event.offsetX - drag.x) + Math.abs(event.offsetY - drag.y) > 4;
      if (drag.moved) {
        const by = (drag.x - event.offsetX) / (width - left) * (drag.view.to - drag.view.from);
        state.view = Model.within({from: drag.view.from + by, to: drag.view.to + by}, state.model.nanos);
        scrollTo(drag.top + drag.y - event.offsetY);
        redraw();
      }
      tip.hidden = true;
      return;
    }
    hover(event);
  });

  canvas.addEventListener('pointerup', event => {
    if (drag && !drag.moved) {
      const [row, step] = under(event);
      if (row >= 0) choose(row, step);
    }
    drag = null;
  });
  canvas.addEventListener('pointercancel', () => drag = null); // the system has taken it over: a scroll by touch
  canvas.addEventListener('pointerleave', () => tip.hidden = true);
  canvas.addEventListener('dblclick', zoomToStep);

  function under(event) {
    const width = canvas.clientWidth, row = View.rowAt(state, event.offsetY);
    if (row < 0 || event.offsetX < View.labels(width)) return [row, -1];
    const list = state.model.stepsOf.get(state.rows[row]) || [];
    const slack = (state.view.to - state.view.from) / width * 4;
    return [row, Model.stepAt(state.model, list, View.timeOf(state, event.offsetX, width), slack)];
  }

  function hover(event) {
    const [row, step] = under(event);
    tip.hidden = step < 0;
    if (step >= 0) {
      tip.textContent = Model.tell(state.model, step).join('\n');
      const right = event.offsetX > canvas.clientWidth / 2;
      tip.style.left = right ? 'auto' : event.offsetX + 14 + 'px';
      tip.style.right = right ? canvas.clientWidth - event.offsetX + 28 + 'px' : 'auto';
      const below = event.offsetY < canvas.clientHeight / 2;
      tip.style.top = below ? event.offsetY + 14 + 'px' : 'auto';
      tip.style.bottom = below ? 'auto' : canvas.clientHeight - event.offsetY + 8 + 'px';
    }
    canvas.style.cursor = step >= 0 ? 'pointer' : row >= 0 ? 'grab' : '';
  }

  function resize() {
    const chart = byId('chart');
    canvas.style.width = chart.clientWidth - 14 + 'px';
    canvas.style.height = chart.clientHeight + 'px';
    byId('scroll-size').style.height = state.rows.length * View.LANE + View.AXIS + 'px';
    redraw();
  }

  scroll.addEventListener('scroll', () => {
    state.top = scroll.scrollTop;
    redraw();
  });
  new ResizeObserver(resize).observe(byId('chart'));
  byId('search').addEventListener('input', search);
  byId('zoom-in').addEventListener('click', () => zoom(0.5));
  byId('zoom-out').addEventListener('click', () => zoom(2));
  byId('all').addEventListener('click', showAll);
  byId('theme').addEventListener('click', toggleTheme);
  byId('help').addEventListener('click', toggleHelp);
  byId('loop').addEventListener('change', event => showLoop(Number(event.target.value)));

  const dark = matchMedia('(prefers-color-scheme: dark)');
  const asked = ['dark', 'light'].find(theme => location.hash === '#' + theme);
  setTheme(asked || (dark.matches ? 'dark' : 'light'));
  if (!asked) dark.addEventListener('change', event => setTheme(event.matches ? 'dark' : 'light'));
  data.loops.forEach((loop, index) => {
    const option = element('option', loop.name);
    option.value = String(index);
    byId('loop').append(option);
  });
  byId('loop-label').hidden = data.loops.length < 2;
  if (data.loops.length) showLoop(0);
})();
