package io.asyncio4j.benchmarks.report;

import static io.asyncio4j.benchmarks.report.Bar.Verdict.MISSED;
import static io.asyncio4j.benchmarks.report.Bar.Verdict.REACHED;
import static io.asyncio4j.benchmarks.report.Bar.Verdict.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.benchmarks.net.NetWork;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BarTest {

    private static final Work SWITCH = Sample.work("switch");

    @Test
    void atMost_comparesOurMedianWithTheOther() {
        Bar bar = Bar.atMost(1.15, Side.BARE);

        assertThat(bar.text()).isEqualTo("at most 1.15 x bare");
        assertThat(verdict(bar, 114, 100)).isEqualTo(REACHED);
        assertThat(verdict(bar, 116, 100)).isEqualTo(MISSED);
    }

    @Test
    void faster_isTheOtherWayRound() {
        var results =
                new Sample().with("switch", Side.CARRIED, 100).with("switch", Side.UVLOOP, 351).results();

        assertThat(Bar.faster(3.5, Side.UVLOOP).verdict(results, SWITCH)).isEqualTo(REACHED);
        assertThat(Bar.faster(3.6, Side.UVLOOP).verdict(results, SWITCH)).isEqualTo(MISSED);
        assertThat(Bar.faster(3.5, Side.UVLOOP).text()).isEqualTo("at least 3.5 x as fast as uvloop");
    }

    @Test
    void figure_isInTheTermsOfTheText() {
        var results = new Sample().with("switch", Side.CARRIED, 100).with("switch", Side.UVLOOP, 250)
                .with("memory", Side.CARRIED, 701).withFailure("million", Side.CARRIED, "x").results();

        assertThat(Bar.faster(3.5, Side.UVLOOP).figure(results, SWITCH)).isEqualTo("2.50");
        assertThat(Bar.atMost(1, Side.UVLOOP).figure(results, SWITCH)).isEqualTo("0.40");
        assertThat(Bar.atMost(700, "700").figure(results, Sample.work("memory"))).isEqualTo("701 B");
        assertThat(Bar.possible("runs").figure(results, Sample.work("million"))).isEqualTo("failed");
        assertThat(Bar.atMost(1, Side.KOTLIN).figure(results, SWITCH)).isNull();
    }

    @Test
    void limitOfItsOwn_needsNobodyElse() {
        var results = new Sample().with("memory", Side.CARRIED, 700).results();

        assertThat(Bar.atMost(700, "700").verdict(results, Sample.work("memory"))).isEqualTo(REACHED);
        assertThat(Bar.atMost(699, "699").verdict(results, Sample.work("memory"))).isEqualTo(MISSED);
    }

    @Test
    void peerThatIsNotThere_leavesItOpen() {
        var results = new Sample().with("switch", Side.CARRIED, 1).results();

        assertThat(Bar.faster(3.5, Side.UVLOOP).verdict(results, SWITCH)).isEqualTo(UNKNOWN);
        assertThat(Bar.possible("runs").verdict(new Sample().results(), SWITCH)).isEqualTo(UNKNOWN);
    }

    @Test
    void ourOwnFailure_isAMiss() {
        var results = new Sample().withFailure("million", Side.CARRIED, "out of memory").results();

        assertThat(Bar.possible("runs").verdict(results, Sample.work("million"))).isEqualTo(MISSED);
    }

    @Test
    void onPortable_looksAtOurOtherKindOfThreads() {
        Bar bar = Bar.atMost(1, Side.CPYTHON).onPortable();
        var results = new Sample().with("switch", Side.CARRIED, 100).with("switch", Side.PORTABLE, 950)
                .with("switch", Side.CPYTHON, 900).results();

        assertThat(bar.text()).isEqualTo("portable: not slower than CPython");
        assertThat(bar.verdict(results, SWITCH)).isEqualTo(MISSED);
        assertThat(bar.figure(results, SWITCH)).isEqualTo("1.06");
        assertThat(Bar.atMost(1, Side.CPYTHON).verdict(results, SWITCH)).isEqualTo(REACHED);
    }

    @Test
    void barBesideAnotherWork_comparesOurOwnFigures() {
        Bar bar = Bar.beside(1.02, "net-echo-100", "loses less than 2%");

        var slower = new Sample().withNet("net-echo-100", Side.CARRIED, 1_000, 1)
                .withNet("net-two-writes", Side.CARRIED, 1_030, 1).results();
        assertThat(bar.verdict(slower, Sample.work("net-two-writes"))).isEqualTo(MISSED);
        assertThat(bar.figure(slower, Sample.work("net-two-writes"))).isEqualTo("1.03");
        var equal = new Sample().withNet("net-echo-100", Side.CARRIED, 1_000, 1)
                .withNet("net-two-writes", Side.CARRIED, 1_010, 1).results();
        assertThat(bar.verdict(equal, Sample.work("net-two-writes"))).isEqualTo(REACHED);
        assertThat(bar.verdict(new Sample().withNet("net-two-writes", Side.CARRIED, 1_010, 1).results(),
                Sample.work("net-two-writes"))).isEqualTo(UNKNOWN);
    }

    @Test
    void works_haveNamesOfTheirOwn_aCarriedSide_andBarsAgainstSidesTheyHave() {
        List<Work> all = Stream.concat(Works.ALL.stream(), Works.NET.stream()).toList();
        assertThat(new HashSet<>(all.stream().map(Work::name).toList())).hasSameSizeAs(all);
        assertThat(all).allSatisfy(work -> {
            assertThat(work.sides()).contains(Side.CARRIED);
            assertThat(work.bars()).allSatisfy(
                    bar -> assertThat(bar.against() == null || work.sides().contains(bar.against()))
                            .isTrue());
        });
        assertThat(Works.NET).hasSameSizeAs(NetWork.values());
        assertThat(all).containsAll(Works.PROCESSOR);
        assertThat(Works.SCALING).extracting(work -> ((Work.Kind.Jmh) work.kind()).size())
                .containsExactly("tasks", "timers", "tasks");
    }

    @Test
    void worksOfPython_areAllInItsScript() throws Exception {
        String script;
        try (var source = Works.class.getResourceAsStream("asyncio_side.py")) {
            script = new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> names = Works.ALL.stream().filter(work -> work.sides().contains(Side.CPYTHON))
                .map(Work::name).toList();

        assertThat(names).hasSize(21)
                .allSatisfy(name -> assertThat(script).contains("\"" + name + "\""));
    }

    private static Bar.Verdict verdict(Bar bar, double ours, double bare) {
        return bar.verdict(
                new Sample().with("switch", Side.CARRIED, ours).with("switch", Side.BARE, bare).results(),
                SWITCH);
    }
}
