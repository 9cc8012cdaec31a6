// Who has awaited the task that failed? In debug mode, an exception tells.
//
//     ./asyncio4j run examples/AwaitChain.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.TaskOptions;

String query(String table) throws IOException {
    sleep(Duration.ofMillis(10));
    if (!table.equals("users")) {
        throw new IOException("no table " + table);
    }
    return "<table>" + table + "</table>";
}

String page() {
    return String.join("\n", gather(() -> query("users"), () -> query("oders")).await());
}

void main() {
    run(() -> {
        var page = createTask(TaskOptions.named("page"), this::page);
        IO.println(page.await());
    });
}
