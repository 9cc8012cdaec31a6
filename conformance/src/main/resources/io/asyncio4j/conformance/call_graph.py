"""Call graphs as asyncio prints them, brought into the one form that both languages can show."""

import asyncio
import re

NODE = re.compile(r"^( *)\* (?:Task\(name='(.*)', id=(\w+)\)|(\w+)\(.*)$")


class CallGraphs:
    """The statement `graph`."""

    async def do_graph(self, s, handled):
        future = self.get(s["of"]) if "of" in s else None
        if future and future.done():
            self.say(f"graph {s['of']} done")  # CPython forgets the waiters one turn later
            return
        if self.is_cyclic(future or asyncio.current_task()):
            self.lack = "a call graph with a cycle recurses without end"
            return
        self.say(f"graph {shape(asyncio.format_call_graph(future, limit=0))}")

    def is_cyclic(self, future, above=()):
        if future in above:
            return True
        waiters = future and future._asyncio_awaited_by or ()
        return len(above) > 50 or any(self.is_cyclic(waiter, (*above, future)) for waiter in waiters)


def shape(text):
    """Who waits for whom, without frames and numbers: `a < (b < (main), c)`."""
    waiters = {}  # the order in which they come is that of a set
    names = {}
    path = []
    for line in text.splitlines():
        node = NODE.match(line)
        if node:
            depth = len(node[1]) // 4
            key = node[3] or node[4]
            names[key] = re.sub(r"^Task-\d+$", "Task", node[2]) if node[3] else "future"
            path[depth:] = [key]
            waiters.setdefault(key, {})
            if depth:
                waiters[path[depth - 1]][key] = None
    if not path:
        return "nothing"
    return shown(path[0], names, waiters)


def shown(key, names, waiters):
    above = sorted(shown(waiter, names, waiters) for waiter in waiters[key])
    return names[key] + (f" < ({', '.join(above)})" if above else "")
