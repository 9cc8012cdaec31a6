"""Statements about streams and servers, on asyncio's own, over a network in memory."""

import asyncio
import contextvars

from wires import Socket, UNLIMITED, Wires

LONGEST_SHOWN = 40


# What asyncio does otherwise than asyncio4j on purpose, in ways that a random program cannot avoid. A scenario that somebody
# wrote says so itself.

def set_exception(self, exc, set_exception=asyncio.StreamReader.set_exception):
    if self._buffer:
        self._loop.at_odds = "it hides the bytes that came before an error"
    set_exception(self, exc)


def attach(self, transport, attach=asyncio.Server._attach):
    if self._sockets is None:
        self._loop.at_odds = "it drops a connection whose server is closed while it is being made"
    attach(self, transport)


asyncio.StreamReader.set_exception = set_exception
asyncio.Server._attach = attach


class Connection:
    def __init__(self, socket, reader, writer):
        self.socket = socket
        self.reader = reader
        self.writer = writer


PEER = contextvars.ContextVar("peer")


def encoded(text):
    return text.replace("\\n", "\n").encode("latin-1")


def shown(data):
    if not data:
        return '""'
    return f"<{len(data)} bytes>" if len(data) > LONGEST_SHOWN else data.decode("latin-1").replace("\n", "\\n")


class Streams:
    """Statements about streams and servers."""

    def wires(self):
        if self.loop.wires is None:
            self.loop.wires = Wires(self.loop)
        return self.loop.wires

    def connection(self, s):
        if s["of"] != "peer":
            return self.get(s["of"])
        try:
            return PEER.get()
        except LookupError:
            return self.get("peer")

    async def do_network(self, s, handled):
        wires = self.wires()
        wires.latency = s.get("latency", 1)
        wires.room = s.get("room", UNLIMITED)
        wires.rate = s.get("rate", UNLIMITED)

    # Servers.

    async def do_serve(self, s, handled):
        name = s["var"]
        listener = self.wires().listener()
        count = 0

        async def handle(reader, writer):
            nonlocal count
            count += 1
            asyncio.current_task().set_name(f"{name}-{count}")
            connection = Connection(writer.get_extra_info("socket")._sock, reader, writer)
            self.kept.append(connection)
            PEER.set(connection)
            await self.body(s["body"])
            writer.close()

        options = {"limit": s["limit"]} if "limit" in s else {}
        server = await asyncio.start_server(handle, sock=listener, **options)
        server.port = listener.port
        self.put(name, server)
        self.say(f"serve {name}")

    async def do_connect(self, s, handled):
        socket = Socket(self.wires())
        try:
            await self.loop.sock_connect(socket, ("127.0.0.1", self.get(s["to"]).port))
            options = {"limit": s["limit"]} if "limit" in s else {}
            reader, writer = await asyncio.open_connection(sock=socket, **options)
        except BaseException:
            socket.close()
            raise
        self.put(s["var"], Connection(socket, reader, writer))
        self.say(f"connected {s['var']}")

    async def do_serving(self, s, handled):
        self.say(f"serving {s['of']} > {self.show(self.get(s['of']).is_serving())}")

    async def do_serve_forever(self, s, handled):
        await self.get(s["of"]).serve_forever()
        self.say(f"served {s['of']}")

    async def do_close_server(self, s, handled):
        self.get(s["of"]).close()
        self.say(f"close {s['of']}")

    async def do_close_clients(self, s, handled):
        self.get(s["of"]).close_clients()
        self.say(f"close-clients {s['of']}")

    async def do_abort_clients(self, s, handled):
        self.get(s["of"]).abort_clients()
        self.say(f"abort-clients {s['of']}")

    # Writing.

    async def do_write(self, s, handled):
        self.connection(s).writer.write(encoded(s.get("text", "")))
        self.say(f"write {s['of']}")

    async def do_fill(self, s, handled):
        self.connection(s).writer.write(b"x" * s["bytes"])
        self.say(f"fill {s['of']}")

    async def do_write_lines(self, s, handled):
        self.connection(s).writer.writelines([encoded(word + "\\n") for word in s.get("text", "").split()])
        self.say(f"write-lines {s['of']}")

    async def do_drain(self, s, handled):
        await self.connection(s).writer.drain()
        self.say(f"drained {s['of']}")

    async def do_write_eof(self, s, handled):
        self.connection(s).writer.write_eof()
        self.say(f"write-eof {s['of']}")

    async def do_water(self, s, handled):
        self.connection(s).writer.transport.set_write_buffer_limits(s["high"], s.get("low"))

    async def do_buffered(self, s, handled):
        self.say(f"buffered {s['of']} > {self.connection(s).writer.transport.get_write_buffer_size()}")

    # Reading.

    def got(self, s, data):
        self.say(f"{s['op']} {s['of']} > {shown(data)}")

    async def do_read(self, s, handled):
        self.got(s, await self.connection(s).reader.read(s["most"]))

    async def do_read_all(self, s, handled):
        self.got(s, await self.connection(s).reader.read())

    async def do_read_exactly(self, s, handled):
        self.got(s, await self.connection(s).reader.readexactly(s["count"]))

    async def do_read_line(self, s, handled):
        try:
            line = await self.connection(s).reader.readline()
        except ValueError as e:
            raise asyncio.LimitOverrunError(str(e), 0) from e
        self.got(s, line)

    async def do_read_until(self, s, handled):
        words = [encoded(word) for word in s["separators"].split(",")]
        try:
            data = await self.connection(s).reader.readuntil(words[0] if len(words) == 1 else tuple(words))
        except asyncio.LimitOverrunError as e:
            self.say(f"read-until {s['of']} > overrun at {e.consumed}")
            raise
        self.got(s, data)

    async def do_lines(self, s, handled):
        async for line in self.connection(s).reader:
            self.say(f"line {shown(line)}")
            result = await self.statements(s["body"], handled)
            if result is not None:
                return result
        self.say(f"lines {s['of']} over")

    # Ending.

    async def do_at_eof(self, s, handled):
        self.say(f"at-eof {s['of']} > {self.show(self.connection(s).reader.at_eof())}")

    async def do_closing(self, s, handled):
        self.say(f"closing {s['of']} > {self.show(self.connection(s).writer.is_closing())}")

    async def do_close_stream(self, s, handled):
        self.connection(s).writer.close()
        self.say(f"close {s['of']}")

    async def do_abort_stream(self, s, handled):
        self.connection(s).writer.transport.abort()
        self.say(f"abort {s['of']}")

    async def do_wait_closed(self, s, handled):
        what = self.get(s["of"]) if s["of"] != "peer" else self.connection(s)
        await (what.writer if isinstance(what, Connection) else what).wait_closed()
        self.say(f"closed {s['of']}")

    async def do_tear(self, s, handled):
        self.connection(s).socket.tear_soon()
        self.say(f"tear {s['of']}")

    def settle(self):
        """When the main task is over: lets connections be accepted that are there, so that their tasks are."""
        if self.loop.wires is None:
            return

        async def settle():
            for _ in range(20):
                await asyncio.sleep(0)
            for each in self.kept:
                if isinstance(each, asyncio.Server):
                    each.close()

        self.until_done(self.loop.create_task(settle(), name="closing"))
