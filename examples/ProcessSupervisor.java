// A process supervisor: keeps its children running, starts those anew that end, a little later each time, and merges
// what they say, line by line. After three starts it gives a child up; when all are given up, it ends.
//
//     ./asyncio4j run examples/ProcessSupervisor.java
//
// Arguments: [COMMAND...].

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.process.Processes.*;

import io.asyncio4j.TaskOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.process.ProcessOptions;
import io.asyncio4j.process.Redirect;

void main(String[] args) {
    List<String> commands = args.length > 0 ? List.of(args)
            : List.of("echo one; exit 1", "echo two; sleep 0.2; echo two again >&2; exit 2");
    run(() -> taskGroup(g -> {
        for (String command : commands) {
            g.createTask(TaskOptions.named(command), () -> supervise(command));
        }
    }));
}

void supervise(String command) throws IOException {
    var name = command.split("[ ;]")[1];
    var options = ProcessOptions.PIPES.withStdin(Redirect.DEVNULL).withStderr(Redirect.STDOUT);
    for (int start = 1; start <= 3; start++) {
        try (var child = createSubprocessShell(options, command)) { // cancelled, it dies with its children
            merge(name, child.stdout());
            IO.println(name + ": ended with " + child.waitFor());
        }
        sleep(Duration.ofMillis(50L * start));
    }
    IO.println(name + ": given up");
}

void merge(String name, StreamReader output) {
    for (byte[] line : output.lines()) {
        IO.println(name + "| " + new String(line).stripTrailing());
    }
}
