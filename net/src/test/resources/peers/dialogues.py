"""Dialogues between a client and a server. This has both parts of each; asyncio4j's tests have them, too.

    dialogues.py server DIALOGUE [CERTIFICATE KEY]     prints its port, serves one client
    dialogues.py client DIALOGUE PORT [AUTHORITY]      prints "ok" when all went as it should
"""
import asyncio
import hashlib
import socket
import ssl
import struct
import sys

SIZE = 3_000_000
CHUNK = 50_000


def pattern(size):
    return bytes((i * 7 + i // 251) % 256 for i in range(CHUNK)) * (size // CHUNK)


async def lines_server(reader, writer):
    """A sum for each line, a good-bye for the end."""
    async for line in reader:
        writer.write(b"%d\n" % sum(map(int, line.split())))
        await writer.drain()
    writer.write(b"bye")


async def lines_client(reader, writer):
    for i in range(200):
        writer.write(b"%d %d\n" % (i, i * i))
        await writer.drain()
        assert int(await reader.readline()) == i + i * i
    writer.writelines([b"1 2\n", b"3", b" 4", b"\n5"])  # the last line has no end
    writer.write_eof()
    assert await reader.read() == b"3\n7\n5\nbye"
    assert reader.at_eof()


async def frames_server(reader, writer):
    """Heads end with a separator of four bytes and name a length; each body comes back with its bytes in reverse order."""
    while True:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as e:
            assert e.partial == b"half a head\r\n\r", e.partial
            break
        body = await reader.readexactly(int(head.split()[1]))
        writer.writelines([b"length: %d\r\n\r\n" % len(body), body[::-1]])
        await writer.drain()


async def frames_client(reader, writer):
    for size in (0, 1, 4, 5000, 3, 40_000):
        body = pattern(CHUNK)[:size]
        writer.write(b"length: %d\r\n\r\n" % size + body)
        await writer.drain()
        assert await reader.readuntil(b"\r\n\r\n") == b"length: %d\r\n\r\n" % size
        assert await reader.readexactly(size) == body[::-1]
    writer.write(b"half a head\r\n\r")
    writer.write_eof()
    try:
        await reader.readexactly(1)
        raise AssertionError("there is no more")
    except asyncio.IncompleteReadError as e:
        assert e.partial == b"" and e.expected == 1


async def half_closed_server(reader, writer):
    """Says all it has to say and half-closes; then hears."""
    for i in range(10):
        writer.write(b"%d " % i)
        await writer.drain()
    writer.write_eof()
    data = await reader.read()
    assert data == b"heard " * 1000, len(data)


async def half_closed_client(reader, writer):
    data = await reader.read()
    assert data == b"0 1 2 3 4 5 6 7 8 9 ", data
    for _ in range(1000):
        writer.write(b"heard ")
        await writer.drain()
    writer.write_eof()


async def both_ways(reader, writer):
    """Much in both directions at once, and a digest of what was heard behind it."""
    much = pattern(SIZE)

    async def send():
        for i in range(0, SIZE, CHUNK):
            writer.write(much[i:i + CHUNK])
            await writer.drain()

    sending = asyncio.create_task(send())
    digest = hashlib.sha256()
    left = SIZE
    while left:
        data = await reader.read(min(left, 65536))
        assert data, left
        digest.update(data)
        left -= len(data)
    await sending
    writer.write(digest.digest())
    await writer.drain()
    assert await reader.readexactly(32) == hashlib.sha256(much).digest()


async def reset_server(reader, writer):
    """Resets the connection: it goes while more is coming."""
    assert await reader.readline() == b"reset me\n"
    writer.write(b"as you like\n")
    await writer.drain()
    await reader.readexactly(6)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def reset_client(reader, writer):
    writer.write(b"reset me\n")
    assert await reader.readline() == b"as you like\n"
    writer.write(b"unread" + bytes(5_000_000))
    try:
        await writer.drain()
        while await reader.read(1000):
            pass
        raise AssertionError("an end that is none")
    except (ConnectionResetError, BrokenPipeError):
        pass
    try:
        await reader.read(1)
        raise AssertionError("it stays broken")
    except (ConnectionResetError, BrokenPipeError):
        pass


async def upgrade_server(reader, writer):
    """Plain text, then TLS on the same connection."""
    assert await reader.readline() == b"STARTTLS\n"
    writer.write(b"go ahead\n")
    await writer.drain()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*sys.argv[3:5])
    await writer.start_tls(context)
    await echo_lines(reader, writer)


async def echo_lines(reader, writer):
    async for line in reader:
        writer.write(b"secret " + line)
        await writer.drain()


async def upgrade_client(reader, writer):
    writer.write(b"STARTTLS\n")
    assert await reader.readline() == b"go ahead\n"
    await writer.start_tls(ssl.create_default_context(cafile=sys.argv[4]), server_hostname="localhost")
    assert writer.get_extra_info("ssl_object").version().startswith("TLSv1.")
    for i in range(50):
        writer.write(b"%d\n" % i)
        await writer.drain()
        assert await reader.readline() == b"secret %d\n" % i


async def serve(part):
    failed = []
    ended = asyncio.Event()

    async def handle(reader, writer):
        try:
            await part(reader, writer)
        except Exception as e:
            failed.append(e)
            raise
        finally:
            writer.close()
            ended.set()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, limit=200_000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await asyncio.wait_for(ended.wait(), 20)
    sys.exit(1 if failed else 0)


async def connect(part, port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=200_000)
    await part(reader, writer)
    writer.close()
    try:
        await writer.wait_closed()
    except ConnectionError:
        assert part is reset_client
    print("ok")


dialogue = sys.argv[2].replace("-", "_")
part = globals().get(f"{dialogue}_{sys.argv[1]}") or globals()[dialogue]
asyncio.run(serve(part) if sys.argv[1] == "server" else connect(part, int(sys.argv[3])))
