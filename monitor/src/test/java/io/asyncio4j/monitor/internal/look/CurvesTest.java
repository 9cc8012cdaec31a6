package io.asyncio4j.monitor.internal.look;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.monitor.internal.look.Curves.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a loop's numbers, once a second. */
class CurvesTest {

    private final Curves curves = new Curves();

    private Point add(long atMillis, long steps) {
        curves.add(atMillis, steps, 3, 4, 5, 6);
        return curves.after(0).getLast();
    }

    @Test
    void steps_areThoseOfASecond_withoutTheMonitorsOwn() {
        assertThat(curves.lastStepsPerSecond()).isNull();
        assertThat(add(1_000, 700).stepsPerSecond()).as("nobody knows since when").isZero();
        for (int i = 0; i < 50; i++) {
            curves.addQuestion();
        }
        assertThat(add(1_500, 1_000).stepsPerSecond()).isEqualTo(500);
        assertThat(add(2_500, 1_010).stepsPerSecond()).as("the questions were counted").isEqualTo(10);
        assertThat(curves.lastStepsPerSecond()).isEqualTo(10);
        curves.addQuestion();
        assertThat(add(3_500, 1_010).stepsPerSecond()).as("asked, and not yet answered").isZero();
        assertThat(add(3_500, 1_020).stepsPerSecond()).as("no time has gone by").isZero();
    }

    @Test
    void ofTheLags_theLast50Count() {
        assertThat(add(0, 0)).extracting(Point::lagP50, Point::lagP99, Point::lagMax).containsOnly(0.0);
        curves.addLag(1_000);
        for (int i = 50; i >= 1; i--) {
            curves.addLag(i);
        }
        assertThat(add(1_000, 0)).extracting(Point::lagP50, Point::lagP99, Point::lagMax)
                .containsExactly(25.0, 50.0, 50.0);
        curves.addLag(0.5);
        assertThat(add(2_000, 0).lagMax()).isEqualTo(49);
    }

    @Test
    void percentiles_areOfThoseThatThereAre() {
        double[] hundred = new double[100];
        for (int i = 0; i < hundred.length; i++) {
            hundred[i] = i + 1;
        }
        assertThat(Curves.percentile(hundred, 0.5)).isEqualTo(50);
        assertThat(Curves.percentile(hundred, 0.99)).isEqualTo(99);
        assertThat(Curves.percentile(hundred, 1)).isEqualTo(100);
        assertThat(Curves.percentile(hundred, 0)).isEqualTo(1);
        assertThat(Curves.percentile(new double[] {7}, 0.5)).isEqualTo(7);
    }

    @Test
    void theLastQuarterOfAnHour_isKept_andWhatIsNew_isGiven() {
        Point first = add(0, 0);
        for (int i = 1; i <= Curves.MOST_POINTS; i++) {
            add(1_000L * i, i);
        }
        List<Point> all = curves.after(0);
        assertThat(all).hasSize(900).doesNotContain(first).isSortedAccordingTo(
                (a, b) -> Long.compare(a.number(), b.number()));
        Point last = all.getLast();
        assertThat(curves.after(last.number() - 2)).containsExactly(all.get(898), last);
        assertThat(curves.after(last.number())).isEmpty();
        assertThat(last).extracting(Point::ready, Point::alive, Point::timers, Point::heapBytes)
                .containsExactly(3, 4L, 5, 6L);
        var another = new Curves();
        another.add(0, 0, 0, 0, 0, 0);
        assertThat(another.after(last.number())).as("of a loop that has begun anew").hasSize(1);
    }
}
