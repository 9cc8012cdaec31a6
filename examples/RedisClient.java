// A client of a Redis server, with pipelining: many tasks share one connection, each command is sent at once, and one task
// hands the answers out in the order of the commands. What is asked in one turn of the loop goes out in one packet.
//
//     ./asyncio4j run examples/RedisClient.java
//
// Arguments: [PORT [HOST]].

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Net.*;

import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.StreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;

void main(String[] args) {
    int port = args.length == 0 ? 6379 : Integer.parseInt(args[0]);
    String host = args.length < 2 ? "127.0.0.1" : args[1];
    run(() -> {
        try (var redis = new Redis(openConnection(host, port))) {
            IO.println("set: " + redis.command("SET", "greeting", "hello, wörld"));
            IO.println("get: " + redis.command("GET", "greeting"));
            IO.println("no such key: " + redis.command("GET", "nothing"));
            redis.command("DEL", "counter", "list");
            var increments = new ArrayList<Coroutine<Object>>();
            for (int i = 0; i < 10_000; i++) {
                increments.add(() -> redis.command("INCR", "counter"));
            }
            var counts = gather(increments).await();
            IO.println("10,000 increments: " + counts.getFirst() + " to " + counts.getLast());
            redis.command("RPUSH", "list", "a", "b", "c");
            IO.println("list: " + redis.command("LRANGE", "list", "0", "-1"));
            try {
                redis.command("INCR", "greeting");
            } catch (RedisException e) {
                IO.println("error: " + e.getMessage());
            }
            try {
                timeout(Duration.ofMillis(50), () -> redis.command("BLPOP", "empty", "1"));
            } catch (TimeoutException e) {
                IO.println("gave up waiting; the next command has its own answer: " + redis.command("PING"));
            }
        }
    });
}

/** The connection. An answer belongs to the oldest command that has none, also if nobody waits for that any more. */
static final class Redis implements AutoCloseable {

    private final Connection connection;
    private final ArrayDeque<Promise<Object>> waiting = new ArrayDeque<>();
    private final Task<?> reading;

    Redis(Connection connection) {
        this.connection = connection;
        reading = createTask(this::read);
    }

    /** Returns text, a Long, a List of such, or null. */
    Object command(String... words) throws IOException {
        if (connection.writer().isClosing()) {
            throw new IOException("the connection is closed: " + connection.writer());
        }
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(("$" + utf8.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(utf8);
            bytes.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        Promise<Object> answer = EventLoop.running().createFuture();
        waiting.add(answer);
        connection.writer().write(bytes.toByteArray());
        connection.writer().drain();
        Object value = answer.await();
        if (value instanceof RedisException e) {
            throw e;
        }
        return value;
    }

    private void read() {
        try {
            while (true) {
                Object value = value(connection.reader());
                Promise<Object> next = waiting.remove();
                if (!next.done()) { // else whoever waited was cancelled
                    next.setResult(value);
                }
            }
        } catch (IOException e) {
            fail(new RedisException("the connection is lost: " + e.getMessage()));
        } finally {
            connection.close();
            fail(new RedisException("the connection was closed"));
        }
    }

    private void fail(RedisException e) {
        for (Promise<Object> each; (each = waiting.poll()) != null;) {
            if (!each.done()) {
                each.setResult(e);
            }
        }
    }

    private static Object value(StreamReader reader) throws IOException {
        String line = reader.readLine(StandardCharsets.UTF_8);
        if (line == null) {
            throw new EOFException("the server has closed it");
        }
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> new RedisException(rest);
            case ':' -> Long.valueOf(rest);
            case '$' -> {
                int length = Integer.parseInt(rest);
                if (length < 0) {
                    yield null;
                }
                byte[] bytes = reader.readExactly(length);
                reader.readExactly(2);
                yield new String(bytes, StandardCharsets.UTF_8);
            }
            case '*' -> {
                var values = new ArrayList<Object>();
                for (int i = Integer.parseInt(rest); i > 0; i--) {
                    values.add(value(reader));
                }
                yield values;
            }
            default -> throw new IOException("this is no Redis server; it says " + line);
        };
    }

    @Override
    public void close() {
        reading.cancel();
        connection.close();
    }
}

static final class RedisException extends RuntimeException {
    RedisException(String message) {
        super(message);
    }
}
