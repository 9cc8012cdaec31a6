// A chat server with rooms, for telnet or nc: the first line is a name, "/join ROOM" changes the room, everything else
// goes to all who are in it. A member who does not read is not waited for: he loses lines, nobody else does.
//
//     ./asyncio4j run examples/ChatServer.java
//
// Arguments: [PORT].

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Net.*;

import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.sync.Queue;
import java.nio.charset.StandardCharsets;

// One loop: no locks.
final Map<String, Set<Member>> rooms = new TreeMap<>();

class Member {
    final String name;
    final Queue<String> lines = new Queue<>(100);
    String room = "lobby";

    Member(String name) {
        this.name = name;
    }

    void enter(String room) {
        this.room = room;
        rooms.computeIfAbsent(room, _ -> new LinkedHashSet<>()).add(this);
        say("* " + name + " is here");
    }

    void leave() {
        rooms.get(room).remove(this);
        say("* " + name + " has left");
    }

    void say(String line) {
        for (Member member : rooms.get(room)) {
            if (!member.lines.full()) {
                member.lines.putNowait(line);
            }
        }
    }
}

void main(String[] args) {
    int port = args.length == 0 ? 8899 : Integer.parseInt(args[0]);
    run(() -> {
        try (var server = startServer(this::chat, "127.0.0.1", port)) {
            IO.println("chat at port " + server.port());
            server.serveForever();
        }
    });
}

void chat(StreamReader reader, StreamWriter writer) {
    taskGroup(g -> {
        writer.write("name? ");
        var name = reader.readLine(StandardCharsets.UTF_8);
        if (name == null) {
            return;
        }
        var member = new Member(name);
        var sender = g.createTask(() -> send(member, writer));
        member.enter("lobby");
        try {
            listen(member, reader);
        } finally {
            member.leave();
            sender.cancel();
        }
    });
}

void listen(Member member, StreamReader reader) throws IOException {
    for (String line; (line = reader.readLine(StandardCharsets.UTF_8)) != null;) {
        if (line.startsWith("/join ")) {
            member.leave();
            member.enter(line.substring(6).strip());
        } else {
            member.say(member.name + ": " + line);
        }
    }
}

void send(Member member, StreamWriter writer) throws IOException {
    for (String line : member.lines) {
        writer.write(line + "\n");
        writer.drain();
    }
}
