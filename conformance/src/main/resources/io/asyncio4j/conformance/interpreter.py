"""Runs scenarios on CPython's asyncio, on virtual time, and prints their traces.

Reads one scenario a line from standard input, as JSON, and answers each with one line of JSON. Needs CPython 3.12 or
later and its standard library. The scenario language is described in conformance/README.md; the Java interpreter
beside this one must write the same traces.
"""

import asyncio
import contextlib
import contextvars
import json
import logging
import sys

from call_graph import CallGraphs
from outside import Outside
from processes import Processes
from streams import Streams
from virtual_loop import Deadlock, Loop, WASM

BEYOND = {  # statements that an older Python cannot run, and the version that can
    "cancel-group": (3, 15),
    "spawn-eager-in-group": (3, 14),
    "graph": (3, 14),
    "next-future": (3, 13),
    "race": (3, 14),
    "shutdown": (3, 13),
    "close-clients": (3, 13),
    "abort-clients": (3, 13),
}


class Error(Exception):
    pass


class Other(Exception):
    pass


class Base(BaseException):
    pass


class Subcancelled(asyncio.CancelledError):
    pass


class Fatal(SystemExit):
    pass


class Exit(BaseException):
    """Stands for GeneratorExit in the code of a generator: thrown into a coroutine, that would only close it."""


KINDS = {
    "Error": Error,
    "Other": Other,
    "Base": Base,
    "Fatal": SystemExit,
    "Cancelled": asyncio.CancelledError,
    "Subcancelled": Subcancelled,
    "Timeout": TimeoutError,
    "InvalidState": asyncio.InvalidStateError,
    "Misuse": (RuntimeError, ValueError),
    "Group": BaseExceptionGroup,
    "Any": BaseException,
}
if hasattr(asyncio, "QueueShutDown"):
    KINDS["QueueShutDown"] = asyncio.QueueShutDown
KINDS["QueueFull"] = asyncio.QueueFull
KINDS["QueueEmpty"] = asyncio.QueueEmpty
KINDS["BrokenBarrier"] = asyncio.BrokenBarrierError

NAMES = [
    (asyncio.InvalidStateError, "InvalidState"),
    (asyncio.BrokenBarrierError, "BrokenBarrier"),
    (asyncio.QueueFull, "QueueFull"),
    (asyncio.QueueEmpty, "QueueEmpty"),
    (ConnectionRefusedError, "Refused"),
    (ConnectionResetError, "Reset"),
    (BrokenPipeError, "BrokenPipe"),
    (FileNotFoundError, "NoFile"),
    (PermissionError, "NoAccess"),
    (asyncio.LimitOverrunError, "Overrun"),
    (RuntimeError, "Misuse"),
    (ValueError, "Misuse"),
    (RecursionError, "Misuse"),
]
if hasattr(asyncio, "QueueShutDown"):
    NAMES.insert(0, (asyncio.QueueShutDown, "QueueShutDown"))


def text(e):
    """What a trace says of an exception: a name that both languages know, and the message if it is the scenario's."""
    if isinstance(e, RecursionError):
        Run.cycle = True
    if isinstance(e, BaseExceptionGroup):
        return "Group[" + ", ".join(text(member) for member in e.exceptions) + "]"
    for kind in (Error, Other, Base, Fatal):
        if isinstance(e, kind):
            return f"{kind.__name__}({e.args[0] if e.args else ''})"
    if isinstance(e, (GeneratorExit, Exit)):
        return "GeneratorExit"
    if isinstance(e, asyncio.CancelledError):
        return f"Cancelled({e.args[0] if e.args and e.args[0] is not None else ''})"
    if isinstance(e, TimeoutError):
        return "Timeout()"
    if isinstance(e, asyncio.IncompleteReadError):
        return f"Incomplete({e.partial.decode('latin-1')} of {'any' if e.expected is None else e.expected})"
    for kind, name in NAMES:
        if isinstance(e, kind):
            return name
    return f"unexpected {type(e).__name__}: {e}"


def shown(task):
    """The name of a task, without the number that asyncio has given it."""
    name = task.get_name()
    return "Task" if name.startswith("Task-") and name[5:].isdigit() else name


def matches(kind, e):
    if kind == "Any":
        return True
    if kind == "Exception":
        return isinstance(e, Exception)
    if kind == "Fatal":
        return isinstance(e, SystemExit)
    return text(e).split("(")[0].split("[")[0] == kind


class Run(Outside, CallGraphs, Streams, Processes):
    """One run of a scenario."""

    cycle = False

    def __init__(self, scenario):
        self.scenario = scenario
        self.trace = []
        self.vars = {}
        self.callbacks = {}
        self.in_use = set()
        self.running = set()
        self.kept = []  # so that nothing depends on the garbage collector
        self.outside = scenario.get("outside", False)
        self.loop = None if self.outside else Loop()  # the one that runs, or that ran last
        self.loops = [self.loop] if self.loop else []
        self.running_loop = self.loop  # the one whose task or callback this is, if any
        self.closed = set()  # the names of the runners and loops that were
        self.threads = 0  # how deep this is in threads
        self.lack = None
        self.box = None  # where the generator puts its elements whose code runs now
        self.over = False

    # The trace.

    def say(self, line):
        if self.over:
            return
        if self.running_loop and self.running_loop.is_closed():
            return
        task = asyncio.current_task(self.running_loop) if self.running_loop else None
        who = shown(task) if task else "thread" if self.threads else "-"
        self.trace.append(f"{self.loop.now if self.loop else 0} {who}: {line}")
        if len(self.trace) > 20000:
            self.over = True
            raise Deadlock

    text = staticmethod(text)

    def report(self, loop, context):
        message = context.get("message") or ""
        if "never retrieved" in message or "destroyed" in message:
            return  # when that is noticed depends on the garbage collector
        if message.startswith("Exception in callback"):
            what = "callback"
        elif "shielded future" in message:
            what = "shield"
        elif "shutdown" in message:
            what = "shutdown"
        elif "closing of asynchronous generator" in message:
            what = "generator"
        elif message.startswith("TaskGroup task exception"):
            what = "group"
        elif message.startswith("Unhandled error in exception handler"):
            what = "handler"
        else:
            what = message
        exception = context.get("exception")
        self.say(f"report {what} {text(exception) if exception else ''}".rstrip())

    # Running.

    def run(self):
        asyncio.set_event_loop(None)
        try:
            if self.outside:
                self.run_outside()
            else:
                self.run_main()
        finally:
            self.over = True
            self.end_children()
            for loop in self.loops:
                for task in asyncio.all_tasks(loop):
                    task._log_destroy_pending = False
                loop.close()
        return self.trace

    def run_main(self):
        self.loop.set_exception_handler(self.report)
        main = self.loop.create_task(self.body(self.scenario["body"]), name="main")
        self.vars["main"] = main
        self.until_done(main)
        self.settle()
        self.clear_up()

    def until_done(self, future):
        for _ in range(50):
            try:
                value = self.loop.run_until_complete(future)
                if future is self.vars["main"]:
                    self.say(f"main returned {self.show(value)}")
                return
            except Deadlock:
                self.say(f"deadlock of {self.pending()}")
                return
            except SystemExit as e:
                self.say(f"exit {text(e)}")
                if future.done():
                    return
            except BaseException as e:
                if future.done():
                    self.say(f"main raised {text(e)}")
                    return
                self.say("stopped")
        self.say("stopped too often")

    def pending(self):
        names = sorted(shown(task) for task in asyncio.all_tasks(self.loop) if not task.done())
        return " ".join(names) or "nobody"

    def clear_up(self):
        for _ in range(3):
            left = [task for task in self.in_order(asyncio.all_tasks(self.loop)) if not task.done()]
            if self.loop.wires:  # the task of a connection is made in another turn than there
                left.sort(key=shown)
            if not left:
                return
            self.say("clearing up " + " ".join(sorted(map(shown, left))))
            for task in left:
                task.cancel()

            async def wait():
                await asyncio.wait(left)

            closing = self.loop.create_task(wait(), name="closing")
            self.until_done(closing)
            if not closing.done():
                closing.cancel()
                with contextlib.suppress(Deadlock, asyncio.CancelledError, SystemExit):
                    self.loop.run_until_complete(closing)
        self.say("gave up")

    def in_order(self, tasks):
        return sorted(tasks, key=lambda task: self.loop.numbers[task])

    async def body(self, block):
        name = asyncio.current_task().get_name()
        self.say("begin")
        try:
            value = await self.block(block)
        except BaseException as e:
            self.say(f"end {text(e)}")
            raise
        self.say(f"end {self.show(value)}")
        return value

    class Return:
        """What leaves blocks without an exception: a `return`, or BREAK."""

        def __init__(self, value):
            self.value = value

    BREAK = Return(None)

    async def block(self, statements):
        """Runs a task's code; gives what it returns."""
        result = await self.statements(statements, None)
        return result.value if result else None

    async def statements(self, statements, handled):
        for statement in statements:
            if self.over:  # the garbage collector closes what a run has left, and that must not touch a later run
                return None
            result = await getattr(self, "do_" + statement["op"].replace("-", "_").replace("*", "_star"))(
                statement, handled)
            if result is not None:
                return result
        return None

    def callback(self, statements):
        """Runs code that does not suspend."""
        code = self.statements(statements, None)
        try:
            code.send(None)
        except StopIteration:
            return
        code.close()
        raise Deadlock("a callback must not suspend")

    def get(self, name):
        if name not in self.vars:
            raise Error(f"no {name} yet")
        return self.vars[name]

    def put(self, name, value):
        self.vars[name] = value
        self.kept.append(value)
        return value

    def name_of(self, value):
        for name, known in self.vars.items():
            if known is value:
                return name
        return shown(value) if isinstance(value, asyncio.Task) else "?"

    def show(self, value):
        if asyncio.isfuture(value):
            return f"{self.name_of(value)} {self.word(value)}"
        if isinstance(value, BaseException):
            return text(value)
        if isinstance(value, list):
            return "[" + ", ".join(self.show(item) for item in value) + "]"
        if value is None:
            return "null"
        if value is True or value is False:
            return str(value).lower()
        return str(value)

    # Control.

    async def do_log(self, s, handled):
        self.say(s.get("text", ""))

    async def do_time(self, s, handled):
        self.say(f"time {self.loop.now if self.loop else 0}")

    async def do_sleep(self, s, handled):
        if "text" in s:
            self.say(f"slept {s['ms']} > {await asyncio.sleep(s['ms'], s['text'])}")
        else:
            await asyncio.sleep(s["ms"])
            self.say(f"slept {s['ms']}")

    async def do_return(self, s, handled):
        return Run.Return(s.get("text"))

    async def do_return_future(self, s, handled):
        return Run.Return(self.get(s["of"]))

    async def do_raise(self, s, handled):
        kind = KINDS[s["kind"]]
        if s["kind"] == "Fatal":
            kind = Fatal
        raise kind(*([s["text"]] if "text" in s else []))

    async def do_reraise(self, s, handled):
        if handled is None:
            raise Error("nothing to raise")
        raise handled

    async def do_repeat(self, s, handled):
        for _ in range(s["times"]):
            result = await self.statements(s["body"], handled)
            if result is not None:
                return result

    async def do_number(self, s, handled):
        self.put(s["var"], [0])

    async def do_add(self, s, handled):
        number = self.get(s["of"])
        number[0] += s["by"]
        self.say(f"{s['of']} = {number[0]}")

    async def do_try(self, s, handled):
        try:
            try:
                result = await self.statements(s["body"], handled)
            except BaseException as e:
                for handler in s.get("handlers", []):
                    if matches(handler["kind"], e):
                        self.say(f"except {handler['kind']}: {text(e)}")
                        result = await self.statements(handler["body"], e)
                        break
                else:
                    if s.get("star") and isinstance(e, BaseExceptionGroup):
                        await self.star(e, s["star"])
                        result = None
                    else:
                        raise
        finally:
            if "final" in s:
                self.say("finally")
                override = await self.statements(s["final"], handled)
                if override is not None:
                    self.say("a return in a finally is ignored")
        return result

    async def star(self, group, clauses):
        """What except* does, for any number of clauses."""
        first, *rest = clauses
        if len(clauses) == 1:
            try:
                raise group
            except* KINDS[first["kind"]] as part:
                await self.clause(first, part)
        elif len(clauses) == 2:
            try:
                raise group
            except* KINDS[clauses[0]["kind"]] as part:
                await self.clause(clauses[0], part)
            except* KINDS[clauses[1]["kind"]] as part:
                await self.clause(clauses[1], part)
        else:
            try:
                raise group
            except* KINDS[clauses[0]["kind"]] as part:
                await self.clause(clauses[0], part)
            except* KINDS[clauses[1]["kind"]] as part:
                await self.clause(clauses[1], part)
            except* KINDS[clauses[2]["kind"]] as part:
                await self.clause(clauses[2], part)

    async def clause(self, clause, part):
        self.say(f"except* {clause['kind']}: {', '.join(text(e) for e in self.leaves(part))}")
        await self.statements(clause["body"], None)

    def leaves(self, group):
        for e in group.exceptions:
            if isinstance(e, BaseExceptionGroup):
                yield from self.leaves(e)
            else:
                yield e

    # Tasks.

    async def do_spawn(self, s, handled):
        name = s["var"]
        code = self.body(s["body"])
        options = {"context": self.get(s["context"])} if "context" in s else {}
        if "in" in s:
            group = self.get(s["in"])
            if s.get("start") == "eager":
                task = group.create_task(code, name=name, eager_start=True, **options)
            else:
                task = group.create_task(code, name=name, **options)
        elif s.get("start") == "eager":
            task = self.loop.numbered(asyncio.Task, code, loop=self.loop, name=name, eager_start=True, **options)
        else:
            task = self.loop.create_task(code, name=name, **options)
        self.put(name, task)
        self.say(f"spawned {name} {self.word(task)}")

    async def do_eager_tasks(self, s, handled):
        self.loop.set_task_factory(asyncio.eager_task_factory if s["switch"] == "on" else None)

    async def do_coro(self, s, handled):
        name = s["var"]

        async def coroutine():
            self.running.add(name)
            try:
                return await self.block(s["body"])
            finally:
                self.running.discard(name)
                self.in_use.discard(name)

        self.in_use.discard(name)
        self.running.discard(name)
        self.put(name, coroutine())

    async def do_awaitable(self, s, handled):
        run = self

        class Plain:
            def __await__(self):
                return run.block(s["body"]).__await__()

        self.put(s["var"], Plain())

    async def do_coro_of(self, s, handled):
        self.say(f"coro-of {s['of']} > {'null' if self.get(s['of']).get_coro() is None else 'there'}")

    def awaitable(self, name):
        """What is called so; a coroutine is nobody else's until it has ended, since two tasks would tear it apart."""
        value = self.get(name)
        if asyncio.iscoroutine(value):
            if name in self.in_use:
                raise Error(f"{name} is in use")
            self.in_use.add(name)
        return value

    async def do_await(self, s, handled):
        # a coroutine that runs is refused by itself
        value = await (self.get(s["of"]) if s["of"] in self.running else self.awaitable(s["of"]))
        self.say(f"await {s['of']} > {self.show(value)}")

    def task(self, s):
        return self.get(s["of"]) if "of" in s else asyncio.current_task()

    async def do_cancel(self, s, handled):
        target = self.get(s["of"])
        if isinstance(target, (asyncio.TimerHandle, asyncio.Handle)):
            target.cancel()
            self.say(f"cancel {s['of']}")
        elif isinstance(target, asyncio.TaskGroup):
            target.cancel()
            self.say(f"cancel {s['of']}")
        else:
            accepted = target.cancel(*([s["text"]] if "text" in s else []))
            self.say(f"cancel {s['of']} > {self.show(accepted)}")

    async def do_uncancel(self, s, handled):
        self.say(f"uncancel > {self.task(s).uncancel()}")

    async def do_cancelling(self, s, handled):
        self.say(f"cancelling > {self.task(s).cancelling()}")

    def word(self, future):
        return "cancelled" if future.cancelled() else "done" if future.done() else "pending"

    async def do_state(self, s, handled):
        self.say(f"state {s['of']} {self.word(self.get(s['of']))}")

    async def do_result(self, s, handled):
        self.say(f"result {s['of']} > {self.show(self.get(s['of']).result())}")

    async def do_exception(self, s, handled):
        self.say(f"exception {s['of']} > {self.show(self.get(s['of']).exception())}")

    async def do_repr(self, s, handled):
        future = self.get(s["of"])
        words = repr(future)[1:].split()
        line = f"repr {s['of']}: {words[1].rstrip('>')}"
        if isinstance(future, asyncio.Task):
            line += f" name={shown(future)}"
        if not future.done() and "wait_for=<" in repr(future):
            line += " waits"
        self.say(line)

    async def do_current(self, s, handled):
        task = asyncio.current_task(self.loop)
        self.say(f"current {shown(task) if task else 'null'}")

    async def do_tasks(self, s, handled):
        names = sorted(map(shown, asyncio.all_tasks(self.loop)))
        self.say(f"tasks {' '.join(names)}".rstrip())

    async def do_rename(self, s, handled):
        self.get(s["of"]).set_name(s["name"])

    # Futures and callbacks.

    async def do_future(self, s, handled):
        self.put(s["var"], self.loop.create_future())

    async def do_foreign(self, s, handled):
        self.put(s["var"], Loop().create_future())

    async def do_set(self, s, handled):
        target = self.get(s["of"])
        if isinstance(target, asyncio.Event):
            target.set()
        else:
            target.set_result(s.get("text"))
        self.say(f"set {s['of']}")

    async def do_fail(self, s, handled):
        self.get(s["of"]).set_exception(KINDS[s["kind"]](s.get("text", "")))
        self.say(f"fail {s['of']}")

    async def do_callback(self, s, handled):
        def called(future):
            self.say(f"callback {s['label']} of {s['of']} {self.word(future)}")
            self.callback(s["body"])

        self.callbacks.setdefault((s["of"], s["label"]), called)
        self.get(s["of"]).add_done_callback(self.callbacks[s["of"], s["label"]])

    async def do_uncallback(self, s, handled):
        called = self.callbacks.get((s["of"], s["label"]))
        removed = self.get(s["of"]).remove_done_callback(called) if called else 0
        self.say(f"uncallback {s['label']} of {s['of']} > {removed}")

    # The loop.

    def handle(self, s, handle):
        if "var" in s:
            self.put(s["var"], handle)

    async def do_soon(self, s, handled):
        self.handle(s, self.loop.call_soon(self.callback, s["body"]))

    async def do_threadsafe(self, s, handled):
        self.handle(s, self.loop.call_soon_threadsafe(self.callback, s["body"]))

    async def do_later(self, s, handled):
        self.handle(s, self.loop.call_later(s["ms"], self.callback, s["body"]))

    async def do_at(self, s, handled):
        self.handle(s, self.loop.call_at(s["ms"], self.callback, s["body"]))

    async def do_stop(self, s, handled):
        (self.get(s["of"]) if "of" in s else self.loop).stop()

    async def do_handler(self, s, handled):
        def normal(loop, context):
            self.report(loop, context)
            if "of" in s:
                self.say(f"handler sees {self.get(s['of']).get()}")

        def failing(loop, context):
            if "never retrieved" in (context.get("message") or ""):
                return
            self.say("the handler fails")
            raise Error("handler") if s["mode"] == "broken" else Fatal("handler")

        self.loop.set_exception_handler(normal if s["mode"] == "normal" else failing)

    async def do_loop_state(self, s, handled):
        self.say(
            f"loop {'runs' if self.loop.is_running() else 'rests'}{' closed' if self.loop.is_closed() else ''}")

    async def do_closed_loop(self, s, handled):
        closed = Loop()
        closed.close()
        closed.close()

        async def never():
            return "never"

        def nothing():
            pass

        def tell(what, use):
            try:
                use()
                self.say(f"{what} is allowed")
            except Exception as e:
                self.say(f"{what} {text(e)}")

        tell("callSoon", lambda: closed.call_soon(nothing))
        tell("callLater", lambda: closed.call_later(0, nothing))
        tell("callAt", lambda: closed.call_at(0, nothing))
        tell("callSoonThreadsafe", lambda: closed.call_soon_threadsafe(nothing))
        tell("createTask", lambda: closed.create_task(never()))
        tell("runForever", closed.run_forever)
        tell("runUntilComplete", lambda: closed.run_until_complete(never()))

    async def do_run_nested(self, s, handled):
        async def never():
            return "never"

        code = never()
        try:
            if s["which"] == "same":
                self.loop.run_until_complete(code)
            elif s["which"] == "other":
                other = Loop()
                try:
                    other.run_until_complete(code)
                finally:
                    other.close()
            elif s["which"] == "run":
                asyncio.run(code)
            else:
                asyncio.Runner(loop_factory=Loop).run(code)
        finally:
            code.close()

    async def do_context(self, s, handled):
        self.put(s["var"], contextvars.copy_context())

    async def do_same_context(self, s, handled):
        same = self.get(s["of"]).get_context() is self.get(s["context"])
        self.say(f"same-context {s['of']} > {self.show(same)}")

    async def do_report(self, s, handled):
        self.loop.call_exception_handler({"message": s["text"]})

    async def do_ticker(self, s, handled):
        async def tick():
            for number in range(1, s["times"] + 1):
                await asyncio.sleep(0)
                self.say(f"tick {number}")

        self.put(s["var"], self.loop.numbered(asyncio.Task, tick(), loop=self.loop, name=s["var"]))

    # Combinators.

    def all(self, s):
        found = {name: self.awaitable(name) for name in dict.fromkeys(s["of"])}
        return [found[name] for name in s["of"]]

    async def do_gather(self, s, handled):
        self.put(s["var"], asyncio.gather(*self.all(s)))

    async def do_gather_outcomes(self, s, handled):
        self.put(s["var"], asyncio.gather(*self.all(s), return_exceptions=True))

    async def do_shield(self, s, handled):
        self.put(s["var"], asyncio.shield(self.awaitable(s["of"])))

    async def do_ensure(self, s, handled):
        self.put(s["var"], asyncio.ensure_future(self.awaitable(s["of"])))

    async def do_wait(self, s, handled):
        modes = {"first-completed": asyncio.FIRST_COMPLETED, "first-exception": asyncio.FIRST_EXCEPTION}
        done, _ = await asyncio.wait(
            self.all(s), timeout=s.get("ms"), return_when=modes.get(s.get("until"), asyncio.ALL_COMPLETED))
        names = list(dict.fromkeys(s["of"]))
        line = " ".join(name for name in names if self.get(name) in done)
        left = " ".join(name for name in names if self.get(name) not in done)
        self.say(f"wait > done [{line}] pending [{left}]")

    async def do_wait_for(self, s, handled):
        value = await asyncio.wait_for(self.awaitable(s["of"]), s.get("ms"))
        self.say(f"wait-for {s['of']} > {self.show(value)}")

    async def do_as_completed(self, s, handled):
        self.put(s["var"], iter(asyncio.as_completed(self.all(s), timeout=s.get("ms"))))

    async def do_next(self, s, handled):
        try:
            awaitable = next(self.get(s["of"]))
        except StopIteration:
            self.say(f"next {s['of']} > over")
            return
        self.say(f"next {s['of']} > {self.show(await awaitable)}")

    async def do_next_future(self, s, handled):
        try:
            future = await anext(self.get(s["of"]))
        except StopAsyncIteration:
            self.say(f"next-future {s['of']} > over")
            return
        self.say(f"next-future {s['of']} > {self.name_of(future)} {self.word(future)}")

    async def do_timeout(self, s, handled):
        return await self.within(s, asyncio.timeout(s.get("ms")), handled)

    async def do_timeout_at(self, s, handled):
        return await self.within(s, asyncio.timeout_at(s.get("ms")), handled)

    async def within(self, s, timeout, handled):
        self.put(s["var"], timeout)
        return await self.in_timeout(s, s["var"], timeout, handled)

    async def in_timeout(self, s, name, timeout, handled):
        result = None
        async with timeout:
            result = await self.statements(s["body"], handled)
        self.say(f"left {name} {'expired' if timeout.expired() else 'in time'}")
        return result

    async def do_make_timeout(self, s, handled):
        self.put(s["var"], asyncio.timeout(s.get("ms")))

    async def do_make_group(self, s, handled):
        self.put(s["var"], asyncio.TaskGroup())

    async def do_enter(self, s, handled):
        scope = self.get(s["of"])
        if isinstance(scope, asyncio.TaskGroup):
            return await self.in_group(s, s["of"], scope, handled)
        return await self.in_timeout(s, s["of"], scope, handled)

    async def do_reschedule(self, s, handled):
        self.get(s["of"]).reschedule(s.get("ms"))
        self.say(f"reschedule {s['of']}")

    async def do_expired(self, s, handled):
        timeout = self.get(s["of"])
        self.say(f"expired {s['of']} > {self.show(timeout.expired())} when {self.show(timeout.when())}")

    async def do_group(self, s, handled):
        return await self.in_group(s, s["var"], self.put(s["var"], asyncio.TaskGroup()), handled)

    async def in_group(self, s, name, group, handled):
        result = None
        async with group:
            result = await self.statements(s["body"], handled)
        self.say(f"left {name}")
        return result

    async def do_race(self, s, handled):
        async def contest(block):
            return await self.block(block)

        functions = [lambda block=c["body"]: contest(block) for c in s["body"]]
        from asyncio.staggered import staggered_race
        value, index, exceptions = await staggered_race(functions, s.get("ms"))
        self.say(
            f"race > {self.show(value)} {-1 if index is None else index} "
            f"[{', '.join(self.show(e) for e in exceptions)}]")

    # Locks and queues.

    async def do_lock(self, s, handled):
        self.put(s["var"], asyncio.Lock())

    async def do_event(self, s, handled):
        self.put(s["var"], asyncio.Event())

    async def do_condition(self, s, handled):
        self.put(s["var"], asyncio.Condition(self.get(s["lock"]) if "lock" in s else None))

    async def do_semaphore(self, s, handled):
        self.put(s["var"], asyncio.Semaphore(s["value"]))

    async def do_bounded_semaphore(self, s, handled):
        self.put(s["var"], asyncio.BoundedSemaphore(s["value"]))

    async def do_barrier(self, s, handled):
        self.put(s["var"], asyncio.Barrier(s["parties"]))

    async def do_acquire(self, s, handled):
        await self.get(s["of"]).acquire()
        self.say(f"acquired {s['of']}")

    async def do_release(self, s, handled):
        self.get(s["of"]).release()
        self.say(f"released {s['of']}")

    async def do_with(self, s, handled):
        lock = self.get(s["of"])
        async with lock as index:
            self.say(f"in {s['of']}" + (f" as {index}" if isinstance(lock, asyncio.Barrier) else ""))
            result = await self.statements(s["body"], handled)
        self.say(f"left {s['of']}")
        return result

    async def do_clear(self, s, handled):
        self.get(s["of"]).clear()
        self.say(f"clear {s['of']}")

    async def do_wait_event(self, s, handled):
        await self.get(s["of"]).wait()
        self.say(f"seen {s['of']}")

    async def do_wait_condition(self, s, handled):
        await self.get(s["of"]).wait()
        self.say(f"woken by {s['of']}")

    async def do_wait_until(self, s, handled):
        await self.get(s["of"]).wait_for(lambda: self.get(s["number"])[0] >= s["least"])
        self.say(f"{s['number']} is {self.get(s['number'])[0]}")

    async def do_notify(self, s, handled):
        self.get(s["of"]).notify(s.get("times", 1))
        self.say(f"notify {s['of']}")

    async def do_notify_all(self, s, handled):
        self.get(s["of"]).notify_all()
        self.say(f"notify-all {s['of']}")

    async def do_wait_barrier(self, s, handled):
        self.say(f"passed {s['of']} as {await self.get(s['of']).wait()}")

    async def do_reset(self, s, handled):
        await self.get(s["of"]).reset()
        self.say(f"reset {s['of']}")

    async def do_abort(self, s, handled):
        await self.get(s["of"]).abort()
        self.say(f"abort {s['of']}")

    async def do_queue(self, s, handled):
        self.put(s["var"], asyncio.Queue(s.get("size", 0)))

    async def do_lifo_queue(self, s, handled):
        self.put(s["var"], asyncio.LifoQueue(s.get("size", 0)))

    async def do_priority_queue(self, s, handled):
        self.put(s["var"], asyncio.PriorityQueue(s.get("size", 0)))

    async def do_put(self, s, handled):
        await self.get(s["of"]).put(s["item"])
        self.say(f"put {s['item']}")

    async def do_put_nowait(self, s, handled):
        self.get(s["of"]).put_nowait(s["item"])
        self.say(f"put {s['item']}")

    async def do_get(self, s, handled):
        self.say(f"got {await self.get(s['of']).get()}")

    async def do_get_nowait(self, s, handled):
        self.say(f"got {self.get(s['of']).get_nowait()}")

    async def do_task_done(self, s, handled):
        self.get(s["of"]).task_done()
        self.say(f"task-done {s['of']}")

    async def do_join(self, s, handled):
        await self.get(s["of"]).join()
        self.say(f"joined {s['of']}")

    async def do_shutdown(self, s, handled):
        self.get(s["of"]).shutdown(immediate="immediate" in s)
        self.say(f"shutdown {s['of']}")

    async def do_inspect(self, s, handled):
        self.say(f"inspect {s['of']}: {self.inspect(self.get(s['of']))}")

    def inspect(self, x):
        def waiters(x):
            return f" waiters {len(x._waiters or ())}"

        if isinstance(x, asyncio.Lock):
            return ("locked" if x.locked() else "unlocked") + waiters(x)
        if isinstance(x, asyncio.Event):
            return ("set" if x.is_set() else "unset") + waiters(x)
        if isinstance(x, asyncio.Condition):
            return ("locked" if x.locked() else "unlocked") + waiters(x)
        if isinstance(x, asyncio.Semaphore):
            return ("locked" if x.locked() else "unlocked") + f" value {x._value}" + waiters(x)
        if isinstance(x, asyncio.Barrier):
            return f"waiting {x.n_waiting} of {x.parties}" + (" broken" if x.broken else "")
        return (
            f"size {x.qsize()} getters {len(x._getters)} putters {len(x._putters)} unfinished {x._unfinished_tasks}"
            + (" full" if x.full() else "") + (" empty" if x.empty() else ""))

    # Context variables and generators.

    async def do_var(self, s, handled):
        self.put(s["var"], contextvars.ContextVar(s["var"], default="unset"))

    async def do_setvar(self, s, handled):
        self.get(s["of"]).set(s["text"])

    async def do_getvar(self, s, handled):
        self.say(f"{s['of']} = {self.get(s['of']).get()}")

    async def do_generator(self, s, handled):
        self.put(s["var"], self.generate(s["body"]))

    async def generate(self, block):
        # The code runs as a coroutine of its own that hands each element over, and is driven from here: an `async def`
        # with `yield` cannot be spread over the methods of an interpreter.
        box = []
        code = self.statements(block, None)
        send, value = code.send, None
        while True:
            outer, self.box = self.box, box
            try:
                awaited = send(value)
            except (StopIteration, Exit):
                return
            finally:
                self.box = outer
            if box:
                element = box.pop()
                try:
                    yield element
                except GeneratorExit:
                    send, value = code.throw, Exit()
                else:
                    send, value = code.send, None
            else:
                try:
                    value = await Passed(awaited)
                    send = code.send
                except BaseException as e:
                    send, value = code.throw, e

    async def do_yield(self, s, handled):
        self.box.append(s.get("text", ""))
        await Handed()

    async def do_anext(self, s, handled):
        try:
            self.say(f"anext {s['of']} > {await anext(self.get(s['of']))}")
        except StopAsyncIteration:
            self.say(f"anext {s['of']} > over")

    async def do_for(self, s, handled):
        async for element in self.get(s["of"]):
            self.say(f"for {element}")
            result = await self.statements(s["body"], handled)
            if result is Run.BREAK:
                break
            if result is not None:
                return result

    async def do_break(self, s, handled):
        return Run.BREAK

    async def do_aclose(self, s, handled):
        await self.get(s["of"]).aclose()
        self.say(f"aclose {s['of']}")


class Handed:
    """Suspends the code of a generator at its `yield`."""

    def __await__(self):
        yield self


class Passed:
    """Passes what the code of a generator awaits on to the task."""

    def __init__(self, awaited):
        self.awaited = awaited

    def __await__(self):
        return (yield self.awaited)


def groups(statements):
    """The names of all task groups."""
    names = {s["var"] for s in statements if s["op"] in ("group", "make-group")}
    for s in statements:
        for block in blocks(s):
            names |= groups(block)
    return names


def blocks(s):
    yield s.get("body", [])
    yield s.get("final", [])
    for clause in s.get("handlers", []) + s.get("star", []):
        yield clause["body"]


def missing(statements, names):
    """What this Python lacks for some statements, or None."""
    for s in statements:
        need = BEYOND.get(s["op"])
        if s["op"] == "spawn" and "in" in s and s.get("start") == "eager":
            need = BEYOND["spawn-eager-in-group"]
        if s["op"] == "read-until" and "," in s["separators"]:
            need = (3, 13)
        if s["op"] == "cancel" and s["of"] in names:
            need = BEYOND["cancel-group"]
        if WASM and s["op"] in ("exec", "shell"):
            return "WebAssembly has no subprocesses"
        if need and sys.version_info < need:
            return f"{s['op']} needs Python {need[0]}.{need[1]}"
        for block in blocks(s):
            found = missing(block, names)
            if found:
                return found
    return None


def execute(scenario):
    Run.cycle = False
    run = Run(scenario)
    try:
        run.run()
    except RecursionError:
        Run.cycle = True
    if scenario["name"].startswith("fuzz"):
        run.lack = run.lack or next((loop.at_odds for loop in run.loops if loop.at_odds), None)
    return run.trace, "cancelling a cycle of tasks recurses without end" if Run.cycle else run.lack


def main():
    if sys.version_info < (3, 12):
        sys.exit("CPython 3.12 or later is needed, this is " + sys.version.split()[0])
    logging.disable(logging.CRITICAL)
    sys.unraisablehook = lambda _: None
    import warnings
    warnings.simplefilter("ignore")
    print(json.dumps({"version": sys.version.split()[0]}), flush=True)
    for line in sys.stdin:
        scenario = json.loads(line)
        lack = missing(scenario["body"], groups(scenario["body"]))
        if lack is None and scenario.get("needs") and sys.version_info < tuple(scenario["needs"]):
            lack = "it needs Python " + ".".join(map(str, scenario["needs"]))
        if lack is None:
            trace, lack = execute(scenario)
        answer = {"lacks": lack} if lack else {"trace": trace}
        print(json.dumps(answer), flush=True)


main()
