// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConformanceTest {
  private static final Models MODELS =
      Registry.builtIn().modelsFor(Release.V1_1, new ObjectList("", List.of(), List.of()));

  private static ResourceModel resource(DataType type, String range) {
    return new ResourceModel(
        7, "Thing", ResourceModel.Operations.RW, false, false, type, range, "");
  }

  private static Value value(DataType type, String text) {
    return switch (type) {
      case INTEGER -> new Value.Int(Long.parseLong(text));
      case UNSIGNED_INTEGER -> new Value.Unsigned(Long.parseUnsignedLong(text));
      case TIME -> new Value.Time(Long.parseLong(text));
      case FLOAT -> new Value.Real(Double.parseDouble(text));
      case STRING -> new Value.Text(text);
      case OPAQUE -> new Value.Opaque(Bytes.ofUtf8(text));
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  @ParameterizedTest
  @Spec({"DDF-05", "MODEL-11", "DT-18"})
  @CsvSource(
      delimiter = '|',
      value = {
        "INTEGER | 0..255 | 0 | -1",
        "INTEGER | 0..255 | 255 | 256",
        "INTEGER | 1-65534 | 65534 | 0",
        "INTEGER | 0,1,2 | 2 | 3",
        "INTEGER | 5, 10, 15, 20 | 15 | 14",
        "INTEGER | 0..3, 99 | 99 | 4",
        "INTEGER | 1...15 | 15 | 16",
        "INTEGER | -30..-120 | -120 | -121",
        "INTEGER | -24..24 | -24 | 25",
        "INTEGER | 0..9223372036854775807 | 9223372036854775807 | -1",
        "UNSIGNED_INTEGER | 0..65535 | 65535 | 18446744073709551615",
        "TIME | 10..20 | 20 | 21",
        "FLOAT | 0.0..1.0 | 1.0 | 1.0000001",
        "FLOAT | 0; 3.8..20.5 | 0 | 3.7",
        "FLOAT | -100.0..100.0 | -100 | -100.5",
        "STRING | 0..3 | '' | abcd",
        "STRING | 1..3 bytes | abc | ''",
        "STRING | 0..2 | \u00E9 | \u00E9\u00E9",
        "STRING | 0-2 Bytes | ab | abc",
        "OPAQUE | 16,32,48 | 0123456789abcdef | 0123456789",
        "OPAQUE | 0..4 | abcd | abcde"
      })
  void a_range_divides_good_from_bad(DataType type, String range, String good, String bad) {
    ResourceModel model = resource(type, range);
    assertThat(Conformance.check(model, value(type, good))).isEmpty();
    Optional<Malformed> refusal = Conformance.check(model, value(type, bad));
    assertThat(refusal).isPresent();
    assertThat(refusal.get().where()).contains("7").contains("Thing");
    assertThat(refusal.get().what()).contains(range);
  }

  @ParameterizedTest
  @Spec("DDF-05")
  @CsvSource(
      delimiter = '|',
      value = {
        "INTEGER | 8-Bits",
        "INTEGER | 255",
        "INTEGER | 2 Instances",
        "INTEGER | 1 bytes",
        "INTEGER | 0..2^32-1",
        "INTEGER | 0: disabled 1: normal",
        "INTEGER | [1:4]",
        "INTEGER | ..",
        "INTEGER | 0..",
        "INTEGER | 0,,1",
        "INTEGER | ''",
        "UNSIGNED_INTEGER | 0: RELEASED 1: PRESSED",
        "FLOAT | ON;OFF",
        "STRING | 10,26",
        "STRING | 64",
        "STRING | 10 or 26 Bytes",
        "OPAQUE | 8 bit",
        "OPAQUE | 6 bytes"
      })
  void a_range_that_nobody_can_read_refuses_nothing(DataType type, String range) {
    String text = type == DataType.STRING || type == DataType.OPAQUE ? "x".repeat(99) : "99999";
    assertThat(Conformance.check(resource(type, range), value(type, text))).isEmpty();
  }

  @Test
  @Spec("DT-18")
  void a_value_of_another_type_is_refused() {
    Map<DataType, Value> samples =
        Map.of(
            DataType.STRING, new Value.Text("1"),
            DataType.INTEGER, new Value.Int(1),
            DataType.UNSIGNED_INTEGER, new Value.Unsigned(1),
            DataType.FLOAT, new Value.Real(1),
            DataType.BOOLEAN, new Value.Bool(true),
            DataType.OPAQUE, new Value.Opaque(Bytes.of(1)),
            DataType.TIME, new Value.Time(1),
            DataType.OBJECT_LINK, new Value.ObjectLink(1, 1),
            DataType.CORE_LINK, new Value.CoreLink("</1>"),
            DataType.NONE, new Value.Raw(Bytes.of(1)));
    for (DataType wanted : DataType.values()) {
      for (DataType given : DataType.values()) {
        Optional<Malformed> refusal = Conformance.check(resource(wanted, ""), samples.get(given));
        assertThat(refusal.isEmpty())
            .as("%s for %s", given, wanted)
            .isEqualTo(wanted == given || wanted == DataType.NONE);
      }
    }
  }

  @Test
  @Spec({"DT-17", "MODEL-04", "MODEL-07"})
  void odd_values_are_judged_too() {
    ResourceModel real = resource(DataType.FLOAT, "");
    assertThat(Conformance.check(real, new Value.Real(Double.NaN))).isPresent();
    assertThat(Conformance.check(real, new Value.Real(Double.NEGATIVE_INFINITY))).isPresent();
    assertThat(Conformance.check(resource(DataType.STRING, ""), new Value.Text(""))).isEmpty();
    ResourceModel reboot = MODELS.resource(Path.of(3, 0, 4)).orElseThrow();
    assertThat(Conformance.check(reboot, new Value.Text(""))).isPresent();
  }

  private static Optional<Malformed> check(String path, Node node) {
    return Conformance.check(Path.parse(path).orElseThrow(), node, MODELS);
  }

  @Test
  @Spec({"DT-18", "MODEL-01", "MODEL-09"})
  void a_tree_is_checked_down_to_its_leaves() {
    Node.SingleResource lifetime = new Node.SingleResource(1, new Value.Int(60));
    Node.SingleResource wrong = new Node.SingleResource(1, new Value.Text("60"));
    assertThat(check("/1/0/1", lifetime)).isEmpty();
    assertThat(check("/1/0", Node.InstanceNode.of(0, List.of(lifetime)))).isEmpty();
    Node.InstanceNode instance = Node.InstanceNode.of(3, List.of(wrong));
    assertThat(check("/1/3", instance).orElseThrow().where()).isEqualTo("/1/3/1");
    assertThat(check("/1", Node.ObjectNode.of(1, List.of(instance))).orElseThrow().where())
        .isEqualTo("/1/3/1");

    TreeMap<Integer, Value> sources = new TreeMap<>();
    sources.put(0, new Value.Int(1));
    sources.put(4, new Value.Int(8));
    assertThat(check("/3/0/6", new Node.MultipleResource(6, sources)).orElseThrow().where())
        .isEqualTo("/3/0/6/4");
    sources.put(4, new Value.Int(7));
    assertThat(check("/3/0/6", new Node.MultipleResource(6, sources))).isEmpty();
    assertThat(check("/3/0/6", new Node.MultipleResource(6, new TreeMap<>()))).isEmpty();
    assertThat(check("/3/0/6", new Node.SingleResource(6, new Value.Int(1)))).isPresent();
    assertThat(check("/1/0/1", new Node.MultipleResource(1, new TreeMap<>()))).isPresent();
    assertThat(check("/3/0/6/4", new Node.ResourceInstanceNode(4, new Value.Int(7)))).isEmpty();
    assertThat(check("/3/0/6/4", new Node.ResourceInstanceNode(4, new Value.Int(8)))).isPresent();
    assertThat(check("/1/0/1/0", new Node.ResourceInstanceNode(0, new Value.Int(8)))).isPresent();
  }

  @Test
  void what_no_definition_describes_conforms() {
    Node.SingleResource unknown = new Node.SingleResource(999, new Value.Raw(Bytes.of(1)));
    assertThat(check("/1/0/999", unknown)).isEmpty();
    assertThat(check("/45000/0", Node.InstanceNode.of(0, List.of(unknown)))).isEmpty();
  }

  @Test
  void content_of_another_path_is_refused() {
    Node.SingleResource lifetime = new Node.SingleResource(1, new Value.Int(60));
    assertThat(check("/1/0/2", lifetime)).isPresent();
    assertThat(check("/1/0/1/1", lifetime)).isPresent();
    assertThat(check("/1/1", lifetime)).isPresent();
    assertThat(check("/", lifetime)).isPresent();
    assertThat(check("/1", Node.InstanceNode.of(1, List.of()))).isPresent();
  }
}
