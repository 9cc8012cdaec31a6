"""A network in memory, on the loop's virtual time: sockets for asyncio's own transports and servers.

What is sent takes its time to arrive, at most so many bytes a millisecond; a sender has room for so many bytes that are on
their way. Only what arrives counts, not in how many pieces it was sent. The sockets have descriptors that no system knows,
which the loop's selector asks about here.
"""

import errno
import heapq
import selectors
import socket

FIRST = 1_000_000  # no descriptor of the system's is as high
UNLIMITED = 1 << 30


class Wires:
    """The network of one loop."""

    def __init__(self, loop):
        self.loop = loop
        self.latency = 1
        self.room = UNLIMITED
        self.rate = UNLIMITED
        self.sockets = []  # in the order in which they were made
        self.listeners = {}
        self.events = []
        self.made = 0

    def next(self):
        return self.events[0][0] if self.events else None

    def at(self, when, function):
        self.made += 1
        heapq.heappush(self.events, (when, self.made, function))

    def happen(self):
        while self.events and self.events[0][0] <= self.loop.now:
            heapq.heappop(self.events)[2]()

    def ready(self, selector):
        """What a selector says of the sockets that it watches."""
        found = []
        for each in self.sockets:
            key = selector.get_map().get(each.fd) if each.fd >= 0 else None
            if key:
                events = (key.events & selectors.EVENT_READ if each.readable() else 0) | (
                    key.events & selectors.EVENT_WRITE if each.writable() else 0)
                if events:
                    found.append((key, events))
        return found

    def listener(self):
        listener = Socket(self)
        listener.port = FIRST // 1000 + len(self.listeners)
        listener.queue = []
        self.listeners[listener.port] = listener
        return listener


class Socket:
    family = socket.AF_INET
    type = socket.SOCK_STREAM
    proto = 0

    def __init__(self, wires):
        self.wires = wires
        self.fd = FIRST + len(wires.sockets)
        wires.sockets.append(self)
        self.port = 0
        self.queue = None  # of a listener
        self.peer = None
        self.state = "new"  # then connecting, connected, refused
        self.arrived = bytearray()
        self.ended = False  # nothing more comes
        self.broken = False
        self.on_the_way = 0  # what was sent and has not arrived
        self.last, self.used = 0, 0  # when the last byte arrives, and how many do so then
        self.shut = False

    def readable(self):
        if self.queue is not None:
            return bool(self.queue)
        return bool(self.arrived) or self.ended or self.broken

    def writable(self):
        return self.state == "refused" or self.state == "connected" and (
            self.broken or self.on_the_way < self.wires.room)

    # Connecting.

    def connect(self, address):
        self.state = "connecting"
        self.wires.at(self.wires.loop.now + self.wires.latency, lambda: self.arrive(address[1]))
        raise BlockingIOError(errno.EINPROGRESS, "in progress")

    def arrive(self, port):
        if self.fd < 0:
            return
        listener = self.wires.listeners.get(port)
        if listener is None or listener.fd < 0:
            self.state = "refused"
            return
        peer = Socket(self.wires)
        peer.peer, self.peer = self, peer
        peer.state = self.state = "connected"
        listener.queue.append(peer)

    def accept(self):
        if not self.queue:
            raise BlockingIOError
        return self.queue.pop(0), ("127.0.0.1", 1)

    # Bytes.

    def recv(self, size):
        if self.arrived:
            data = bytes(self.arrived[:size])
            del self.arrived[:size]
            return data
        if self.ended:
            return b""
        if self.broken:
            raise ConnectionResetError(errno.ECONNRESET, "Connection reset")
        raise BlockingIOError

    def send(self, data):
        if self.broken and self.ended:
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")
        if self.broken:
            raise ConnectionResetError(errno.ECONNRESET, "Connection reset")
        count = min(len(data), self.wires.room - self.on_the_way)
        if count <= 0:
            raise BlockingIOError
        data = bytes(data[:count])
        self.on_the_way += count
        while data:
            self.last, self.used = self.slot()
            piece = data[:self.wires.rate - self.used]
            self.used += len(piece)
            data = data[len(piece):]
            self.wires.at(self.last, lambda piece=piece: self.deliver(piece))
        return count

    def slot(self):
        """When the next byte arrives, and how many do so before it at that time."""
        soonest = self.wires.loop.now + self.wires.latency
        if soonest > self.last:
            return soonest, 0
        return (self.last, self.used) if self.used < self.wires.rate else (self.last + 1, 0)

    def deliver(self, piece):
        self.on_the_way -= len(piece)
        if self.peer.fd < 0:  # it says so behind what it has sent before
            self.wires.at(max(self.wires.loop.now + self.wires.latency, self.peer.last), self.tear)
        elif not self.peer.broken:
            self.peer.arrived += piece

    def sendmsg(self, pieces):
        return self.send(b"".join(bytes(piece) for piece in pieces))

    # Ending.

    def tear(self):
        self.broken = True

    def tear_soon(self):
        """Breaks the connection, for both ends at the same time."""
        for end in (self, self.peer):
            self.wires.at(self.wires.loop.now + self.wires.latency, end.tear)

    def shutdown(self, how):
        if not self.shut:
            self.shut = True
            self.last, self.used = self.slot()
            self.wires.at(self.last, self.end)

    def end(self):
        if not self.peer.broken:
            self.peer.ended = True

    def close(self):
        if self.fd < 0:
            return
        self.fd = -1
        for each in self.queue or ():
            each.close()
        if self.peer:
            self.shutdown(socket.SHUT_WR)

    # The rest of what asyncio asks for.

    def fileno(self):
        return self.fd

    def getsockopt(self, level, name):
        return errno.ECONNREFUSED if self.state == "refused" else 0

    def setsockopt(self, *_):
        pass

    def setblocking(self, _):
        pass

    def gettimeout(self):
        return 0

    def listen(self, _):
        pass

    def getsockname(self):
        return "127.0.0.1", self.port

    def getpeername(self):
        return "127.0.0.1", self.peer.port if self.peer else 0
