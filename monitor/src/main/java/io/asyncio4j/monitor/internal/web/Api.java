package io.asyncio4j.monitor.internal.web;

import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.monitor.ProgramFailure;
import io.asyncio4j.monitor.internal.look.AwaitGraph;
import io.asyncio4j.monitor.internal.look.LoopWatch;
import io.asyncio4j.monitor.internal.look.ProgramWatch;
import io.asyncio4j.monitor.internal.look.Recordings;
import io.asyncio4j.monitor.internal.look.Selection;
import io.asyncio4j.monitor.internal.look.Sources;
import io.asyncio4j.monitor.internal.look.TaskIndex;
import io.asyncio4j.monitor.internal.look.Watches;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a page can ask. Each answer is a JSON document; {@link Documents} has their forms. */
final class Api {

    private static final long MOST_ROWS = 500;
    private static final int MOST_TEXT = 500;
    private static final int MOST_LINES = 1_000_000;

    private final Watches watches;
    private final Recordings recordings;
    private final Sources sources;
    private final boolean allowCancel;
    private final String key;

    Api(Watches watches, Recordings recordings, Sources sources, boolean allowCancel, String key) {
        this.watches = watches;
        this.recordings = recordings;
        this.sources = sources;
        this.allowCancel = allowCancel;
        this.key = key;
    }

    /** {@return the answer, or null if there is no such question} */
    @Nullable
    String get(String path, Query query) throws Query.Malformed, ProgramFailure {
        Object answer = switch (path) {
            case "/api/session" -> Map.of("key", key, "mayCancel", allowCancel,
                    "hasSources", !sources.isEmpty(), "version", System.getProperty("asyncio4j.version", ""));
            case "/api/programs" -> Map.of("programs", watches.list().stream().map(Documents::of).toList());
            case "/api/program" -> Documents.of(watch(query));
            case "/api/loop" ->
                    Documents.of(watch(query), loop(query), query.number("after", 0, Long.MAX_VALUE, 0));
            case "/api/tasks" -> tasks(query);
            case "/api/task" -> task(query);
            case "/api/graph" -> graph(query);
            case "/api/things" -> Documents.things(loop(query).tasks());
            case "/api/ended" ->
                    Documents.ended(watch(query).ended(loop(query)), watch(query).isMeasuring(loop(query)));
            case "/api/recordings" -> recordings(query);
            case "/api/source" ->
                    Documents.source(
                            sources.around(query.text("file"), (int) query.number("line", 1, MOST_LINES)));
            default -> null;
        };
        return answer == null ? null : Json.of(answer);
    }

    /** Changes something, and {@return what has come of it} */
    String change(String path, Query query) throws Query.Malformed, ProgramFailure {
        return Json.of(switch (path) {
            case "/api/cancel" -> cancel(query);
            case "/api/record" -> record(query);
            default -> throw new Query.Malformed("nothing can be changed under " + path);
        });
    }

    private Object cancel(Query query) throws Query.Malformed, ProgramFailure {
        if (!allowCancel) {
            throw new ProgramFailure(
                    "this monitor only looks; to cancel tasks start it with --allow-cancel, or allowCancel(true)");
        }
        long id = query.number("id", 1, Long.MAX_VALUE);
        return Map.of("cancelled", watch(query).cancel(loop(query), id));
    }

    // To look closer changes nothing of what the program does.
    private Object record(Query query) throws Query.Malformed, ProgramFailure {
        int seconds = (int) query.number("seconds", 1, Recordings.MOST_SECONDS);
        return Map.of("number", recordings.start(watch(query), loop(query), seconds).number());
    }

    private Object recordings(Query query) throws Query.Malformed, ProgramFailure {
        ProgramWatch watch = watch(query);
        return Documents.recordings(recordings.of(watch.pid(), loop(query)), watch.nowMillis());
    }

    private ProgramWatch watch(Query query) throws Query.Malformed, ProgramFailure {
        return watches.of(query.number("pid", 1, Long.MAX_VALUE));
    }

    private LoopWatch loop(Query query) throws Query.Malformed, ProgramFailure {
        ProgramWatch watch = watch(query);
        LoopWatch loop = watch.loop(query.text("loop"));
        if (loop == null) {
            throw new ProgramFailure(
                    watch.message().isEmpty() ? "there is no such loop in process " + watch.pid()
                            : watch.message());
        }
        return loop;
    }

    private static Selection selection(Query query) throws Query.Malformed {
        String filter = query.text("filter", "");
        if (filter.length() > MOST_TEXT) {
            throw new Query.Malformed("the filter is too long");
        }
        try {
            return new Selection(query.text("sort", "id"), query.text("dir", "").equals("desc"),
                    filter.strip(),
                    query.text("group", ""), query.find("key"));
        } catch (IllegalArgumentException e) {
            throw new Query.Malformed(String.valueOf(e.getMessage()));
        }
    }

    private Object tasks(Query query) throws Query.Malformed, ProgramFailure {
        Selection wanted = selection(query);
        ProgramWatch watch = watch(query);
        TaskIndex tasks = loop(query).tasks();
        boolean groups = !wanted.group().isEmpty() && wanted.key() == null;
        List<?> all = groups ? tasks.groups(wanted) : tasks.select(wanted);
        int from = (int) Math.min(all.size(), query.number("offset", 0, Integer.MAX_VALUE, 0));
        int to = (int) Math.min(all.size(), from + query.number("limit", 0, MOST_ROWS, MOST_ROWS));
        List<?> rows = all.subList(from, to).stream()
                .map(each -> each instanceof TaskIndex.Group group ? Documents.of(group)
                        : Documents.row(each, watch.nowMillis()))
                .toList();
        return Documents.page(tasks, watch.nowMillis(), groups, all.size(), from, rows);
    }

    private Object task(Query query) throws Query.Malformed, ProgramFailure {
        ProgramWatch watch = watch(query);
        LoopWatch loop = loop(query);
        long id = query.number("id", 1, Long.MAX_VALUE);
        TaskSnapshot task = watch.task(loop, id);
        return Documents.task(watch, loop, id, task);
    }

    private Object graph(Query query) throws Query.Malformed, ProgramFailure {
        TaskIndex tasks = loop(query).tasks();
        long id = query.number("id", 0, Long.MAX_VALUE, 0);
        return Documents.of(id == 0 ? AwaitGraph.ofAll(tasks) : AwaitGraph.around(tasks, id));
    }
}
