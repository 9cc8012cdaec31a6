"""Statements about subprocesses, which are real ones: time stands still but for what `quiet` says."""

import asyncio
import contextlib
import os
from asyncio.subprocess import DEVNULL, PIPE, STDOUT

from streams import Connection, encoded, shown

REDIRECTS = {"devnull": DEVNULL, "stdout": STDOUT}


class Processes:
    """Statements about subprocesses."""

    def redirects(self, s):
        self.loop.children = True
        return {name: REDIRECTS.get(s.get(name), PIPE) for name in ("stdin", "stdout", "stderr")}

    async def do_exec(self, s, handled):
        self.put(s["var"], await asyncio.create_subprocess_exec(*s["command"].split(), **self.redirects(s)))
        self.say(f"started {s['var']}")

    async def do_shell(self, s, handled):
        self.put(s["var"], await asyncio.create_subprocess_shell(s["command"], **self.redirects(s)))
        self.say(f"started {s['var']}")

    async def do_pipes(self, s, handled):
        process = self.get(s["of"])
        self.put(s["var"], Connection(None, process.stdout, process.stdin))

    async def do_errors(self, s, handled):
        process = self.get(s["of"])
        self.put(s["var"], Connection(None, process.stderr, process.stdin))

    async def do_communicate(self, s, handled):
        data = b"x" * s["bytes"] if "bytes" in s else encoded(s["text"]) if "text" in s else None
        out, err = await self.get(s["of"]).communicate(data)
        self.say(f"communicate {s['of']} > {shown(out)} {shown(err)}")

    async def do_wait_process(self, s, handled):
        self.say(f"wait-process {s['of']} > {await self.get(s['of']).wait()}")

    async def do_return_code(self, s, handled):
        self.say(f"return-code {s['of']} > {self.show(self.get(s['of']).returncode)}")

    async def do_terminate(self, s, handled):
        self.get(s["of"]).terminate()
        self.say(f"terminate {s['of']}")

    async def do_kill(self, s, handled):
        self.get(s["of"]).kill()
        self.say(f"kill {s['of']}")

    async def do_signal(self, s, handled):
        self.get(s["of"]).send_signal(s["number"])
        self.say(f"signal {s['of']}")

    async def do_quiet(self, s, handled):
        self.loop.children = False
        try:
            return await self.statements(s["body"], handled)
        finally:
            self.loop.children = True

    def end_children(self):
        """Kills what a scenario has left running."""
        for each in self.kept:
            if isinstance(each, asyncio.subprocess.Process) and each.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(each.pid, 9)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(each.pid, 0)
