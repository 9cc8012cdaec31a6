"""Talks to an echo server: lines, much at once, a half-close. Prints "ok" when all has come back."""
import asyncio
import ssl
import sys


async def main(port, authority):
    context = ssl.create_default_context(cafile=authority) if authority else None
    name = "localhost" if authority else None
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name)
    for i in range(100):
        writer.write(b"line %d\n" % i)
        await writer.drain()
        assert await reader.readline() == b"line %d\n" % i
    much = bytes(range(255)).replace(b"\n", b"") * 4000 + b"\n"

    async def send():
        writer.write(much)
        await writer.drain()
        if not authority:
            writer.write_eof()

    sending = asyncio.create_task(send())
    assert await reader.readexactly(len(much)) == much
    await sending
    if not authority:
        assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
    print("ok")


asyncio.run(main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None))
