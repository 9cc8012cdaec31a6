package io.asyncio4j.cli.port;

import static io.asyncio4j.cli.port.Calls.argument;
import static io.asyncio4j.cli.port.Calls.asyncioName;
import static io.asyncio4j.cli.port.Calls.keyword;
import static io.asyncio4j.cli.port.Expressions.kind;
import static io.asyncio4j.cli.port.Expressions.list;

import com.fasterxml.jackson.databind.JsonNode;
import io.asyncio4j.cli.port.Expressions.Java;
import io.asyncio4j.cli.port.Scope.Function;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Translates what is awaited: a coroutine is called, a future awaited, a queue or lock asked by a method of its own. */
final class Awaits {

    private final Expressions expressions;
    private final Scope scope;
    private final Calls calls;

    Awaits(Expressions expressions, Calls calls) {
        this.expressions = expressions;
        this.scope = expressions.scope;
        this.calls = calls;
    }

    private String text(JsonNode node) {
        return expressions.text(node);
    }

    Java await(JsonNode awaited) {
        if (!kind(awaited).equals("Call")) {
            var future = expressions.of(awaited);
            return new Java(future.text() + ".await()", Types.unboxed(Types.element(future.type())));
        }
        var function = awaited.path("func");
        return switch (asyncioName(function)) {
            case "sleep" -> awaited.path("args").size() > 1
                    ? new Java(
                            "sleep(" + calls.duration(argument(awaited, 0)) + ", "
                                    + text(argument(awaited, 1))
                                    + ")",
                            expressions.of(argument(awaited, 1)).type())
                    : new Java("sleep(" + calls.duration(argument(awaited, 0)) + ")", "void");
            case "wait_for" -> {
                var limit =
                        awaited.path("args").size() > 1 ? argument(awaited, 1) : keyword(awaited, "timeout");
                if (limit == null) {
                    throw new Untranslatable("wait_for");
                }
                var code = coroutine(argument(awaited, 0));
                yield new Java("waitFor(" + code.text() + ", " + calls.duration(limit) + ")", code.type());
            }
            case "to_thread" -> {
                var called = calls.invocation(awaited.path("args"));
                yield new Java("toThread(() -> " + called.text() + ")", called.type());
            }
            case "wait" -> waiting(awaited);
            case "open_connection", "start_server" -> throw new Untranslatable("streams");
            default -> {
                if (isOneOf(function, "get", "put", "join", "wait", "wait_for", "acquire", "aclose",
                        "shutdown")) {
                    yield awaitedMethod(awaited);
                }
                if (isCoroutineCall(awaited)) {
                    yield calls.call(awaited); // to await is to call
                }
                var future = calls.call(awaited);
                yield new Java(future.text() + ".await()", Types.unboxed(Types.element(future.type())));
            }
        };
    }

    private static boolean isOneOf(JsonNode function, String... names) {
        return kind(function).equals("Attribute") && List.of(names).contains(function.path("attr").asText());
    }

    // of a queue, a lock and the like
    private Java awaitedMethod(JsonNode call) {
        var on = expressions.of(call.path("func").path("value"));
        var name = call.path("func").path("attr").asText();
        var method = scope.method(on.type(), name);
        if (method != null) {
            return calls.call(call);
        }
        var arguments = Expressions.texts(list(call.path("args")).stream().map(expressions::of).toList());
        return switch (name) {
            case "wait" -> new Java(on.text() + ".await()", Types.OBJECT);
            case "wait_for" -> new Java(on.text() + ".waitFor(" + arguments + ")", "void");
            case "aclose" -> new Java(on.text() + ".close()", "void");
            case "get" ->
                    new Java(on.text() + ".get(" + arguments + ")", Types.unboxed(Types.element(on.type())));
            default -> new Java(on.text() + "." + name + "(" + arguments + ")", "void");
        };
    }

    private Java waiting(JsonNode call) {
        var parts = new ArrayList<String>(List.of(text(argument(call, 0))));
        var limit = keyword(call, "timeout");
        var when = keyword(call, "return_when");
        if (limit != null) {
            parts.add(calls.duration(limit));
        }
        if (when != null || limit != null) {
            parts.add(when == null ? "ReturnWhen.ALL_COMPLETED" : text(when));
        }
        return new Java("Asyncio.wait(" + String.join(", ", parts) + ")", "WaitResult<Task<?>>");
    }

    boolean isCoroutineCall(JsonNode call) {
        var function = called(call.path("func"));
        return function != null && function.isAsync();
    }

    private @Nullable Function called(JsonNode function) {
        if (kind(function).equals("Name")) {
            return scope.functions.get(function.path("id").asText());
        }
        if (kind(function).equals("Attribute")) {
            var owner = function.path("value");
            try {
                return scope.method(expressions.of(owner).type(), function.path("attr").asText());
            } catch (Untranslatable e) {
                return null;
            }
        }
        return null;
    }

    /** {@return an awaitable as an argument}: a lambda for a coroutine, a future as it is. */
    Java coroutine(JsonNode node) {
        if (kind(node).equals("Call")) {
            var name = asyncioName(node.path("func"));
            if (name.equals("sleep") || name.equals("wait_for") || name.equals("to_thread")
                    || isCoroutineCall(node)
                    || isOneOf(node.path("func"), "get", "put", "join", "wait", "acquire")) {
                var code = await(node);
                return new Java("() -> " + code.text(), code.type());
            }
        }
        var future = expressions.of(node);
        return new Java(future.text(), Types.unboxed(Types.element(future.type())));
    }
}
