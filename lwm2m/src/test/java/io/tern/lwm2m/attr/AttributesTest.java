// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.link.Link;
import io.tern.lwm2m.Path;
import io.tern.spec.Spec;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttributesTest {
  private static final Path RESOURCE = Path.of(3303, 0, 5700);
  private static final BigDecimal TEN = BigDecimal.TEN;

  private static Attributes effective(Path path, ServerDefaults defaults, Object... attached) {
    Map<Object, Object> byPath = new java.util.HashMap<>();
    for (int i = 0; i < attached.length; i += 2) {
      byPath.put(attached[i], attached[i + 1]);
    }
    return defaults.effective(
        path, Attributes.NONE, p -> (Attributes) byPath.getOrDefault(p, Attributes.NONE));
  }

  @Test
  @Spec("ATT-31")
  void a_write_sets_unsets_and_leaves_the_rest() {
    Attributes stored = Attributes.NONE.withPmin(10).withPmax(60).withStep(TEN);
    Attributes request = Attributes.NONE.withPmax(120).withConfirmable(true).withUnset("pmin");

    assertThat(stored.after(request))
        .isEqualTo(Attributes.NONE.withPmax(120).withStep(TEN).withConfirmable(true));
  }

  @Test
  @Spec("ATT-31")
  void unsetting_what_is_not_set_changes_nothing() {
    assertThat(Attributes.NONE.after(Attributes.NONE.withUnset("gt"))).isEqualTo(Attributes.NONE);
    assertThat(Attributes.NONE.after(Attributes.NONE.withUnset("gt")).isEmpty()).isTrue();
  }

  @Test
  void every_name_can_be_unset() {
    Attributes all =
        Attributes.NONE
            .withPmin(1)
            .withPmax(1)
            .withGreaterThan(TEN)
            .withLessThan(BigDecimal.ONE)
            .withStep(TEN)
            .withEpmin(1)
            .withEpmax(1)
            .withRisingEdge(true)
            .withConfirmable(true)
            .withHistoricalQueueMax(1);
    Attributes left = all;
    for (Attribute attribute : Attribute.values()) {
      Attributes before = left;
      left = left.after(Attributes.NONE.withUnset(attribute.label));
      assertThat(left).as(attribute.label).isNotEqualTo(before);
    }
    assertThat(left).isEqualTo(Attributes.NONE);
  }

  @Test
  void thresholds_are_equal_when_their_numbers_are() {
    assertThat(Attributes.NONE.withStep(new BigDecimal("1.50")))
        .isEqualTo(Attributes.NONE.withStep(new BigDecimal("1.5")));
  }

  @Test
  void refuses_values_that_no_query_can_carry() {
    assertThatThrownBy(() -> Attributes.NONE.withPmin(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Attributes.NONE.withPmax(Attributes.COUNT_MAX + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Attributes.NONE.withStep(BigDecimal.ONE.negate()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Spec("ATT-51")
  void the_nearest_level_wins_for_each_attribute() {
    ServerDefaults defaults =
        new ServerDefaults(OptionalLong.of(1), OptionalLong.of(900), Optional.of(true));

    Attributes effective =
        effective(
            RESOURCE,
            defaults,
            Path.of(3303),
            Attributes.NONE.withPmin(10).withPmax(100).withHistoricalQueueMax(7),
            Path.of(3303, 0),
            Attributes.NONE.withPmin(20).withConfirmable(false),
            RESOURCE,
            Attributes.NONE.withGreaterThan(TEN));

    assertThat(effective)
        .isEqualTo(
            Attributes.NONE
                .withPmin(20)
                .withPmax(100)
                .withHistoricalQueueMax(7)
                .withConfirmable(false)
                .withGreaterThan(TEN));
  }

  @Test
  @Spec({"ATT-51", "ATT-63"})
  void server_defaults_apply_last() {
    ServerDefaults defaults =
        new ServerDefaults(OptionalLong.of(5), OptionalLong.of(50), Optional.of(true));

    assertThat(effective(RESOURCE, defaults))
        .isEqualTo(Attributes.NONE.withPmin(5).withPmax(50).withConfirmable(true));
    assertThat(effective(RESOURCE, ServerDefaults.NONE)).isEqualTo(Attributes.NONE);
  }

  @Test
  @Spec("ATT-51")
  void parameters_of_the_observe_request_are_nearest_of_all() {
    Attributes effective =
        ServerDefaults.NONE.effective(
            RESOURCE,
            Attributes.NONE.withPmin(3),
            path -> Attributes.NONE.withPmin(30).withPmax(300));

    assertThat(effective).isEqualTo(Attributes.NONE.withPmin(3).withPmax(300));
  }

  @Test
  @Spec({"ATT-52", "AMB-39"})
  void what_is_attached_below_plays_no_part() {
    assertThat(
            effective(
                Path.of(3303, 0), ServerDefaults.NONE, RESOURCE, Attributes.NONE.withPmin(10)))
        .isEqualTo(Attributes.NONE);
  }

  @Test
  @Spec("ATT-53")
  void a_resource_instance_inherits_the_thresholds_of_its_resource() {
    Attributes thresholds = Attributes.NONE.withGreaterThan(TEN).withRisingEdge(true);

    assertThat(effective(RESOURCE.child(1), ServerDefaults.NONE, RESOURCE, thresholds))
        .isEqualTo(thresholds);
  }

  @Test
  @Spec("ATT-53")
  void an_instance_has_no_thresholds() {
    Attributes odd =
        Attributes.NONE.withGreaterThan(TEN).withStep(TEN).withRisingEdge(true).withPmin(1);

    assertThat(effective(Path.of(3303, 0), ServerDefaults.NONE, Path.of(3303, 0), odd))
        .isEqualTo(Attributes.NONE.withPmin(1));
  }

  @Test
  @Spec({"ATT-36", "ATT-54", "VEC-72"})
  void an_unusable_maximum_period_is_ignored() {
    assertThat(pmaxOf(60, 10)).isEmpty();
    assertThat(pmaxOf(60, 0)).isEmpty();
    assertThat(pmaxOf(0, 0)).isEmpty();
    assertThat(pmaxOf(60, 60)).hasValue(60);
    assertThat(pmaxOf(60, 61)).hasValue(61);
  }

  private static OptionalLong pmaxOf(long pmin, long pmax) {
    return effective(
            RESOURCE, ServerDefaults.NONE, RESOURCE, Attributes.NONE.withPmin(pmin).withPmax(pmax))
        .pmaxSeconds();
  }

  @Test
  @Spec("ATT-54")
  void a_nearer_zero_switches_a_farther_maximum_period_off() {
    assertThat(
            effective(
                    RESOURCE,
                    ServerDefaults.NONE,
                    Path.of(3303),
                    Attributes.NONE.withPmax(60),
                    RESOURCE,
                    Attributes.NONE.withPmax(0))
                .pmaxSeconds())
        .isEmpty();
  }

  @Test
  @Spec("ATT-37")
  void an_unusable_maximum_evaluation_period_is_ignored() {
    Attributes odd = Attributes.NONE.withEpmin(20).withEpmax(5);

    assertThat(effective(RESOURCE, ServerDefaults.NONE, RESOURCE, odd))
        .isEqualTo(Attributes.NONE.withEpmin(20));
  }

  @Test
  @Spec({"DM-54", "AMB-67"})
  void goes_onto_links_and_comes_back() {
    Attributes attributes =
        Attributes.NONE.withPmin(10).withLessThan(new BigDecimal("-20.5")).withRisingEdge(true);

    Link link = AttributeLinks.onto(Link.of("/3303/0/5700").with("dim", "3"), attributes);

    assertThat(link.attributes().toString()).contains("dim", "pmin", "lt", "edge");
    assertThat(link.attribute("lt")).contains("-20.5");
    assertThat(link.attribute("edge")).contains("1");
    assertThat(AttributeLinks.of(link)).isEqualTo(attributes);
  }

  @Test
  @Spec("AMB-30")
  void leaves_out_what_it_cannot_read_on_a_link() {
    Link link = Link.of("/3").with("pmin", "soon").with("pmax", "60").with("ver", "1.2");

    assertThat(AttributeLinks.of(link)).isEqualTo(Attributes.NONE.withPmax(60));
  }

  @Test
  void what_is_to_be_unset_is_not_inherited() {
    Attributes asked = Attributes.NONE.withUnset("pmin");

    assertThat(asked.orElse(Attributes.NONE.withPmin(3)).unset()).isEqualTo(Set.of());
  }
}
