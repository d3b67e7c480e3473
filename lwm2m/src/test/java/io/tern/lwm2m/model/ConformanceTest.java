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

class ConformanceTest {
  private static final Models MODELS =
      Registry.builtIn().modelsFor(Release.V1_1, new ObjectList("", List.of(), List.of()));

  private static ResourceModel resource(DataType type, String range) {
    return new ResourceModel(
        7, "Thing", ResourceModel.Operations.RW, false, false, type, range, "");
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
  @Spec({"MODEL-11", "DT-18"})
  void a_value_outside_the_range_is_refused_with_value_and_range() {
    ResourceModel level = resource(DataType.INTEGER, "0..100");
    assertThat(Conformance.check(level, new Value.Int(100))).isEmpty();
    Malformed refusal = Conformance.check(level, new Value.Int(101)).orElseThrow();
    assertThat(refusal.where()).isEqualTo("resource 7 (Thing)");
    assertThat(refusal.what()).isEqualTo("101 outside 0..100");
    Malformed longer =
        Conformance.check(resource(DataType.STRING, "64 B"), new Value.Text("x".repeat(65)))
            .orElseThrow();
    assertThat(longer.what()).isEqualTo("65 bytes outside 64 B");
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
