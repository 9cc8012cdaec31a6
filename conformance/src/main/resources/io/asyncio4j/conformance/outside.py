"""What a program does outside of its loops: it makes runners and loops, runs them, and starts threads."""

import asyncio

from virtual_loop import Deadlock, Loop, elsewhere


class Outside:
    """Statements about runners, loops and threads."""

    def new_loop(self):
        loop = Loop()
        loop.set_exception_handler(self.report)
        self.loops.append(loop)
        return loop

    def run_outside(self):
        """Runs a scenario that is not a main task's code, and closes the runners that it leaves."""
        try:
            self.callback(self.scenario["body"])
        except BaseException as e:
            self.say(f"the program raised {self.text(e)}")
        for name, runner in [(name, value) for name, value in self.vars.items() if isinstance(value, asyncio.Runner)]:
            if name not in self.closed:
                self.close(name, runner)

    async def do_runner(self, s, handled):
        self.put(s["var"], asyncio.Runner(loop_factory=self.new_loop))

    async def do_loop(self, s, handled):
        self.put(s["var"], self.new_loop())

    def loop_of(self, s, key="of"):
        target = self.get(s[key])
        return target.get_loop() if isinstance(target, asyncio.Runner) else target

    def drive(self, what, loop, call, outcome=True):
        """Lets a loop run, and writes what comes of it."""
        outer, outer_running = self.loop, self.running_loop
        try:
            self.loop = self.running_loop = loop() if callable(loop) else loop
            value = call()
            line = f"returned {self.show(value)}" if outcome else "done"
        except Deadlock:
            line = "a deadlock" + ("" if self.loop.is_closed() else f" of {self.pending()}")
        except BaseException as e:
            line = f"raised {self.text(e)}"
        finally:
            self.loop, self.running_loop = outer or self.loop, outer_running
        self.say(f"{what} > {line}")

    async def do_run(self, s, handled):
        runner = self.get(s["of"])
        context = self.get(s["context"]) if "context" in s else None
        self.drive(
            f"run {s['of']}", runner.get_loop, lambda: runner.run(self.body(s["body"]), context=context))

    async def do_complete(self, s, handled):
        loop = self.get(s["of"])
        self.drive(f"complete {s['of']}", loop, lambda: loop.run_until_complete(self.body(s["body"])))

    async def do_until(self, s, handled):
        loop = self.get(s["of"])
        self.drive(f"until {s['done']}", loop, lambda: loop.run_until_complete(self.get(s["done"])))

    async def do_forever(self, s, handled):
        loop = self.loop_of(s)
        self.drive(f"forever {s['of']}", loop, loop.run_forever, outcome=False)

    async def do_close(self, s, handled):
        if "of" not in s:
            self.loop.close()
            return
        self.close(s["of"], self.get(s["of"]))

    def close(self, name, target):
        self.closed.add(name)
        loop = target._loop if isinstance(target, asyncio.Runner) else target
        self.drive(f"close {name}", loop, target.close, outcome=False)

    async def do_on(self, s, handled):
        outer, self.loop = self.loop, self.loop_of(s)
        try:
            self.callback(s["body"])
        finally:
            self.loop = outer or self.loop

    async def do_turns(self, s, handled):
        def turn(number):
            self.say(f"turn {number}")
            if number < s["times"]:
                loop.call_soon(turn, number + 1)

        loop = self.loop
        loop.call_soon(turn, 1)

    # Threads.

    async def do_thread(self, s, handled):
        loop = self.loop

        def work():
            outer, outer_running = self.loop, self.running_loop
            self.loop, self.running_loop = loop or self.loop, None
            self.threads += 1
            try:
                self.callback(s["body"])
            except Exception as e:
                self.say(f"the thread raised {self.text(e)}")
            finally:
                self.threads -= 1
                self.loop, self.running_loop = outer, outer_running

        if "ms" in s:
            loop.call_elsewhere(s["ms"], work)
        else:
            elsewhere(work)

    async def do_submit(self, s, handled):
        loop = self.loop_of(s, "to") if "to" in s else self.loop
        self.put(s["var"], asyncio.run_coroutine_threadsafe(self.body(s["body"]), loop))
        self.say(f"submitted {s['var']}")

    async def do_outcome(self, s, handled):
        job = self.get(s["of"])
        if not job.done():
            line = "pending"
        elif job.cancelled():
            line = "cancelled"
        elif job.exception():
            line = f"raised {self.text(job.exception())}"
        else:
            line = f"returned {self.show(job.result())}"
        self.say(f"outcome {s['of']} > {line}")

    async def do_wrap(self, s, handled):
        self.put(s["var"], asyncio.wrap_future(self.get(s["of"])))

