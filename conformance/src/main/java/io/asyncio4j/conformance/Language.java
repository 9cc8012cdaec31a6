package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.Form.Body.CALLBACK;
import static io.asyncio4j.conformance.Form.Body.CONTESTANTS;
import static io.asyncio4j.conformance.Form.Body.GENERATOR;
import static io.asyncio4j.conformance.Form.Body.INLINE;
import static io.asyncio4j.conformance.Form.Body.NONE;
import static io.asyncio4j.conformance.Form.Body.TASK;
import static io.asyncio4j.conformance.Form.Body.THREAD;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The statements of the scenario language: one table for the parser, the writer, the generator and the manual. */
final class Language {

    static final List<String> EXCEPTIONS = List.of(
            "Error", "Other", "Base", "Fatal", "Cancelled", "Timeout", "InvalidState", "Misuse", "Group",
            "Exception", "Any",
            "QueueFull", "QueueEmpty", "QueueShutDown", "BrokenBarrier", "Refused", "Reset", "BrokenPipe",
            "Incomplete", "Overrun", "NoFile", "NoAccess");

    static final List<String> RAISED = List.of("Error", "Other", "Base", "Fatal", "Cancelled");

    private static final String AWAITABLE = "task+coro+future+aggregate+plain";
    private static final String FUTURES = "task+future+aggregate";

    private static final Map<String, Form> FORMS = new LinkedHashMap<>();
    private static final LinkedHashMap<String, List<Form>> SECTIONS = new LinkedHashMap<>();

    static {
        section("Control");
        add("log", "text:text", false, NONE, "writes the text");
        add("time", "", false, NONE, "writes the loop's time");
        add("sleep", "int:ms [text:text]", true, NONE,
                "sleeps, and writes the result that it was given; 0 gives way for one tick");
        add("return", "[text:text]", false, NONE,
                "ends the task, the coroutine or the callback with that result");
        add("return-future", "ref:of@" + FUTURES, false, NONE, "ends it with a future as the result");
        add("raise", "word:kind=Error/Other/Base/Fatal/Cancelled/Subcancelled [text:text]", false, NONE,
                "raises an exception; Base is no Exception, Fatal leaves the loop, Subcancelled is a subclass");
        add("reraise", "", false, NONE, "raises what the `except` around it has caught");
        add("repeat", "int:times", false, INLINE, "runs the block that often");
        add("try", "", false, INLINE,
                "runs the block; `except KIND`, `except* KIND` (three at most) and `finally` follow it");
        add("number", "new:number", false, NONE, "makes a counter that is 0");
        add("add", "ref:of@number int:by", false, NONE, "adds to a counter and writes it");

        section("Tasks and coroutines");
        add("spawn", "new:task [word:start=eager] [in ref:in@group] [context ref:context@context]", false,
                TASK,
                "creates a task that runs the block, in a group or a context if one is named");
        add("eager-tasks", "word:switch=on/off", false, NONE,
                "sets the eager task factory, or the default one");
        add("coro", "new:coro", false, TASK,
                "makes a coroutine that runs the block once, when it is awaited");
        add("awaitable", "new:plain", false, TASK,
                "makes something else that runs the block when it is awaited");
        add("coro-of", "ref:of@task", false, NONE, "writes whether a task has its coroutine");
        add("await", "ref:of@" + AWAITABLE, true, NONE, "awaits and writes the result");
        add("cancel", "ref:of@task+future+aggregate+handle+group+job [text:text]", false, NONE,
                "cancels, with a message, and writes what that returns");
        add("uncancel", "[ref:of@task]", false, NONE,
                "takes a cancellation of that task, or of this one, back");
        add("cancelling", "[ref:of@task]", false, NONE, "writes how many requests to cancel there are");
        add("state", "ref:of@" + FUTURES, false, NONE, "writes pending, done or cancelled");
        add("result", "ref:of@" + FUTURES, false, NONE, "writes the result of a future");
        add("exception", "ref:of@" + FUTURES, false, NONE, "writes the exception of a future");
        add("repr", "ref:of@" + FUTURES, false, NONE, "writes what its text form says of its state");
        add("current", "", false, NONE, "writes the name of the current task");
        add("tasks", "", false, NONE, "writes the names of all tasks");
        add("graph", "[ref:of@" + FUTURES + "]", false, NONE,
                "writes who waits for it, or for the current task, as the text of the call graph says: `a < (b < (main))`; nothing more of one that is done");
        add("rename", "ref:of@task word:name", false, NONE, "gives a task another name");

        section("Futures and callbacks");
        add("future", "new:future", false, NONE, "makes a future");
        add("foreign", "new:future", false, NONE, "makes a future of another loop");
        add("set", "ref:of@future+event [text:text]", false, NONE,
                "sets the result of a future; sets an event");
        add("fail", "ref:of@future word:kind=Error/Other/Base [text:text]", false, NONE,
                "makes a future fail");
        add("callback", "ref:of@" + FUTURES + " word:label", false, CALLBACK,
                "adds a done-callback; the same label on the same future is the same callback");
        add("uncallback", "ref:of@" + FUTURES + " word:label", false, NONE,
                "removes it and writes how often it was there");

        section("The loop");
        add("soon", "[new:handle]", false, CALLBACK, "calls the block in the next tick");
        add("threadsafe", "[new:handle]", false, CALLBACK, "does so by way of callSoonThreadsafe");
        add("later", "[new:handle] int:ms", false, CALLBACK, "calls the block after that time");
        add("at", "[new:handle] int:ms", false, CALLBACK, "calls the block at that time of the loop");
        add("stop", "[ref:of@loop]", false, NONE, "stops the loop, which is then run again");
        add("handler", "word:mode=normal/broken/leaving [ref:of@variable]", false, NONE,
                "sets an exception handler that writes reports, and a variable, or one that raises Error or Fatal");
        add("report", "text:text", false, NONE, "calls the exception handler");
        add("loop-state", "", false, NONE, "writes whether the loop runs and is closed");
        add("close", "[ref:of@runner+loop]", false, NONE,
                "closes a runner or a loop; without a name the running loop, which is refused");
        add("closed-loop", "", false, NONE,
                "uses a loop that was closed in each way, and writes what comes of it");
        add("run-nested", "word:which=same/other/run/runner", false, NONE, "runs a loop from within");
        add("ticker", "new:task int:times", false, NONE, "starts a task that writes the number of each tick");

        section("Runners, several loops, threads");
        add("runner", "new:runner", false, NONE, "makes a runner");
        add("run", "ref:of@runner [context ref:context@context]", false, TASK,
                "runs the block as a main coroutine, and writes what comes of it");
        add("loop", "new:loop", false, NONE, "makes a loop");
        add("complete", "ref:of@loop", false, TASK, "runs a loop until the block is done");
        add("until", "ref:of@loop ref:done@" + FUTURES, false, NONE, "runs a loop until that is done");
        add("forever", "ref:of@loop+runner", false, NONE, "runs a loop until it is stopped");
        add("on", "ref:of@loop+runner", false, CALLBACK,
                "runs the block at once; what it makes, it makes on that loop");
        add("turns", "int:times", false, NONE,
                "writes the number of each turn from a callback, which no tear-down cancels");
        add("thread", "[int:ms]", false, THREAD,
                "runs the block on another thread, which the loop waits for: at once, or when the loop's time has come that far");
        add("submit", "new:job [to ref:to@loop+runner]", false, TASK,
                "runs the block by way of runCoroutineThreadsafe, on the loop that has started the thread or on the one named");
        add("outcome", "ref:of@job", false, NONE, "writes what the thread knows of it");
        add("wrap", "new:aggregate ref:of@job", false, NONE, "makes a future of the loop of it");

        section("Combinators");
        add("gather", "new:aggregate refs:of@" + AWAITABLE, false, NONE, "gathers results");
        add("gather-outcomes", "new:aggregate refs:of@" + AWAITABLE, false, NONE,
                "gathers results and exceptions");
        add("shield", "new:aggregate ref:of@" + AWAITABLE, false, NONE, "shields");
        add("ensure", "new:aggregate ref:of@" + AWAITABLE, false, NONE, "ensureFuture");
        add("wait",
                "refs:of@" + FUTURES + " [timeout int:ms] [until word:until=first-completed/first-exception]",
                true, NONE, "waits, and writes which are done");
        add("wait-for", "ref:of@" + AWAITABLE + " time:ms", true, NONE, "awaits for a limited time");
        add("as-completed", "new:stream refs:of@" + AWAITABLE + " [timeout int:ms]", false, NONE,
                "makes an iterator in order of completion");
        add("next", "ref:of@stream", true, NONE, "awaits its next result");
        add("next-future", "ref:of@stream", true, NONE, "awaits its next future");
        add("timeout", "new:timeout time:ms", true, INLINE, "runs the block for that time at most");
        add("timeout-at", "new:timeout time:ms", true, INLINE, "runs the block until that time of the loop");
        add("reschedule", "ref:of@timeout time:ms", false, NONE,
                "moves the limit to another time of the loop");
        add("expired", "ref:of@timeout", false, NONE, "writes whether the limit has expired, and when it is");
        add("make-timeout", "new:timeout time:ms", false, NONE, "makes a limit that counts from now");
        add("make-group", "new:group", false, NONE, "makes a task group");
        add("enter", "ref:of@timeout+group", false, INLINE,
                "runs the block in a limit or a group that was made before");
        add("group", "new:group", true, INLINE, "runs the block in a task group");
        add("race", "[delay int:ms]", true, CONTESTANTS, "a staggered race of the contestants in the block");
        add("contestant", "", false, TASK, "one coroutine of a race");

        section("Locks and queues");
        add("lock", "new:lock", false, NONE, "makes a lock");
        add("event", "new:event", false, NONE, "makes an event");
        add("condition", "new:condition [on ref:lock@lock]", false, NONE, "makes a condition");
        add("semaphore", "new:semaphore int:value", false, NONE, "makes a semaphore");
        add("bounded-semaphore", "new:semaphore int:value", false, NONE, "makes a bounded semaphore");
        add("barrier", "new:barrier int:parties", false, NONE, "makes a barrier");
        add("acquire", "ref:of@lock+condition+semaphore", true, NONE, "acquires");
        add("release", "ref:of@lock+condition+semaphore", false, NONE, "releases");
        add("with", "ref:of@lock+condition+semaphore+barrier", true, INLINE,
                "acquires, runs the block, releases; waits at a barrier");
        add("clear", "ref:of@event", false, NONE, "clears an event");
        add("wait-event", "ref:of@event", true, NONE, "waits until it is set");
        add("wait-condition", "ref:of@condition", true, NONE, "waits until it is notified");
        add("wait-until", "ref:of@condition ref:number@number int:least", true, NONE,
                "waits until the counter has come that far");
        add("notify", "ref:of@condition [int:times]", false, NONE, "wakes so many tasks, or one");
        add("notify-all", "ref:of@condition", false, NONE, "wakes all");
        add("wait-barrier", "ref:of@barrier", true, NONE, "waits for the others and writes the index");
        add("reset", "ref:of@barrier", true, NONE, "resets a barrier");
        add("abort", "ref:of@barrier", true, NONE, "aborts a barrier");
        add("queue", "new:queue [int:size]", false, NONE, "makes a queue");
        add("lifo-queue", "new:queue [int:size]", false, NONE, "makes a last-in, first-out queue");
        add("priority-queue", "new:queue [int:size]", false, NONE, "makes a priority queue");
        add("put", "ref:of@queue int:item", true, NONE, "puts an item in");
        add("put-nowait", "ref:of@queue int:item", false, NONE, "puts an item in without waiting");
        add("get", "ref:of@queue", true, NONE, "takes an item out");
        add("get-nowait", "ref:of@queue", false, NONE, "takes an item out without waiting");
        add("task-done", "ref:of@queue", false, NONE, "says that the work on an item is done");
        add("join", "ref:of@queue", true, NONE, "waits until all items are done");
        add("shutdown", "ref:of@queue [immediate]", false, NONE, "shuts it down");
        add("inspect", "ref:of@lock+event+condition+semaphore+barrier+queue", false, NONE,
                "writes its state and how many tasks wait");

        streams();
        processes();

        section("Context variables and generators");
        add("var", "new:variable", false, NONE, "makes a context variable that is `unset`");
        add("setvar", "ref:of@variable text:text", false, NONE, "sets it in the current context");
        add("getvar", "ref:of@variable", false, NONE, "writes it");
        add("context", "new:context", false, NONE, "makes a copy of the current context");
        add("same-context", "ref:of@task ref:context@context", false, NONE,
                "writes whether the task runs in it");
        add("generator", "new:generator", false, GENERATOR,
                "makes an asynchronous generator of what the block yields");
        add("yield", "text:text", true, NONE, "hands an element over");
        add("anext", "ref:of@generator", true, NONE, "takes the next element and writes it");
        add("for", "ref:of@generator", true, INLINE, "runs the block for each element, which it writes");
        add("break", "", false, NONE, "leaves a `for`");
        add("aclose", "ref:of@generator", true, NONE, "closes a generator");
    }

    private static void streams() {
        String connection = "ref:of@connection";
        String server = "ref:of@server";
        section("Streams and servers");
        add("network", "[latency int:latency] [room int:room] [rate int:rate]", false, NONE,
                "sets how long bytes take (1 if missing), how many may be on their way from one end, and how many arrive in a millisecond");
        add("serve", "new:server [limit int:limit]", true, TASK,
                "starts a server; the block handles each connection, which is called `peer` there, and closes it when it ends");
        add("connect", "new:connection to ref:to@server [limit int:limit]", true, NONE,
                "connects to a server");
        add("serving", server, false, NONE, "writes whether it is serving");
        add("serve-forever", server, true, NONE, "serves until it is closed or this is cancelled");
        add("close-server", server, false, NONE, "closes a server");
        add("close-clients", server, false, NONE, "closes its connections");
        add("abort-clients", server, false, NONE, "aborts its connections");
        add("write", connection + " text:text", false, NONE,
                "writes the text, in which `\\n` stands for a newline");
        add("fill", connection + " int:bytes", false, NONE, "writes so many bytes");
        add("write-lines", connection + " text:text", false, NONE,
                "writes each word as a line, by writelines");
        add("drain", connection, true, NONE, "drains");
        add("write-eof", connection, false, NONE, "half-closes it");
        add("water", connection + " int:high [low int:low]", false, NONE, "sets the water marks");
        add("buffered", connection, false, NONE, "writes how many bytes were written and not sent");
        add("read", connection + " int:most", true, NONE, "reads some bytes and writes them");
        add("read-all", connection, true, NONE, "reads up to the end");
        add("read-exactly", connection + " int:count", true, NONE, "reads so many bytes");
        add("read-line", connection, true, NONE, "reads a line");
        add("read-until", connection + " word:separators", true, NONE,
                "reads up to a separator, or the first of several that commas part");
        add("lines", connection, true, INLINE, "runs the block for each line, which it writes");
        add("at-eof", connection, false, NONE, "writes whether everything was read");
        add("closing", connection, false, NONE, "writes whether it is closed or being closed");
        add("close-stream", connection, false, NONE, "closes it");
        add("abort-stream", connection, false, NONE, "aborts it");
        add("wait-closed", "ref:of@connection+server", true, NONE, "waits until it is closed");
        add("tear", connection, false, NONE, "breaks it, for both ends, when the latency is over");
    }

    private static void processes() {
        String process = "ref:of@process";
        String redirects = "new:process [stdin word:stdin=devnull] [stdout word:stdout=devnull]"
                + " [stderr word:stderr=devnull/stdout] text:command";
        section("Subprocesses");
        add("exec", redirects, true, NONE,
                "starts a program with arguments, which blanks part; its streams are pipes unless something else is said");
        add("shell", redirects, true, NONE, "lets the shell run a command");
        add("pipes", "new:connection of ref:of@process", false, NONE,
                "makes a connection of its standard output, to read from, and its standard input, to write to");
        add("errors", "new:connection of ref:of@process", false, NONE,
                "makes one of its standard error and its standard input");
        add("communicate", process + " [bytes int:bytes] [text:text]", true, NONE,
                "hands so many bytes or the text in, and writes what comes out of standard output and standard error");
        add("wait-process", process, true, NONE, "waits until it has ended, and writes its return code");
        add("return-code", process, false, NONE, "writes its return code");
        add("terminate", process, false, NONE, "asks it to end");
        add("kill", process, false, NONE, "kills it");
        add("signal", process + " int:number", true, NONE, "sends it the signal of that number");
        add("quiet", "", false, INLINE,
                "runs the block; meanwhile no subprocess does anything by itself, so that time may go on");
    }

    private Language() {}

    private static void section(String title) {
        SECTIONS.put(title, new ArrayList<>());
    }

    private static void add(String op, String notation, boolean suspends, Form.Body body, String meaning) {
        Form form = Form.of(op, notation, suspends, body, meaning);
        FORMS.put(op, form);
        SECTIONS.lastEntry().getValue().add(form);
    }

    static Form form(String op) {
        return Objects.requireNonNull(FORMS.get(op), op);
    }

    static @Nullable Form formOrNull(String op) {
        return FORMS.get(op);
    }

    /** {@return all forms, by the section of the manual that they stand in} */
    static Map<String, List<Form>> sections() {
        return SECTIONS;
    }
}
