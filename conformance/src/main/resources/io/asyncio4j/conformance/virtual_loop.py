"""asyncio on virtual time, with everything settled that CPython leaves open: so that there is one right trace.

Timers of equal times run in the order in which they were set, sets of tasks and of generators keep the order of
creation, and a run that was aborted leaves no stop behind. Threads do their part at fixed moments of a loop's time.
"""

import asyncio
import asyncio.base_events
import asyncio.events
import asyncio.selector_events
import asyncio.staggered
import asyncio.taskgroups
import asyncio.tasks
import contextvars
import heapq
import selectors
import sys
import threading
import weakref

from wires import FIRST

LONGEST_SILENCE = 60  # seconds
WASM = sys.platform == "emscripten"  # CPython without sockets and threads


class Deadlock(Exception):
    """Nothing can run, and nothing ever will."""


class OrderedSet(dict):
    """A set that keeps the order in which its members came. CPython's sets of tasks leave it to their addresses."""

    def __init__(self, members=()):
        super().__init__((member, None) for member in members)

    def add(self, member):
        self[member] = None

    def discard(self, member):
        self.pop(member, None)

    def remove(self, member):
        del self[member]


asyncio.taskgroups.set = OrderedSet
asyncio.staggered.set = OrderedSet
asyncio.tasks.set = OrderedSet


def as_completed_in_order(self, aws, timeout):
    self._done = asyncio.Queue()
    self._timeout_handle = None
    loop = asyncio.get_running_loop()
    todo = OrderedSet(asyncio.ensure_future(aw, loop=loop) for aw in dict.fromkeys(aws))
    for f in todo:
        f.add_done_callback(self._handle_completion)
    if todo and timeout is not None:
        self._timeout_handle = loop.call_later(timeout, self._handle_timeout)
    self._todo = todo
    self._todo_left = len(todo)


if hasattr(asyncio.tasks, "_AsCompletedIterator"):
    asyncio.tasks._AsCompletedIterator.__init__ = as_completed_in_order


def all_tasks_in_order(loop, all_tasks=asyncio.all_tasks):
    return sorted(all_tasks(loop), key=lambda task: loop.numbers[task])


asyncio.tasks.all_tasks = all_tasks_in_order  # for the tear-down of runners


if WASM:
    asyncio.selector_events.BaseSelectorEventLoop._make_self_pipe = lambda self: None
    asyncio.selector_events.BaseSelectorEventLoop._close_self_pipe = lambda self: None
    asyncio.selector_events.BaseSelectorEventLoop._write_to_self = lambda self: None
    asyncio.events._set_running_loop(None)  # the one of the page, which is not asyncio's


if sys.version_info < (3, 14):
    SocketTransport = asyncio.selector_events._SelectorSocketTransport

    def writelines(self, lines, writelines=SocketTransport.writelines):
        """As 3.14 does: lines for a connection that is lost are dropped, and many lines pause the writer."""
        if self._conn_lost and not self._eof:
            self._conn_lost += 1
            return
        writelines(self, lines)
        if self._buffer:
            self._maybe_pause_protocol()

    SocketTransport.writelines = writelines


def elsewhere(function):
    """Calls a function on another thread, and waits until that has ended."""
    if not WASM:
        thread = threading.Thread(target=function)
        thread.start()
        thread.join()
        return
    loop = asyncio.events._get_running_loop()
    task = asyncio.tasks._swap_current_task(loop, None) if loop else None
    asyncio.events._set_running_loop(None)
    hooks = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(None, None)
    try:
        contextvars.Context().run(function)
    finally:
        sys.set_asyncgen_hooks(*hooks)
        asyncio.events._set_running_loop(loop)
        if loop:
            asyncio.tasks._swap_current_task(loop, task)


class Selector(selectors.SelectSelector):
    """Lets time jump to the next timer, or to the next moment of a thread, instead of waiting for it.

    With subprocesses, which live in real time, time stands still until something is heard of them.
    """

    loop = None

    def select(self, timeout=None):
        loop = self.loop
        if loop.children and (timeout is None or timeout > 0):
            ready = super().select(LONGEST_SILENCE)
            if not ready:
                raise Deadlock
            return ready
        end = None if timeout is None else loop.now + max(timeout, 0)
        wires = loop.wires
        if wires:
            ready = wires.ready(self)
            if ready:
                return ready
            following = wires.next()
            if (following is not None and (end is None or following <= end)
                    and not (loop.moments and loop.moments[0][0] < following)):
                loop.now = max(loop.now, following)
                wires.happen()
                return wires.ready(self)
        if loop.moments and (end is None or loop.moments[0][0] <= end):
            loop.now = max(loop.now, loop.moments[0][0])
            while loop.moments and loop.moments[0][0] <= loop.now:
                elsewhere(heapq.heappop(loop.moments)[2])
        elif end is None:
            raise Deadlock
        else:
            loop.now = end
        return [] if WASM else super().select(0)

    def register(self, fileobj, events, data=None):
        """Sockets of the network in memory are not the system's business."""
        key = super().register(fileobj, events, data)
        if key.fd >= FIRST:
            self._readers.discard(key.fd)
            self._writers.discard(key.fd)
        return key


class Timer(asyncio.TimerHandle):
    """A timer that runs after the ones that were set for the same time before it. CPython leaves that order open."""

    __slots__ = ("number",)

    def __lt__(self, other):
        return (self._when, self.number) < (other._when, other.number)


class Loop(asyncio.SelectorEventLoop):
    """A loop whose time is virtual, counted in whole milliseconds."""

    def __init__(self):
        selector = Selector()
        super().__init__(selector)
        if WASM:
            self._internal_fds += 1
        selector.loop = self
        self.now = 0
        self.timers = 0
        self.moments = []  # when which thread does something
        self.wires = None  # the network, if a scenario has one
        self.children = False  # whether there are subprocesses that may do something by themselves
        self.at_odds = None  # where a random program went in which asyncio4j differs on purpose
        self._clock_resolution = 0.5
        self._asyncgens = OrderedSet()
        self.created = 0
        self.numbers = weakref.WeakKeyDictionary()
        self.tasks = []  # so that nothing depends on the garbage collector

    def time(self):
        return self.now

    def run_until_complete(self, future):
        """As it is, but for a run that a fatal exception has ended: its stop may be queued, and would stop the next."""
        try:
            return super().run_until_complete(future)
        finally:
            for handle in self._ready:
                if handle._callback is asyncio.base_events._run_until_complete_cb:
                    handle.cancel()

    async def shutdown_asyncgens(self):
        """As it is, for those that have not ended: the others are there for as long as somebody holds them."""
        self._asyncgens = OrderedSet(agen for agen in self._asyncgens if agen.ag_frame is not None)
        await super().shutdown_asyncgens()

    def create_task(self, coro, **options):
        if self.get_task_factory() is asyncio.eager_task_factory and sys.version_info < (3, 14):
            # as 3.14 does: the task has its name from the start
            return self.numbered(asyncio.Task, coro, loop=self, eager_start=True, **options)
        return self.numbered(super().create_task, coro, **options)

    def numbered(self, create, *args, **options):
        """Remembers the order of creation, for `all_tasks` gives a set."""
        self.created += 1
        number = self.created
        task = create(*args, **options)
        self.numbers[task] = number
        self.tasks.append(task)
        return task

    def call_at(self, when, callback, *args, context=None):
        self._check_closed()
        timer = Timer(when, callback, args, self, context)
        self.timers += 1
        timer.number = self.timers
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def call_elsewhere(self, when, function):
        """Has a thread call a function when the loop's time has come that far, before the loop's own timers."""
        self.timers += 1
        heapq.heappush(self.moments, (when, self.timers, function))
