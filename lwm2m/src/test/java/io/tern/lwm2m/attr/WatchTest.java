// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.spec.Spec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Each test plays a script of values over time, in seconds, and looks at the notifications. The value
/// at 0 goes out in the answer to the Observe request.
class WatchTest {
  private static final long NANOS = 1_000_000_000L;
  private static final long START_NANOS = 1_700_000_000L * NANOS;

  private static Attributes with() {
    return Attributes.NONE;
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  private static String play(Attributes effective, long untilSeconds, Object... script) {
    NavigableMap<Long, Node> nodes = new TreeMap<>();
    for (int i = 0; i < script.length; i += 2) {
      nodes.put(((Integer) script[i]).longValue(), single(script[i + 1]));
    }
    List<String> notifications = new ArrayList<>();
    run(effective, untilSeconds, nodes, List.of())
        .forEach((second, node) -> notifications.add(second + "=" + shown(node)));
    return String.join(" ", notifications);
  }

  /// What is notified when, by second: `evaluate` is called at each change, at each check that it asked
  /// for, and at each second of `disturbances`.
  private static NavigableMap<Long, Node> run(
      Attributes effective,
      long untilSeconds,
      NavigableMap<Long, Node> script,
      List<Long> disturbances) {
    NavigableMap<Long, Node> notifications = new TreeMap<>();
    Watch watch = Watch.from(script.get(0L), START_NANOS);
    long checkNanos = nextCheck(watch, effective, script.get(0L), START_NANOS);
    List<Long> events = new ArrayList<>(script.tailMap(1L).keySet());
    events.addAll(disturbances);
    events.sort(null);
    int next = 0;
    while (true) {
      long eventNanos =
          next < events.size() ? START_NANOS + events.get(next) * NANOS : Long.MAX_VALUE;
      long nowNanos = Math.min(eventNanos, checkNanos);
      if (nowNanos > START_NANOS + untilSeconds * NANOS) {
        return notifications;
      }
      next += nowNanos == eventNanos ? 1 : 0;
      assertThat(nowNanos % NANOS).isZero();
      long second = (nowNanos - START_NANOS) / NANOS;
      Node current = script.floorEntry(second).getValue();
      var verdict = watch.evaluate(effective, current, nowNanos);
      switch (verdict.decision()) {
        case Decision.Notify notify -> {
          notifications.put(second, current);
          watch = Watch.from(current, nowNanos);
          checkNanos = nextCheck(watch, effective, current, nowNanos);
        }
        case Decision.CheckAt(long atNanos) -> {
          assertThat(atNanos).as("a check in the future").isGreaterThan(nowNanos);
          watch = verdict.watch();
          checkNanos = atNanos;
        }
        case Decision.Rest rest -> {
          watch = verdict.watch();
          checkNanos = Long.MAX_VALUE;
        }
      }
    }
  }

  private static long nextCheck(Watch watch, Attributes effective, Node current, long nowNanos) {
    return switch (watch.evaluate(effective, current, nowNanos).decision()) {
      case Decision.CheckAt(long atNanos) -> atNanos;
      case Decision.Rest rest -> Long.MAX_VALUE;
      case Decision.Notify notify -> throw new AssertionError("due at once");
    };
  }

  private static Node single(Object value) {
    return new Node.SingleResource(5700, value(value));
  }

  private static Value value(Object value) {
    return switch (value) {
      case Integer i -> new Value.Int(i);
      case Long l -> new Value.Int(l);
      case Double d -> new Value.Real(d);
      case Boolean b -> new Value.Bool(b);
      case Value v -> v;
      default -> new Value.Text((String) value);
    };
  }

  private static String shown(Node node) {
    return switch (((Node.SingleResource) node).value()) {
      case Value.Int(long number) -> Long.toString(number);
      case Value.Real(double number) -> Double.toString(number);
      case Value.Bool(boolean flag) -> Boolean.toString(flag);
      case Value.Text(String text) -> text;
      case Value other -> other.toString();
    };
  }

  @Test
  @Spec("ATT-56")
  void without_attributes_every_change_is_notified() {
    assertThat(play(with(), 100, 0, 20, 3, 21, 4, 21, 5, 20)).isEqualTo("3=21 5=20");
    assertThat(play(with(), 100, 0, "a", 3, "b")).isEqualTo("3=b");
  }

  @Test
  @Spec({"ATT-55", "AMB-41"})
  void a_change_inside_the_minimum_period_waits_for_its_end() {
    assertThat(play(with().withPmin(10), 100, 0, 20, 3, 21, 5, 22, 25, 23))
        .isEqualTo("10=22 25=23");
  }

  @Test
  @Spec({"ATT-55", "OBS-12"})
  void each_notification_starts_a_new_minimum_period() {
    assertThat(play(with().withPmin(10), 100, 0, 1, 2, 2, 12, 3, 21, 4, 40, 5))
        .isEqualTo("10=2 20=3 30=4 40=5");
  }

  @Test
  @Spec("ATT-55")
  void a_value_that_came_back_before_the_period_ended_is_no_news() {
    assertThat(play(with().withPmin(10), 100, 0, 20, 3, 21, 5, 20)).isEmpty();
  }

  @Test
  @Spec({"ATT-54", "OBS-12"})
  void the_maximum_period_notifies_without_change() {
    assertThat(play(with().withPmax(30), 100, 0, 20)).isEqualTo("30=20 60=20 90=20");
  }

  @Test
  @Spec("ATT-54")
  void the_maximum_period_counts_from_the_last_notification() {
    assertThat(play(with().withPmax(30), 70, 0, 20, 20, 21)).isEqualTo("20=21 50=21");
  }

  @Test
  @Spec({"ATT-57", "ATT-54"})
  void the_maximum_period_fires_regardless_of_conditions() {
    assertThat(play(with().withPmax(30).withGreaterThan(decimal("25")), 40, 0, 20, 5, 22))
        .isEqualTo("30=22");
  }

  @Test
  @Spec("ATT-36")
  void equal_periods_notify_once_a_period() {
    assertThat(play(with().withPmin(10).withPmax(10), 35, 0, 1, 2, 2, 13, 3))
        .isEqualTo("10=2 20=3 30=3");
  }

  @Test
  @Spec({"ATT-58", "ATT-59", "AMB-40"})
  void gt_fires_in_both_directions() {
    assertThat(
            play(
                with().withGreaterThan(decimal("25")),
                100,
                0,
                20,
                1,
                24,
                2,
                25,
                3,
                26,
                4,
                30,
                5,
                25,
                6,
                20))
        .isEqualTo("3=26 5=25");
  }

  @Test
  @Spec({"ATT-58", "ATT-59", "AMB-40"})
  void lt_fires_in_both_directions() {
    assertThat(
            play(
                with().withLessThan(decimal("10")),
                100,
                0,
                20,
                1,
                11,
                2,
                10,
                3,
                9,
                4,
                5,
                5,
                10,
                6,
                20))
        .isEqualTo("3=9 5=10");
  }

  @Test
  @Spec({"ATT-57", "ATT-38"})
  void conditions_are_alternatives() {
    Attributes effective =
        with()
            .withGreaterThan(decimal("-10"))
            .withLessThan(decimal("-100"))
            .withStep(decimal("20"));

    assertThat(play(effective, 100, 0, -50, 1, -60, 2, -70, 3, -80, 4, -101, 5, -99, 6, -9))
        .isEqualTo("2=-70 4=-101 5=-99 6=-9");
  }

  @Test
  @Spec("ATT-60")
  void st_compares_with_the_last_notified_value() {
    assertThat(play(with().withStep(decimal("5")), 100, 0, 20, 1, 22, 2, 24, 3, 25, 4, 28, 5, 20))
        .isEqualTo("3=25 5=20");
  }

  @Test
  @Spec({"ATT-60", "ATT-66"})
  void steps_are_decimal() {
    assertThat(play(with().withStep(decimal("0.1")), 100, 0, 0.2, 1, 0.3, 2, 0.35))
        .isEqualTo("1=0.3");
    assertThat(play(with().withStep(decimal("0.3")), 100, 0, 0.1, 1, 0.4)).isEqualTo("1=0.4");
  }

  @Test
  @Spec({"ATT-66", "DT-16"})
  void integers_keep_all_their_digits() {
    long big = 9_007_199_254_740_992L;
    Attributes effective = with().withGreaterThan(BigDecimal.valueOf(big));

    assertThat(play(effective, 9, 0, big, 1, big + 1)).isEqualTo("1=" + (big + 1));
    assertThat(
            play(
                with().withGreaterThan(decimal("18446744073709551613")),
                9,
                0,
                new Value.Unsigned(-3),
                1,
                new Value.Unsigned(-2)))
        .isEqualTo("1=" + new Value.Unsigned(-2));
  }

  @Test
  @Spec("ATT-60")
  void a_step_of_zero_needs_a_change() {
    assertThat(play(with().withStep(BigDecimal.ZERO).withEpmax(5), 30, 0, 20, 12, 21))
        .isEqualTo("12=21");
  }

  @Test
  @Spec("ATT-57")
  void conditions_wait_for_the_minimum_period() {
    assertThat(
            play(
                with().withPmin(10).withGreaterThan(decimal("25")),
                100,
                0,
                20,
                3,
                30,
                12,
                20,
                14,
                30))
        .isEqualTo("10=30");
    assertThat(play(with().withPmin(10).withStep(decimal("5")), 100, 0, 20, 3, 30, 6, 40))
        .isEqualTo("10=40");
  }

  @Test
  @Spec("ATT-61")
  void a_rising_edge_fires_on_false_to_true_alone() {
    assertThat(
            play(with().withRisingEdge(true), 100, 0, false, 1, true, 2, false, 3, true, 4, false))
        .isEqualTo("1=true 3=true");
  }

  @Test
  @Spec("ATT-61")
  void a_falling_edge_fires_on_true_to_false_alone() {
    assertThat(
            play(with().withRisingEdge(false), 100, 0, false, 1, true, 2, false, 3, true, 4, false))
        .isEqualTo("2=false 4=false");
  }

  @Test
  @Spec({"ATT-61", "ATT-55"})
  void an_edge_inside_the_minimum_period_is_kept() {
    assertThat(play(with().withRisingEdge(true).withPmin(10), 100, 0, false, 2, true, 4, false))
        .isEqualTo("10=false");
    assertThat(play(with().withRisingEdge(true).withPmin(10), 100, 0, true, 2, false, 4, true))
        .isEqualTo("10=true");
  }

  @Test
  @Spec("ATT-53")
  void conditions_that_do_not_fit_the_value_are_as_if_not_set() {
    assertThat(play(with().withGreaterThan(decimal("5")), 9, 0, "a", 1, "b")).isEqualTo("1=b");
    assertThat(play(with().withRisingEdge(true), 9, 0, 1, 1, 2)).isEqualTo("1=2");
    assertThat(play(with().withStep(decimal("5")), 9, 0, 1.0, 1, Double.NaN, 2, 2.0))
        .isEqualTo("1=NaN 2=2.0");
  }

  @Test
  @Spec("ATT-62")
  void conditions_are_not_evaluated_before_epmin() {
    assertThat(play(with().withEpmin(10), 100, 0, 20, 3, 21, 5, 22, 30, 23))
        .isEqualTo("10=22 30=23");
    assertThat(
            play(
                with().withEpmin(10).withGreaterThan(decimal("25")),
                100,
                0,
                20,
                3,
                30,
                8,
                20,
                12,
                21))
        .isEmpty();
  }

  @Test
  @Spec("ATT-62")
  void conditions_are_evaluated_at_epmax_without_being_asked() {
    Attributes effective = with().withEpmax(20);
    Watch watch = Watch.from(single(1), START_NANOS);

    var first = watch.evaluate(effective, single(1), START_NANOS);
    assertThat(first.decision()).isEqualTo(new Decision.CheckAt(START_NANOS + 20 * NANOS));
    var second = first.watch().evaluate(effective, single(1), START_NANOS + 5 * NANOS);
    assertThat(second.decision()).isEqualTo(new Decision.CheckAt(START_NANOS + 25 * NANOS));
    var third = second.watch().evaluate(effective, single(2), START_NANOS + 25 * NANOS);
    assertThat(third.decision()).isEqualTo(new Decision.Notify(Decision.Cause.CHANGE));
  }

  @Test
  @Spec({"ATT-62", "ATT-54"})
  void the_maximum_period_does_not_wait_for_epmin() {
    assertThat(play(with().withEpmin(50).withPmax(20), 45, 0, 1, 3, 2)).isEqualTo("20=2 40=2");
  }

  @Test
  @Spec({"ATT-62", "ATT-55"})
  void epmin_and_pmin_both_hold() {
    assertThat(play(with().withEpmin(7).withPmin(10), 100, 0, 1, 3, 2)).isEqualTo("14=2");
    assertThat(play(with().withEpmin(7).withPmin(5), 100, 0, 1, 3, 2)).isEqualTo("7=2");
  }

  @Test
  void nothing_to_wait_for_is_rest() {
    Watch watch = Watch.from(single(1), START_NANOS);

    assertThat(watch.evaluate(with(), single(1), START_NANOS).decision())
        .isEqualTo(new Decision.Rest());
    assertThat(watch.evaluate(with().withPmin(10), single(1), START_NANOS).decision())
        .isEqualTo(new Decision.Rest());
  }

  @Test
  @Spec("ATT-65")
  void any_resource_of_an_observed_instance_counts() {
    Node before = instance(Map.of(5700, 20, 5601, 15));
    Watch watch = Watch.from(before, START_NANOS);

    assertThat(decide(watch, with(), instance(Map.of(5700, 20, 5601, 14))))
        .isEqualTo(new Decision.Notify(Decision.Cause.CHANGE));
    assertThat(decide(watch, with(), instance(Map.of(5700, 20))))
        .isEqualTo(new Decision.Notify(Decision.Cause.CHANGE));
    assertThat(decide(watch, with(), instance(Map.of(5700, 20, 5601, 15))))
        .isEqualTo(new Decision.Rest());
  }

  private static Decision decide(Watch watch, Attributes effective, Node current) {
    return watch.evaluate(effective, current, START_NANOS + NANOS).decision();
  }

  private static Node instance(Map<Integer, Integer> values) {
    List<Node.ResourceNode> resources = new ArrayList<>();
    values.forEach((id, value) -> resources.add(new Node.SingleResource(id, new Value.Int(value))));
    return Node.InstanceNode.of(0, resources);
  }

  private static Node multiple(Object... idsAndValues) {
    var values = new TreeMap<Integer, Value>();
    for (int i = 0; i < idsAndValues.length; i += 2) {
      values.put((Integer) idsAndValues[i], value(idsAndValues[i + 1]));
    }
    return new Node.MultipleResource(7, values);
  }

  @Test
  @Spec("ATT-53")
  void instances_of_a_multiple_resource_meet_the_condition_one_by_one() {
    Attributes effective = with().withGreaterThan(decimal("10"));
    Watch watch = Watch.from(multiple(0, 5, 1, 20), START_NANOS);
    Decision notify = new Decision.Notify(Decision.Cause.CHANGE);

    assertThat(decide(watch, effective, multiple(0, 6, 1, 25))).isEqualTo(new Decision.Rest());
    assertThat(decide(watch, effective, multiple(0, 11, 1, 25))).isEqualTo(notify);
    assertThat(decide(watch, effective, multiple(0, 5))).isEqualTo(notify);
    assertThat(decide(watch, effective, multiple(0, 5, 1, 20, 2, 1))).isEqualTo(notify);
    assertThat(
            decide(
                Watch.from(multiple(0, false, 1, true), START_NANOS),
                with().withRisingEdge(true),
                multiple(0, true, 1, true)))
        .isEqualTo(notify);
  }

  @Test
  @Spec("OBS-28")
  void the_most_urgent_member_decides_for_a_composite() {
    Decision notify = new Decision.Notify(Decision.Cause.PERIOD);
    Decision early = new Decision.CheckAt(5);
    Decision late = new Decision.CheckAt(9);
    Decision rest = new Decision.Rest();

    for (Decision other : List.of(notify, early, late, rest)) {
      assertThat(notify.or(other)).isInstanceOf(Decision.Notify.class);
      assertThat(other.or(notify)).isInstanceOf(Decision.Notify.class);
      assertThat(rest.or(other)).isEqualTo(other);
      assertThat(other.or(rest)).isEqualTo(other);
    }
    assertThat(early.or(late)).isEqualTo(early);
    assertThat(late.or(early)).isEqualTo(early);
  }

  @Test
  @Spec({"ATT-54", "ATT-55", "ATT-57"})
  void random_scripts_keep_the_periods_and_end_in_agreement() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      long pmin = random.nextInt(3) * 7L;
      long pmax = random.nextBoolean() ? 0 : pmin + random.nextInt(30) + 1;
      Attributes effective = with().withPmin(pmin);
      effective = pmax == 0 ? effective : effective.withPmax(pmax);
      if (random.nextBoolean()) {
        effective = effective.withGreaterThan(decimal("5")).withLessThan(decimal("3"));
      }
      if (random.nextBoolean()) {
        effective = effective.withStep(decimal("3"));
      }
      NavigableMap<Long, Node> script = new TreeMap<>(Map.of(0L, single(random.nextInt(10))));
      for (int i = random.nextInt(20); i > 0; i--) {
        script.put(1L + random.nextInt(100), single(random.nextInt(10)));
      }
      List<Long> disturbances = random.longs(10, 1, 250).boxed().toList();

      NavigableMap<Long, Node> notified = run(effective, 300, script, List.of());
      String context = "seed " + seed + " round " + round + " " + effective + script;
      assertThat(run(effective, 300, script, disturbances)).as(context).isEqualTo(notified);
      long last = 0;
      for (long second : notified.keySet()) {
        assertThat(second - last).as(context).isGreaterThanOrEqualTo(Math.max(pmin, 1));
        assertThat(pmax == 0 || second - last <= pmax).as(context).isTrue();
        last = second;
      }
      boolean unconditional = effective.step().isEmpty() && effective.greaterThan().isEmpty();
      if (unconditional && !notified.isEmpty()) {
        assertThat(notified.lastEntry().getValue())
            .as(context)
            .isEqualTo(script.lastEntry().getValue());
      }
    }
  }
}
