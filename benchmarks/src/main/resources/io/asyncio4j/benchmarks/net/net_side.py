"""The server of asyncio's and uvloop's sides: net_side.py LOOP STYLE MODE CERTIFICATE KEY.

It prints its port; for each line that it is told then, the bytes that it has in memory. spawn and pipe print a rate.
"""
import asyncio
import gc
import os
import ssl
import sys
import threading
import time

LOOP, STYLE, MODE, CERTIFICATE, KEY = sys.argv[1:6]
BLOCK, QUESTION, HEAD = 65536, 1024, 24
AMOUNT, AT_A_TIME = int(os.environ["AMOUNT"]), 4


def answer_questions():
    while sys.stdin.buffer.read(1):
        gc.collect()
        with open("/proc/self/statm") as statm:
            print(int(statm.read().split()[1]) * 4096, flush=True)
    os._exit(0)


async def echo(reader, writer):
    while data := await reader.read(BLOCK):
        writer.write(data)
        await writer.drain()


async def two(reader, writer):
    while True:
        question = await reader.readexactly(QUESTION)
        writer.write(question[:HEAD])
        writer.write(question[HEAD:])
        await writer.drain()


async def lines(reader, writer):
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()


async def bulk(reader, writer):
    block = bytes(BLOCK)
    while True:
        writer.write(block)
        await writer.drain()


def quiet(handler):
    async def handle(reader, writer):
        try:
            await handler(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
    return handle


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.rest = b""

    def data_received(self, data):
        if MODE != "two":
            self.transport.write(data)
            return
        self.rest += data
        while len(self.rest) >= QUESTION:
            question, self.rest = self.rest[:QUESTION], self.rest[QUESTION:]
            self.transport.write(question[:HEAD])
            self.transport.write(question[HEAD:])


class Datagrams(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        self.transport.sendto(data, address)


async def spawn():
    async def some():
        for _ in range(AMOUNT // AT_A_TIME):
            await (await asyncio.create_subprocess_exec("true")).wait()
    for counts in (False, True):
        start = time.perf_counter()
        await asyncio.gather(*(some() for _ in range(AT_A_TIME)))
        if counts:
            print(AMOUNT / (time.perf_counter() - start), flush=True)


async def pipe():
    for counts in (False, True):
        start = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            "head", "-c", str(AMOUNT), "/dev/zero", stdout=asyncio.subprocess.PIPE)
        total = 0
        while data := await process.stdout.read(BLOCK):
            total += len(data)
        await process.wait()
        if counts:
            print(total / 1e6 / (time.perf_counter() - start), flush=True)


async def main():
    loop = asyncio.get_running_loop()
    if MODE == "spawn":
        return await spawn()
    if MODE == "pipe":
        return await pipe()
    if MODE == "udp":
        transport, _ = await loop.create_datagram_endpoint(Datagrams, local_addr=("127.0.0.1", 0))
        print(transport.get_extra_info("sockname")[1], flush=True)
        return await asyncio.Event().wait()
    context = None
    if MODE == "tls":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATE, KEY)
    if STYLE == "protocols":
        server = await loop.create_server(Echo, "127.0.0.1", 0, backlog=2000, ssl=context)
    else:
        handler = {"two": two, "lines": lines, "bulk": bulk}.get(MODE, echo)
        server = await asyncio.start_server(quiet(handler), "127.0.0.1", 0, backlog=2000, ssl=context)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


threading.Thread(target=answer_questions, daemon=True).start()
if LOOP == "uvloop":
    import uvloop
    uvloop.install()
asyncio.run(main())
