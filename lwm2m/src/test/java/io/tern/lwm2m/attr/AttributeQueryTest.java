// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.spec.Spec;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeQueryTest {
  private static final Path OBJECT = Path.of(3303);
  private static final Path INSTANCE = Path.of(3303, 0);
  private static final Path RESOURCE = Path.of(3303, 0, 5700);
  private static final Path RESOURCE_INSTANCE = Path.of(3303, 0, 5700, 1);

  private static AttributeQuery.Parsed parse(String query, Path path) {
    return AttributeQuery.parse(List.of(query.split("&")), path, TestModels.MODELS);
  }

  private static Attributes ok(String query, Path path) {
    return switch (parse(query, path)) {
      case AttributeQuery.Parsed.Ok(var attributes) -> attributes;
      case AttributeQuery.Parsed.Bad(var reason) -> throw new AssertionError(reason.toString());
    };
  }

  private static Malformed bad(String query, Path path) {
    return switch (parse(query, path)) {
      case AttributeQuery.Parsed.Ok ok -> throw new AssertionError(query + " passed as " + ok);
      case AttributeQuery.Parsed.Bad(var reason) -> reason;
    };
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  @Test
  @Spec({"ATT-11", "ATT-12", "ATT-16", "ATT-17", "ATT-18", "ATT-19", "ATT-20", "ATT-44"})
  void reads_every_attribute() {
    Attributes attributes = ok("pmin=1&pmax=2&epmin=3&epmax=4&con=1&hqmax=5&edge=0", RESOURCE);

    assertThat(attributes)
        .isEqualTo(
            Attributes.NONE
                .withPmin(1)
                .withPmax(2)
                .withEpmin(3)
                .withEpmax(4)
                .withConfirmable(true)
                .withHistoricalQueueMax(5)
                .withRisingEdge(false));
  }

  @Test
  @Spec({"ATT-13", "ATT-14", "ATT-15"})
  void reads_thresholds_as_exact_decimals() {
    Attributes attributes = ok("gt=9007199254740993&lt=0.1&st=1.50", RESOURCE);

    assertThat(attributes.greaterThan()).contains(decimal("9007199254740993"));
    assertThat(attributes.lessThan()).contains(decimal("0.1"));
    assertThat(attributes.step()).contains(decimal("1.5"));
  }

  @Test
  @Spec({"ATT-31", "VEC-70"})
  void a_name_without_value_unsets() {
    assertThat(ok("pmin", OBJECT)).isEqualTo(Attributes.NONE.withUnset("pmin"));
    assertThat(ok("pmin=&gt=5.5", RESOURCE))
        .isEqualTo(Attributes.NONE.withGreaterThan(decimal("5.5")).withUnset("pmin"));
  }

  @ParameterizedTest
  @Spec({"VEC-70", "VEC-72", "ATT-36", "ATT-37", "ATT-38", "AMB-22", "AMB-68"})
  @ValueSource(
      strings = {
        "pmin=10&pmax=60",
        "pmin=60&pmax=10",
        "pmin=10&pmax=10",
        "epmin=20&epmax=5",
        "gt=-80&lt=-100&st=5",
        "gt=-1.5e2",
        "gt=1E+3",
        "st=0",
        "pmin=0",
        "pmax=4294967295",
        "pmin=007"
      })
  void accepts(String query) {
    ok(query, RESOURCE);
  }

  @ParameterizedTest
  @Spec({"VEC-71", "ATT-33", "ATT-39", "ATT-67"})
  @ValueSource(
      strings = {
        "pmin=-1",
        "pmin=abc",
        "pmin=1.5",
        "pmin=1e3",
        "pmin=+1",
        "pmin= 1",
        "pmax=4294967296",
        "pmax=99999999999999999999",
        "st=-1",
        "st=-0.5",
        "gt=.5",
        "gt=5.",
        "gt=+5",
        "gt=--5",
        "gt=1e",
        "gt=1e9999",
        "gt=0x10",
        "gt=NaN",
        "gt=Infinity",
        "gt=1_0",
        "edge=2",
        "edge=true",
        "con=yes",
        "con=-1",
        "hqmax=-3",
        "PMIN=1",
        "c.band=1",
        "band",
        "foo=1",
        "foo",
        "=5",
        ""
      })
  void refuses(String query) {
    assertThat(bad(query, RESOURCE).where()).matches("attribute [a-z.]+|query argument 1");
  }

  @ParameterizedTest
  @Spec("ATT-32")
  @ValueSource(strings = {"dim=3", "ssid=1", "uri=\"x\"", "ver=1.0", "lwm2m=1.1", "dim"})
  void refuses_to_write_properties(String query) {
    assertThat(bad(query, RESOURCE).what()).isEqualTo("cannot be written");
  }

  @Test
  void refuses_an_attribute_named_twice() {
    assertThat(bad("pmin=1&pmin=2", OBJECT).what()).isEqualTo("is given twice");
    assertThat(bad("pmin=1&pmin", OBJECT).what()).isEqualTo("is given twice");
  }

  @Test
  void one_bad_argument_spoils_all() {
    assertThat(bad("pmin=1&pmax=60&foo=1", OBJECT))
        .isEqualTo(new Malformed("query argument 3", "names no attribute"));
  }

  @ParameterizedTest
  @Spec({"ATT-34", "VEC-73", "ATT-13", "ATT-14", "ATT-15", "ATT-18"})
  @ValueSource(strings = {"gt=5", "lt=5", "st=5", "edge=1", "gt"})
  void thresholds_belong_to_resources(String query) {
    bad(query, Path.ROOT);
    bad(query, OBJECT);
    bad(query, INSTANCE);
    ok(query, RESOURCE);
    ok(query, RESOURCE_INSTANCE);
  }

  @ParameterizedTest
  @Spec({"ATT-11", "ATT-12", "ATT-16", "ATT-17", "ATT-19", "ATT-20"})
  @ValueSource(strings = {"pmin=1", "pmax=1", "epmin=1", "epmax=1", "con=1", "hqmax=1"})
  void periods_belong_everywhere(String query) {
    for (Path path : List.of(Path.ROOT, OBJECT, INSTANCE, RESOURCE, RESOURCE_INSTANCE)) {
      ok(query, path);
    }
  }

  @ParameterizedTest
  @Spec({"ATT-34", "ATT-13", "ATT-14", "ATT-15"})
  @EnumSource(DataType.class)
  void thresholds_fit_numbers_only(DataType type) {
    boolean numeric =
        switch (type) {
          case INTEGER, UNSIGNED_INTEGER, FLOAT, TIME -> true;
          default -> false;
        };
    for (String query : List.of("gt=1", "lt=1", "st=1")) {
      assertThat(
              parse(query, Path.of(3303, 0, TestModels.resourceOf(type)))
                  instanceof AttributeQuery.Parsed.Ok)
          .as(query + " on " + type)
          .isEqualTo(numeric);
    }
  }

  @ParameterizedTest
  @Spec({"ATT-34", "ATT-18"})
  @EnumSource(DataType.class)
  void edges_fit_booleans_only(DataType type) {
    assertThat(
            parse("edge=1", Path.of(3303, 0, TestModels.resourceOf(type)))
                instanceof AttributeQuery.Parsed.Ok)
        .isEqualTo(type == DataType.BOOLEAN);
  }

  @Test
  @Spec({"ATT-11", "ATT-12"})
  void executables_take_no_attribute() {
    bad("pmin=1", Path.of(3303, 0, TestModels.EXECUTABLE));
  }

  @ParameterizedTest
  @Spec({"ATT-35", "VEC-71", "ATT-66"})
  @CsvSource({
    "lt=50&gt=10, false",
    "lt=10&gt=10, false",
    "lt=9.99&gt=10, true",
    "lt=10&gt=20&st=5, false",
    "lt=10&gt=20&st=4.999, true",
    "lt=0.1&gt=0.3&st=0.1, false",
    "lt=0.1&gt=0.31&st=0.1, true",
    "lt=9007199254740992&gt=9007199254740993, true",
    "lt=10&st=500, true",
    "gt=10&st=500, true"
  })
  void thresholds_of_one_request_must_fit_together(String query, boolean legal) {
    assertThat(parse(query, RESOURCE) instanceof AttributeQuery.Parsed.Ok).isEqualTo(legal);
  }

  @Test
  @Spec({"ATT-31", "ATT-38", "ATT-44"})
  void writes_what_it_reads() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Attributes attributes = randomAttributes(random);
      List<String> query = AttributeQuery.write(attributes);

      assertThat(AttributeQuery.parse(query, RESOURCE, Models.NONE))
          .as("seed %d, %s", seed, query)
          .isEqualTo(new AttributeQuery.Parsed.Ok(attributes));
      assertThat(query).allMatch(argument -> argument.length() <= 80);
    }
  }

  private static Attributes randomAttributes(Random random) {
    Attributes attributes = Attributes.NONE;
    for (Attribute attribute : Attribute.values()) {
      int choice = random.nextInt(3);
      if (choice == 0) {
        attributes = attributes.withUnset(attribute.label);
      } else if (choice == 1) {
        attributes = withRandom(attributes, attribute, random);
      }
    }
    return attributes;
  }

  private static Attributes withRandom(Attributes to, Attribute attribute, Random random) {
    long count = random.nextLong(Attributes.COUNT_MAX + 1);
    BigDecimal small = BigDecimal.valueOf(random.nextInt(10_000), random.nextInt(4));
    return switch (attribute) {
      case PMIN -> to.withPmin(count);
      case PMAX -> to.withPmax(count);
      case EPMIN -> to.withEpmin(count);
      case EPMAX -> to.withEpmax(count);
      case HQMAX -> to.withHistoricalQueueMax(count);
      case GT -> to.withGreaterThan(small.add(BigDecimal.valueOf(1_000_000)));
      case LT -> to.withLessThan(small.negate());
      case ST -> to.withStep(small);
      case EDGE -> to.withRisingEdge(random.nextBoolean());
      case CON -> to.withConfirmable(random.nextBoolean());
    };
  }

  @Test
  @Spec("ATT-38")
  void writes_decimals_without_exponent_unless_that_is_absurd() {
    assertThat(AttributeQuery.write(Attributes.NONE.withGreaterThan(decimal("1E+3"))))
        .containsExactly("gt=1000");
    assertThat(AttributeQuery.write(Attributes.NONE.withLessThan(decimal("-0.00001"))))
        .containsExactly("lt=-0.00001");
    assertThat(AttributeQuery.write(Attributes.NONE.withGreaterThan(decimal("1E+300"))))
        .containsExactly("gt=1E+300");
  }

  /// Found by fuzzing: 64 digits were read, and written with a point and an exponent behind them.
  @ParameterizedTest
  @Spec("ATT-38")
  @ValueSource(
      strings = {
        "1555555555555555500005555000000126055555555555000111101111111110",
        "-155555555555555550000555500000012605555555555500011110111111110",
        "0.00000000000000000000000000000000000000000000000000000000000001",
        "123456789012345678901234567890123456789012345678901234567890e99",
        "1234567890123456789012345678901234567890123456789012345678.9e-99",
        "1.5e-999",
        "123.45e998",
        "0e999"
      })
  void whatever_decimal_is_read_is_written_so_that_it_is_read_again(String text) {
    assertThat(text.length()).isLessThanOrEqualTo(64);
    Attributes read = Attributes.NONE.withGreaterThan(new BigDecimal(text));
    assertThat(AttributeQuery.parse(List.of("gt=" + text), RESOURCE, Models.NONE))
        .isEqualTo(new AttributeQuery.Parsed.Ok(read));
    assertThat(AttributeQuery.parse(AttributeQuery.write(read), RESOURCE, Models.NONE))
        .isEqualTo(new AttributeQuery.Parsed.Ok(read));
  }

  @ParameterizedTest
  @Spec("ATT-38")
  @ValueSource(strings = {"0.0001e-999", "1000e999", "1e1000"})
  void a_decimal_that_could_not_be_written_is_refused(String text) {
    assertThat(AttributeQuery.parse(List.of("gt=" + text), RESOURCE, Models.NONE))
        .isInstanceOf(AttributeQuery.Parsed.Bad.class);
  }

  @Test
  void survives_any_text() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String alphabet = "pminaxgtlstedgconhqu=.-+eE0123456789&\u0000é\uD800 ";
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (int length = random.nextInt(20); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(AttributeQuery.parse(List.of(text.toString()), RESOURCE, Models.NONE))
          .as("seed %d, %s", seed, text)
          .isNotNull();
    }
  }
}
