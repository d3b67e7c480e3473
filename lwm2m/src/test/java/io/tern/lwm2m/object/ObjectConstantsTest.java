// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.codec.DecodeLimits;
import io.tern.lwm2m.codec.Decoded;
import io.tern.lwm2m.codec.Formats;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import io.tern.spec.Spec;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ObjectConstantsTest {
  private static List<Class<?>> objects() throws IOException, ReflectiveOperationException {
    java.nio.file.Path sources =
        java.nio.file.Path.of("src", "main", "java", "io", "tern", "lwm2m", "object");
    List<Class<?>> objects = new ArrayList<>();
    try (Stream<java.nio.file.Path> files = Files.list(sources)) {
      for (java.nio.file.Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        if (!Set.of("Resource", "ValueType", "package-info").contains(name)) {
          objects.add(Class.forName("io.tern.lwm2m.object." + name));
        }
      }
    }
    return objects;
  }

  @Test
  @Spec({"DDF-03", "VER-20", "VER-21"})
  void every_constant_is_what_the_registry_says_and_none_is_missing()
      throws IOException, ReflectiveOperationException {
    List<Class<?>> objects = objects();
    assertThat(objects).hasSizeGreaterThan(50);
    Set<Integer> ids = new TreeSet<>();
    for (Class<?> object : objects) {
      int id = object.getField("ID").getInt(null);
      ObjectModel model = (ObjectModel) object.getField("MODEL").get(null);
      assertThat(model).isSameAs(Registry.builtIn().newest(id).orElseThrow());
      assertThat(ids.add(id)).as("one class for object %d", id).isTrue();
      Set<Integer> resources = new TreeSet<>();
      for (Field field : object.getFields()) {
        if (Modifier.isStatic(field.getModifiers())
            && field.get(null) instanceof Resource resource) {
          assertThat(resource.objectId()).isEqualTo(id);
          assertThat(resources.add(resource.id())).as("%s", field).isTrue();
          isDefined(field, resource, model.resource(resource.id()).orElseThrow());
        }
      }
      assertThat(resources).as(object.getName()).isEqualTo(model.resources().keySet());
    }
    assertThat(ids).contains(0, 1, 2, 3, 4, 5, 6, 7, 9, 16, 21, 3200, 3303, 3311, 3347);
  }

  private static void isDefined(Field field, Resource resource, ResourceModel model) {
    switch (resource) {
      case Resource.Executable _ ->
          assertThat(model.operations().executable() || model.type() == DataType.NONE)
              .as("%s", field)
              .isTrue();
      case Resource.Single<?>(int object, int id, ValueType<?> type) -> {
        assertThat(model.multiple()).as("%s", field).isFalse();
        assertThat(type.dataType()).as("%s", field).isEqualTo(model.type());
      }
      case Resource.Multiple<?>(int object, int id, ValueType<?> type) -> {
        assertThat(model.multiple()).as("%s", field).isTrue();
        assertThat(type.dataType()).as("%s", field).isEqualTo(model.type());
      }
    }
  }

  private static <T> void survives(ValueType<T> type, T java, Value value) {
    assertThat(type.value(java)).isEqualTo(value);
    assertThat(type.java(value)).contains(java);
    assertThat(value.type()).isEqualTo(type.dataType());
  }

  @Test
  @Spec({"DT-01", "DT-02", "DT-03", "DT-04", "DT-05", "DT-06", "DT-07", "DT-08", "DT-09"})
  void every_type_has_a_java_type() {
    survives(ValueType.STRING, "a", new Value.Text("a"));
    survives(ValueType.INTEGER, Long.MIN_VALUE, new Value.Int(Long.MIN_VALUE));
    survives(ValueType.UNSIGNED_INTEGER, -1L, new Value.Unsigned(-1));
    survives(ValueType.FLOAT, 0.5, new Value.Real(0.5));
    survives(ValueType.BOOLEAN, true, new Value.Bool(true));
    survives(ValueType.OPAQUE, Bytes.of(1, 2), new Value.Opaque(Bytes.of(1, 2)));
    survives(ValueType.TIME, Instant.EPOCH, new Value.Time(0));
    survives(ValueType.OBJECT_LINK, Value.ObjectLink.NULL, Value.ObjectLink.NULL);
    survives(ValueType.CORE_LINK, "</3>", new Value.CoreLink("</3>"));
  }

  @Test
  void a_value_of_another_type_is_none_unless_a_version_may_have_it_so() {
    assertThat(ValueType.INTEGER.java(new Value.Unsigned(7))).contains(7L);
    assertThat(ValueType.INTEGER.java(new Value.Unsigned(-1))).isEmpty();
    assertThat(ValueType.UNSIGNED_INTEGER.java(new Value.Int(7))).contains(7L);
    assertThat(ValueType.UNSIGNED_INTEGER.java(new Value.Int(-1))).isEmpty();
    assertThat(ValueType.FLOAT.java(new Value.Int(7))).contains(7.0);
    assertThat(ValueType.TIME.java(new Value.Int(7))).contains(Instant.ofEpochSecond(7));
    assertThat(ValueType.INTEGER.java(new Value.Real(7))).isEmpty();
    assertThat(ValueType.STRING.java(new Value.CoreLink("</3>"))).isEmpty();
    assertThat(ValueType.FLOAT.java(new Value.Opaque(Bytes.ofHex("41b40000")))).isEmpty();
  }

  private static <T> void reads(
      ValueType<T> type, ContentFormat format, String payload, T expected) {
    Resource.Single<T> own = new Resource.Single<>(42770, 1, type);
    assertThat(decoded(own, format, payload)).as("%s %s", type, payload).contains(expected);
  }

  private static <T> void refuses(ValueType<T> type, ContentFormat format, String payload) {
    Resource.Single<T> own = new Resource.Single<>(42770, 1, type);
    assertThat(decoded(own, format, payload)).as("%s %s", type, payload).isEmpty();
  }

  /// What a payload holds that is decoded without a definition; of TLV, its bytes in hexadecimal.
  private static <T> Optional<T> decoded(
      Resource.Valued<T> own, ContentFormat format, String payload) {
    Bytes bytes = format.equals(ContentFormat.TLV) ? Bytes.ofHex(payload) : Bytes.ofUtf8(payload);
    Decoded decoded =
        Formats.decode(
            format, own.path(0), bytes, Models.NONE, DecodeLimits.DEFAULT, Instant.EPOCH);
    assertThat(decoded).isInstanceOf(Decoded.Content.class);
    return own.content(((Decoded.Content) decoded).nodes().getFirst().node());
  }

  @Test
  @Spec({"DT-01", "DT-02", "DT-03", "DT-04", "DT-05", "DT-06", "DT-07", "MODEL-09"})
  void a_constant_of_ones_own_is_read_without_a_definition() {
    ContentFormat tlv = ContentFormat.TLV;
    reads(ValueType.FLOAT, tlv, "c40141b40000", 22.5);
    reads(ValueType.INTEGER, tlv, "c101fe", -2L);
    reads(ValueType.UNSIGNED_INTEGER, tlv, "c101fe", 254L);
    reads(ValueType.STRING, tlv, "c3016f666e", "ofn");
    reads(ValueType.BOOLEAN, tlv, "c10101", true);
    reads(ValueType.TIME, tlv, "c4016553f100", Instant.ofEpochSecond(1_700_000_000));
    reads(ValueType.OBJECT_LINK, tlv, "c40100030001", new Value.ObjectLink(3, 1));
    reads(ValueType.OPAQUE, tlv, "c2010102", Bytes.of(1, 2));
    ContentFormat text = ContentFormat.TEXT;
    reads(ValueType.FLOAT, text, "22.5", 22.5);
    reads(ValueType.INTEGER, text, "-2", -2L);
    reads(ValueType.TIME, text, "1700000000", Instant.ofEpochSecond(1_700_000_000));
    reads(ValueType.BOOLEAN, text, "1", true);
    reads(ValueType.STRING, text, "1", "1");
    reads(ValueType.OPAQUE, text, "AQI=", Bytes.of(1, 2));
    reads(ValueType.CORE_LINK, text, "</3>", "</3>");
    String link = "[{\"n\":\"/42770/0/1\",\"vs\":\"3:1\"}]";
    reads(ValueType.OBJECT_LINK, ContentFormat.SENML_JSON, link, new Value.ObjectLink(3, 1));
  }

  @Test
  @Spec({"DT-18", "MODEL-09"})
  void bytes_and_texts_that_are_no_value_of_the_constant_are_none() {
    refuses(ValueType.FLOAT, ContentFormat.TLV, "c30141b400");
    refuses(ValueType.INTEGER, ContentFormat.TLV, "c301010203");
    refuses(ValueType.BOOLEAN, ContentFormat.TLV, "c10102");
    refuses(ValueType.STRING, ContentFormat.TLV, "c101ff");
    refuses(ValueType.OBJECT_LINK, ContentFormat.TLV, "c2010003");
    refuses(ValueType.FLOAT, ContentFormat.TEXT, "warm");
    refuses(ValueType.TIME, ContentFormat.TEXT, "2026-01-01");
    refuses(ValueType.BOOLEAN, ContentFormat.TEXT, "true");
    refuses(ValueType.OBJECT_LINK, ContentFormat.TEXT, "3-1");
    refuses(ValueType.OPAQUE, ContentFormat.TEXT, "*");
  }

  @Test
  @Spec({"DT-02", "MODEL-09"})
  void several_values_of_a_constant_of_ones_own_are_read_too() {
    Resource.Multiple<Long> own = new Resource.Multiple<>(42770, 1, ValueType.INTEGER);
    assertThat(decoded(own, ContentFormat.TLV, "86014100014101ff"))
        .contains(new TreeMap<>(Map.of(0, 1L, 1, -1L)));
    assertThat(decoded(own, ContentFormat.TLV, "8801084100014301010203")).isEmpty();
  }

  @Test
  void content_goes_into_the_tree_and_comes_out_of_it() {
    assertThat(Temperature.SENSOR_VALUE.path(2)).isEqualTo(Path.of(3303, 2, 5700));
    Node.SingleResource node = Temperature.SENSOR_VALUE.node(21.5);
    assertThat(node).isEqualTo(new Node.SingleResource(5700, new Value.Real(21.5)));
    assertThat(Temperature.SENSOR_VALUE.content(node)).contains(21.5);
    assertThat(Temperature.MIN_MEASURED_VALUE.content(node)).isEmpty();
    Node.MultipleResource sources = Device.AVAILABLE_POWER_SOURCES.node(Map.of(0, 1L, 4, 5L));
    assertThat(Device.AVAILABLE_POWER_SOURCES.content(sources))
        .contains(new TreeMap<>(Map.of(0, 1L, 4, 5L)));
    assertThat(Device.POWER_SOURCE_VOLTAGE.content(sources)).isEmpty();
    assertThat(Device.BATTERY_LEVEL.content(sources)).isEqualTo(Optional.empty());
    TreeMap<Integer, Value> mixed = new TreeMap<>(sources.values());
    mixed.put(5, new Value.Text("x"));
    assertThat(Device.AVAILABLE_POWER_SOURCES.content(new Node.MultipleResource(6, mixed)))
        .isEmpty();
  }
}
