package io.asyncio4j.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a run has measured.
 *
 * @param date when it began, in ISO 8601
 * @param mode quick or full
 * @param minutes how long it took
 * @param machine where
 * @param versions of Java, the libraries and the Pythons, by name
 * @param notes what the reader must know: sides that were not there, rounds that were left out
 * @param failures what went wrong
 * @param works of each work on each side
 * @param processor the time of all processors for one, in nanoseconds, of the works whose calls leave the loop
 * @param scaling of some works at several sizes
 * @param coldStart of the programs that were started
 * @param net of sockets and subprocesses
 * @param netProcessor the server's processor time for one, in nanoseconds, of those
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Results(
        String date,
        String mode,
        double minutes,
        Machine machine,
        Map<String, String> versions,
        List<String> notes,
        List<Failure> failures,
        List<Series> works,
        List<Series> processor,
        List<Series> scaling,
        List<Series> coldStart,
        List<Series> net,
        List<Series> netProcessor) {

    /**
     * A side that could not do the work, and why; what it did before that is in the results.
     *
     * @param size how many tasks, where that is what varies; otherwise 0
     */
    record Failure(String work, Side side, int size, String message) {}

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    static {
        // a part that was not measured yet when the file was written
        JSON.configOverride(List.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    }

    @Nullable
    Series series(Work work, Side side) {
        return series(work.name(), side);
    }

    @Nullable
    Series series(String work, Side side) {
        return find(Stream.concat(works.stream(), net.stream()), work, side);
    }

    /**
     * {@return the processors' time for one, in nanoseconds, of sockets that of the server; null if it was not measured}
     */
    @Nullable
    Series processor(Work work, Side side) {
        return find(Stream.concat(processor.stream(), netProcessor.stream()), work.name(), side);
    }

    private static @Nullable Series find(Stream<Series> all, String work, Side side) {
        return all.filter(each -> each.work().equals(work) && each.side() == side).findFirst().orElse(null);
    }

    /** {@return what was measured of the work with so many tasks; null if nothing was} */
    @Nullable
    Series scaling(Work work, Side side, int size) {
        return scaling.stream()
                .filter(each -> each.work().equals(work.name()) && each.side() == side && each.size() == size)
                .findFirst().orElse(null);
    }

    /** {@return what was measured of the start; null if nothing was} */
    @Nullable
    Series coldStart(Side side) {
        return coldStart.stream().filter(each -> each.side() == side).findFirst().orElse(null);
    }

    @Nullable
    Failure failure(Work work, Side side) {
        return failures.stream()
                .filter(each -> each.work().equals(work.name()) && each.side() == side && each.size() == 0)
                .findFirst().orElse(null);
    }

    /** {@return our cost, on carried threads, over the other side's; null if one of the two was not measured} */
    @Nullable
    Ratio ratio(Work work, Side other) {
        Series ours = series(work, Side.CARRIED);
        Series its = series(work, other);
        return ours == null || its == null ? null : Ratio.of(ours, its);
    }

    /** {@return the peer whose median is the smallest; null if no peer does this work} */
    @Nullable
    Side bestPeer(Work work) {
        Collection<Side> peers = work.kind() instanceof Work.Kind.Net ? Side.NET_PEERS : Side.PEERS;
        return Stream.concat(works.stream(), net.stream()).filter(each -> each.work().equals(work.name()))
                .filter(each -> peers.contains(each.side()))
                .min(Comparator.comparingDouble(each -> each.summary().median())).map(Series::side)
                .orElse(null);
    }

    static Results read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), Results.class);
    }

    /** Writes the raw samples, and what they come to. */
    void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, toJson() + "\n");
    }

    String toJson() throws IOException {
        ObjectNode root = JSON.valueToTree(this);
        addSummaries((ArrayNode) root.get("works"), works);
        addSummaries((ArrayNode) root.get("processor"), processor);
        addSummaries((ArrayNode) root.get("scaling"), scaling);
        addSummaries((ArrayNode) root.get("coldStart"), coldStart);
        addSummaries((ArrayNode) root.get("net"), net);
        addSummaries((ArrayNode) root.get("netProcessor"), netProcessor);
        ArrayNode bars = root.putArray("bars");
        for (Work work : Stream.concat(Works.ALL.stream(), Works.NET.stream()).toList()) {
            for (Bar bar : work.bars()) {
                ObjectNode node = bars.addObject();
                node.put("work", work.name());
                node.put("bar", bar.text());
                if (bar.limit() != Double.MAX_VALUE) {
                    node.put("limit", bar.limit());
                }
                node.put("measured", bar.measured(this, work));
                node.put("verdict", bar.verdict(this, work).name());
            }
        }
        return JSON.writeValueAsString(root);
    }

    private static void addSummaries(ArrayNode nodes, List<Series> all) {
        for (int i = 0; i < nodes.size(); i++) {
            Summary summary = all.get(i).summary();
            ObjectNode node = (ObjectNode) nodes.get(i);
            node.put("median", summary.median());
            node.put("spread", summary.spread());
        }
    }
}
