package io.asyncio4j.cli.port;

import static io.asyncio4j.cli.port.Expressions.isModule;
import static io.asyncio4j.cli.port.Expressions.kind;
import static io.asyncio4j.cli.port.Expressions.list;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.asyncio4j.cli.port.Expressions.Java;
import io.asyncio4j.cli.port.Scope.Function;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Translates calls: asyncio's functions, what objects can do, the program's own functions. See {@link Awaits}. */
final class Calls {
    private static final Set<String> QUEUES = Set.of("Queue", "PriorityQueue", "LifoQueue");
    private static final Set<String> LOCKS = Set.of(
            "Lock", "Event", "Condition", "Semaphore", "BoundedSemaphore", "Barrier");

    // methods whose names differ by more than their case
    private static final Map<String, String> METHODS = Map.ofEntries(
            Map.entry("append", "add"), Map.entry("upper", "toUpperCase"), Map.entry("lower", "toLowerCase"),
            Map.entry("startswith", "startsWith"), Map.entry("endswith", "endsWith"),
            Map.entry("discard", "remove"),
            Map.entry("extend", "addAll"), Map.entry("update", "putAll"), Map.entry("keys", "keySet"),
            Map.entry("items", "entrySet"), Map.entry("notify_all", "signalAll"),
            Map.entry("notify", "signal"),
            Map.entry("is_set", "isSet"), Map.entry("popleft", "removeFirst"), Map.entry("pop", "remove"));

    private final Expressions expressions;
    private final Scope scope;
    private final Awaits awaits;

    Calls(Expressions expressions) {
        this.expressions = expressions;
        this.scope = expressions.scope;
        this.awaits = new Awaits(expressions, this);
    }

    Java await(JsonNode awaited) {
        return awaits.await(awaited);
    }

    Java coroutine(JsonNode node) {
        return awaits.coroutine(node);
    }

    private String text(JsonNode node) {
        return expressions.text(node);
    }

    static JsonNode argument(JsonNode call, int index) {
        return call.path("args").path(index);
    }

    static @Nullable JsonNode keyword(JsonNode call, String name) {
        for (var keyword : call.path("keywords")) {
            if (keyword.path("arg").asText().equals(name)) {
                return keyword.path("value");
            }
        }
        return null;
    }

    static String asyncioName(JsonNode function) {
        return kind(function).equals("Attribute") && isModule(function.path("value"), "asyncio")
                ? function.path("attr").asText()
                : "";
    }

    /** {@return a number of seconds as a duration} */
    String duration(JsonNode seconds) {
        if (kind(seconds).equals("Constant")) {
            var value = seconds.path("value");
            if (value.isNull()) {
                return "null";
            }
            if (value.isInt()) {
                return value.asInt() == 0 ? "Duration.ZERO" : "Duration.ofSeconds(" + value.asInt() + ")";
            }
            long millis = Math.round(value.asDouble() * 1000);
            if (Math.abs(value.asDouble() * 1000 - millis) < 1e-9) {
                return "Duration.ofMillis(" + millis + ")";
            }
        }
        return "seconds(" + text(seconds) + ")";
    }

    // --- calls ---

    Java call(JsonNode call) {
        var function = call.path("func");
        var asyncio = asyncioName(function);
        if (!asyncio.isEmpty()) {
            return asyncio(asyncio, call);
        }
        if (kind(function).equals("Name")) {
            return named(function.path("id").asText(), call);
        }
        if (kind(function).equals("Attribute")) {
            return method(call, function);
        }
        throw new Untranslatable("a call");
    }

    private Java asyncio(String name, JsonNode call) {
        if (QUEUES.contains(name) || LOCKS.contains(name)) {
            var arguments = new ArrayList<>(list(call.path("args")).stream().map(expressions::text).toList());
            call.path("keywords").forEach(keyword -> arguments.add(text(keyword.path("value"))));
            boolean queue = QUEUES.contains(name);
            return new Java("new " + name + (queue ? "<>(" : "(") + String.join(", ", arguments) + ")",
                    queue ? name + "<Object>" : name);
        }
        return switch (name) {
            case "run" -> new Java("run(" + coroutine(argument(call, 0)).text() + ")", "void");
            case "create_task", "ensure_future" -> createTask("createTask", call);
            case "gather" -> gather(call);
            case "shield" -> {
                var code = coroutine(argument(call, 0));
                yield new Java("shield(" + code.text() + ")", "Future<" + Types.boxed(code.type()) + ">");
            }
            case "new_event_loop" -> new Java("EventLoop.create()", "EventLoop");
            case "current_task" -> new Java("currentTask()", "Task<?>");
            case "all_tasks" -> new Java("allTasks()", "Set<Task<?>>");
            case "get_running_loop", "get_event_loop" -> new Java("EventLoop.running()", "EventLoop");
            case "as_completed" ->
                    new Java("asCompleted(" + text(argument(call, 0)) + ")", "AsCompleted<Object>");
            case "TaskGroup" -> new Java("new TaskGroup()", "TaskGroup");
            default -> throw new Untranslatable("asyncio." + name);
        };
    }

    private Java createTask(String method, JsonNode call) {
        var code = coroutine(argument(call, 0));
        var name = keyword(call, "name");
        var options = name == null ? "" : "TaskOptions.named(" + text(name) + "), ";
        return new Java(method + "(" + options + code.text() + ")", "Task<" + Types.boxed(code.type()) + ">");
    }

    private Java gather(JsonNode call) {
        var outcomes = keyword(call, "return_exceptions");
        boolean asOutcomes = outcomes != null && outcomes.path("value").asBoolean();
        var parts = new ArrayList<Java>();
        for (var each : call.path("args")) {
            if (kind(each).equals("Starred")) {
                var all = gathered(each.path("value"));
                parts.add(new Java(all.text(), Types.element(Types.element(all.type()))));
            } else {
                parts.add(coroutine(each));
            }
        }
        var type = parts.stream().map(Java::type).reduce(Types::join).orElse(Types.OBJECT);
        return new Java((asOutcomes ? "gatherOutcomes(" : "gather(") + Expressions.texts(parts) + ")",
                "Future<List<" + (asOutcomes ? "Outcome<" + Types.boxed(type) + ">" : Types.boxed(type))
                        + ">>");
    }

    // gather(*(f(x) for x in xs)): each becomes a task, as gather would make it one
    private Java gathered(JsonNode all) {
        if (kind(all).matches("ListComp|GeneratorExp") && awaits.isCoroutineCall(all.path("elt"))) {
            var copy = (ObjectNode) all.deepCopy();
            var task = copy.objectNode().put("_", "Call");
            var function = copy.objectNode().put("_", "Attribute").put("attr", "create_task");
            function.set("value", copy.objectNode().put("_", "Name").put("id", "asyncio"));
            task.set("func", function);
            task.set("args", copy.arrayNode().add(all.path("elt")));
            task.set("keywords", copy.arrayNode());
            copy.set("elt", task);
            return expressions.of(copy);
        }
        return expressions.of(all);
    }

    private Java named(String name, JsonNode call) {
        var first = argument(call, 0);
        switch (name) {
            case "print" -> {
                if (call.path("keywords").size() > 0) {
                    throw new Untranslatable("print with options");
                }
                return new Java("IO.println(" + spaced(call) + ")", "void");
            }
            case "len" -> {
                var on = expressions.of(first);
                return new Java(on.text() + (on.type().equals("String") ? ".length()" : ".size()"), "int");
            }
            case "range" -> {
                return new Java(
                        "range(" + Expressions.texts(list(call.path("args")).stream().map(expressions::of)
                                .toList()) + ")",
                        "List<Integer>");
            }
            case "str" -> {
                return new Java("String.valueOf(" + text(first) + ")", "String");
            }
            case "int" -> {
                var value = expressions.of(first);
                return new Java(value.type().equals("String")
                        ? "Integer.parseInt(" + value.text() + ")"
                        : "(int) (" + value.text() + ")", "int");
            }
            case "list", "set" -> {
                var type = name.equals("list") ? "List" : "Set";
                var make = name.equals("list") ? "new ArrayList<>(" : "new HashSet<>(";
                if (first.isMissingNode()) {
                    return new Java(make + ")", type + "<Object>");
                }
                var value = expressions.of(first);
                return new Java(make + value.text() + ")",
                        type + "<" + Types.boxed(Types.element(value.type())) + ">");
            }
            case "dict" -> {
                return new Java("new HashMap<>()", "Map<Object, Object>");
            }
            case "isinstance" -> {
                return new Java(text(first) + " instanceof " + Naming.exception(
                        argument(call, 1).path("id").asText()), "boolean");
            }
            case "ContextVar" -> {
                var initial = keyword(call, "default");
                var type = initial == null ? Types.OBJECT : Types.boxed(expressions.of(initial).type());
                return new Java(
                        "ContextVar.of(" + text(first) + (initial == null ? "" : ", " + text(initial)) + ")",
                        "ContextVar<" + type + ">");
            }
            case "sum", "min", "max", "abs" -> throw new Untranslatable(name);
            default -> {
                // one of the program's own
            }
        }
        if (scope.classes.contains(name) || Naming.isException(name)) {
            var constructor = scope.method(name, "__init__");
            return new Java("new " + Naming.exception(name) + "("
                    + (constructor == null ? plain(call) : arguments(constructor, call)) + ")",
                    Naming.exception(name));
        }
        var function = scope.functions.get(name);
        if (function == null || scope.isLocal(name)) {
            throw new Untranslatable(name);
        }
        return new Java(Naming.function(name) + "(" + arguments(function, call) + ")", function.result());
    }

    private String plain(JsonNode call) {
        if (call.path("keywords").size() > 0) {
            throw new Untranslatable("keyword arguments");
        }
        return Expressions.texts(list(call.path("args")).stream().map(expressions::of).toList());
    }

    // print(a, b): with a space between them
    private String spaced(JsonNode call) {
        var parts = new ArrayList<String>();
        var values = list(call.path("args")).stream().map(expressions::of).toList();
        if (values.size() == 1) {
            return values.getFirst().text();
        }
        if (values.size() > 1 && !values.getFirst().type().equals("String")) {
            parts.add("\"\"");
        }
        for (var value : values) {
            parts.add(value.text().contains(" ? ") ? "(" + value.text() + ")" : value.text());
            parts.add("\" \"");
        }
        if (parts.isEmpty()) {
            return "";
        }
        parts.removeLast();
        // literals beside each other are one
        return String.join(" + ", parts).replace("\" + \" \"", " \"").replace("\" \" + \"", "\" ");
    }

    // in the order of the parameters; what is left out gets its default
    private String arguments(Function function, JsonNode call) {
        var parameters = scope.parameterNames(function);
        var given = new String[parameters.size()];
        int index = 0;
        for (var each : call.path("args")) {
            if (kind(each).equals("Starred") || index >= given.length) {
                throw new Untranslatable("arguments");
            }
            given[index++] = text(each);
        }
        for (var keyword : call.path("keywords")) {
            int place = parameters.indexOf(keyword.path("arg").asText());
            if (place < 0) {
                throw new Untranslatable("a keyword argument");
            }
            given[place] = text(keyword.path("value"));
        }
        var defaults = Program.defaults(function.node());
        for (int i = 0; i < given.length; i++) {
            if (given[i] == null) {
                var value = defaults.get(parameters.get(i));
                if (value == null) {
                    throw new Untranslatable("an argument is missing");
                }
                given[i] = text(value);
            }
        }
        return String.join(", ", given);
    }

    // f, x, y as f(x, y)
    Java invocation(JsonNode functionAndArguments) {
        var all = list(functionAndArguments);
        var call = JsonNodeFactory.instance.objectNode().put("_", "Call");
        call.set("func", all.getFirst());
        var rest = call.putArray("args");
        all.stream().skip(1).forEach(rest::add);
        call.putArray("keywords");
        return call(call);
    }

    private Java method(JsonNode call, JsonNode function) {
        var name = function.path("attr").asText();
        var owner = function.path("value");
        if (isModule(owner, "time") && !scope.isLocal("time")) {
            return switch (name) {
                case "sleep" -> new Java("Thread.sleep(" + duration(argument(call, 0)) + ")", "void");
                case "time", "monotonic", "perf_counter" -> new Java("System.nanoTime() / 1e9", "double");
                default -> throw new Untranslatable("time." + name);
            };
        }
        var on = expressions.of(owner);
        var own = scope.method(on.type(), name);
        if (own != null) {
            return new Java(on.text() + "." + Naming.function(name) + "(" + arguments(own, call) + ")",
                    own.result());
        }
        if (on.type().equals("TaskGroup") && name.equals("create_task")) {
            return createTask(on.text() + ".createTask", call);
        }
        if (on.type().equals("EventLoop")) {
            return loopMethod(on, name, call);
        }
        if (name.equals("join") && on.type().equals("String")) {
            return new Java("String.join(" + on.text() + ", " + text(argument(call, 0)) + ")", "String");
        }
        if (name.equals("get") && on.type().startsWith("Map")) {
            return new Java(
                    on.text() + (call.path("args").size() > 1 ? ".getOrDefault(" : ".get(") + plain(call)
                            + ")",
                    Types.element(on.type()));
        }
        if (name.equals("values") || name.equals("copy")) {
            return new Java(on.text() + "." + name + "()", "List<" + Types.element(on.type()) + ">");
        }
        var result = switch (name) {
            case "get" -> Types.unboxed(Types.element(on.type()));
            case "result" -> Types.unboxed(Types.element(on.type()));
            case "get_nowait" -> Types.unboxed(Types.element(on.type()));
            case "cancelled", "done", "cancel", "locked", "empty", "full", "is_set", "startswith",
                    "endswith" -> "boolean";
            case "qsize" -> "int";
            case "upper", "lower", "strip", "get_name" -> "String";
            default -> Types.OBJECT;
        };
        return new Java(on.text() + "." + methodName(name) + "(" + plain(call) + ")",
                result);
    }

    static String methodName(String python) {
        return METHODS.getOrDefault(python, Naming.variable(python));
    }

    private Java loopMethod(Java loop, String name, JsonNode call) {
        return switch (name) {
            case "time" -> new Java(loop.text() + ".time().toNanos() / 1e9", "double");
            case "create_future" -> new Java(loop.text() + ".<Object>createFuture()", "Promise<Object>");
            case "create_task" -> createTask(loop.text() + ".createTask", call);
            case "run_in_executor" -> {
                var rest = ((ArrayNode) call.path("args")).deepCopy();
                rest.remove(0);
                var called = invocation(rest);
                yield new Java(
                        loop.text() + ".runInExecutor(" + text(argument(call, 0)) + ", () -> " + called.text()
                                + ")",
                        "Future<" + Types.boxed(called.type()) + ">");
            }
            case "call_soon", "call_soon_threadsafe" ->
                    new Java(loop.text() + "." + Naming.variable(name) + "(() -> "
                            + invocation(call.path("args")).text() + ")", "Handle");
            case "call_later" -> {
                var rest = ((ArrayNode) call.path("args")).deepCopy();
                rest.remove(0);
                yield new Java(loop.text() + ".callLater(" + duration(argument(call, 0)) + ", () -> "
                        + invocation(rest).text() + ")", "TimerHandle");
            }
            case "run_until_complete" -> {
                var code = coroutine(argument(call, 0));
                yield new Java(loop.text() + ".runUntilComplete(" + code.text() + ")", code.type());
            }
            default -> new Java(loop.text() + "." + Naming.variable(name) + "(" + plain(call) + ")",
                    Types.OBJECT);
        };
    }
}
