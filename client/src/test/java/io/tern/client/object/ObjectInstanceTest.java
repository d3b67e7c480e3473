// SPDX-License-Identifier: Apache-2.0

package io.tern.client.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.client.Answer;
import io.tern.client.Change;
import io.tern.client.InstanceHost;
import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.model.ResourceModel.Operations;
import io.tern.lwm2m.node.Node;
import io.tern.spec.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ObjectInstanceTest {
  private static final int MULTIPLE = 100;

  private static final ObjectModel MODEL = model();

  /// Resource n has the n-th data type; resource 100 + n is the same and multiple.
  private static ObjectModel model() {
    TreeMap<Integer, ResourceModel> resources = new TreeMap<>();
    for (DataType type : DataType.values()) {
      for (int base : new int[] {0, MULTIPLE}) {
        int id = base + of(type);
        Operations operations = type == DataType.NONE ? Operations.E : Operations.RW;
        resources.put(
            id, new ResourceModel(id, type.name(), operations, base > 0, false, type, "", ""));
      }
    }
    return new ObjectModel(32_770, new Version(1, 0), "Types", true, false, resources);
  }

  private static int of(DataType type) {
    return List.of(DataType.values()).indexOf(type);
  }

  private static Value held(DataType type, Object value) {
    ObjectInstance instance = ObjectInstance.of(MODEL, 0).holding(of(type), value);
    return instance.content(of(type)).orElseThrow()
            instanceof Node.SingleResource(int id, Value result)
        ? result
        : new Value.Text("not single");
  }

  @Test
  @Spec({"DT-01", "DT-02", "DT-03", "DT-04", "DT-05", "DT-06", "DT-07", "DT-09"})
  void java_values_become_values_of_the_resources_type() {
    assertThat(held(DataType.STRING, "a")).isEqualTo(new Value.Text("a"));
    assertThat(held(DataType.CORE_LINK, "</a>")).isEqualTo(new Value.CoreLink("</a>"));
    assertThat(held(DataType.INTEGER, 5)).isEqualTo(new Value.Int(5));
    assertThat(held(DataType.INTEGER, -5L)).isEqualTo(new Value.Int(-5));
    assertThat(held(DataType.INTEGER, (byte) 7)).isEqualTo(new Value.Int(7));
    assertThat(held(DataType.UNSIGNED_INTEGER, (short) 5)).isEqualTo(new Value.Unsigned(5));
    assertThat(held(DataType.FLOAT, 2.5)).isEqualTo(new Value.Real(2.5));
    assertThat(held(DataType.FLOAT, 2)).isEqualTo(new Value.Real(2));
    assertThat(held(DataType.BOOLEAN, true)).isEqualTo(new Value.Bool(true));
    assertThat(held(DataType.OPAQUE, Bytes.of(1))).isEqualTo(new Value.Opaque(Bytes.of(1)));
    assertThat(held(DataType.TIME, 9)).isEqualTo(new Value.Time(9));
    assertThat(held(DataType.TIME, Instant.ofEpochSecond(8))).isEqualTo(new Value.Time(8));
    assertThat(held(DataType.OBJECT_LINK, Value.ObjectLink.NULL)).isEqualTo(Value.ObjectLink.NULL);
  }

  @Test
  @Spec("DT-18")
  void what_a_resource_cannot_hold_is_a_bug_of_the_device() {
    ObjectInstance instance = ObjectInstance.of(MODEL, 0);
    List<Map.Entry<DataType, Object>> misfits =
        List.of(
            Map.entry(DataType.STRING, 1),
            Map.entry(DataType.INTEGER, "1"),
            Map.entry(DataType.INTEGER, 1.5),
            Map.entry(DataType.INTEGER, new Value.Unsigned(1)),
            Map.entry(DataType.UNSIGNED_INTEGER, -1),
            Map.entry(DataType.BOOLEAN, 1),
            Map.entry(DataType.OPAQUE, "AA=="),
            Map.entry(DataType.STRING, Map.of(0, "a")));
    for (Map.Entry<DataType, Object> misfit : misfits) {
      assertThatThrownBy(() -> instance.holding(of(misfit.getKey()), misfit.getValue()))
          .as(misfit.toString())
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> instance.holding(MULTIPLE, "a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> instance.holding(MULTIPLE, Map.of("0", "a")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> instance.holding(MULTIPLE, Map.of(65_535, "a")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> instance.holding(4711, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4711");
    assertThatThrownBy(() -> instance.set(0, "a")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Spec("ID-03")
  void a_single_object_has_instance_0_only() {
    ObjectModel single =
        new ObjectModel(3, new Version(1, 0), "Single", false, true, new TreeMap<>());
    assertThat(ObjectInstance.of(single, 0).id()).isZero();
    assertThatThrownBy(() -> ObjectInstance.of(single, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ObjectInstance.of(MODEL, 65_535))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Spec({"MODEL-03", "DM-73"})
  void whatever_the_order_of_description_and_changes_the_content_is_what_was_put_last() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ObjectInstance instance = ObjectInstance.of(MODEL, 0);
      TreeMap<Integer, TreeMap<Integer, Value>> expected = new TreeMap<>();
      for (int i = 0; i < 60; i++) {
        int resource = MULTIPLE + of(DataType.INTEGER);
        int id = random.nextInt(4);
        TreeMap<Integer, Value> values = expected.computeIfAbsent(resource, r -> new TreeMap<>());
        Change change =
            switch (random.nextInt(4)) {
              case 0 -> {
                values.clear();
                values.put(id, new Value.Int(i));
                yield new Change.Put(new Node.MultipleResource(resource, values));
              }
              case 1 -> {
                values.put(id, new Value.Int(i));
                yield new Change.Merge(new TreeMap<>(Map.of(id, new Value.Int(i))));
              }
              case 2 -> {
                values.remove(id);
                yield new Change.RemoveInstance(id);
              }
              default -> {
                values.clear();
                yield new Change.Remove();
              }
            };
        instance.accepting(resource, random.nextInt(8));
        instance.write(new TreeMap<>(Map.of(resource, change)), (answer, now) -> {}, 0);
        assertThat(instance.content(resource))
            .as("seed %d, step %d", seed, i)
            .contains(new Node.MultipleResource(resource, values));
      }
      assertThat(instance.resources()).isSorted();
    }
  }

  @Test
  void changes_are_announced_by_path_and_only_while_served() {
    List<Path> changed = new ArrayList<>();
    InstanceHost host =
        new InstanceHost() {
          @Override
          public void onChanged(Path path, long nowNanos) {
            changed.add(path);
          }

          @Override
          public void later(io.tern.coap.Timers.Task task, long nowNanos) {
            task.run(nowNanos);
          }

          @Override
          public <T> void call(
              Supplier<Answer<T>> code, io.tern.client.AnswerListener<T> listener, long now) {
            listener.onAnswer(code.get(), now);
          }

          @Override
          public boolean post(io.tern.coap.Timers.Task task) {
            task.run(0);
            return true;
          }
        };
    int resource = of(DataType.INTEGER);
    ObjectInstance instance = ObjectInstance.of(MODEL, 7).holding(resource, 1);
    instance.set(resource, 2);
    instance.onServed(host);
    instance.set(resource, 3);
    instance.clear(resource);
    instance.changed(resource);
    instance.onServed(InstanceHost.NONE);
    instance.set(resource, 4);
    assertThat(changed)
        .hasSize(3)
        .allSatisfy(path -> assertThat(path).isEqualTo(Path.of(MODEL.id(), 7, resource)));
  }

  @Test
  @Spec("DM-31")
  void a_reader_may_have_no_value_now() {
    ObjectInstance instance =
        ObjectInstance.of(MODEL, 0)
            .reading(of(DataType.FLOAT), Optional::empty)
            .reading(of(DataType.INTEGER), () -> Optional.of(3))
            .reading(MULTIPLE + of(DataType.STRING), () -> Map.of(0, "a", 2, "c"));
    List<Answer<Node.InstanceNode>> answers = new ArrayList<>();
    instance.read(OptionalInt.empty(), (answer, now) -> answers.add(answer), 0);
    Node.InstanceNode expected =
        Node.InstanceNode.of(
            0,
            List.of(
                new Node.SingleResource(of(DataType.INTEGER), new Value.Int(3)),
                new Node.MultipleResource(
                    MULTIPLE + of(DataType.STRING),
                    new TreeMap<>(Map.of(0, new Value.Text("a"), 2, new Value.Text("c"))))));
    assertThat(answers).containsExactly(Answer.given(expected));
    assertThat(new TreeSet<>(instance.resources())).hasSize(3);
  }
}
