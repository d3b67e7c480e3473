// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.model.ResourceModel.Operations;
import io.tern.lwm2m.node.Node;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The objects of the enabler itself, in every version that is built in.
class CoreObjectsTest {
  private static final Registry REGISTRY = Registry.builtIn();
  private static final List<ContentFormat> TREES =
      List.of(
          ContentFormat.TLV,
          ContentFormat.LWM2M_JSON,
          ContentFormat.SENML_JSON,
          ContentFormat.SENML_CBOR,
          ContentFormat.LWM2M_CBOR);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  @Spec({"OBJ-902", "OBJ-903"})
  void every_resource_of_a_core_object_crosses_every_format_of_trees(int object) {
    assertThat(REGISTRY.versions(object)).contains(Version.V1_0);
    for (Version version : REGISTRY.versions(object)) {
      ObjectModel model = REGISTRY.object(object, version).orElseThrow();
      Models models = id -> Optional.of(model).filter(it -> it.id() == id);
      Path path = Path.of(object, 0);
      Node.InstanceNode all = Node.InstanceNode.of(0, resources(model));
      assertThat(all.resources()).isNotEmpty();
      for (ContentFormat format : TREES) {
        Encoded encoded = Formats.encode(format, path, all, models);
        assertThat(encoded).isInstanceOf(Encoded.Payload.class);
        Bytes payload = ((Encoded.Payload) encoded).bytes();
        assertThat(
                Formats.decode(format, path, payload, models, DecodeLimits.DEFAULT, Payloads.NOW))
            .as("%s of version %s", format, version)
            .isEqualTo(new Decoded.OneNode(path, all));
      }
    }
  }

  private static List<Node.ResourceNode> resources(ObjectModel model) {
    List<Node.ResourceNode> resources = new ArrayList<>();
    for (ResourceModel resource : model.resources().values()) {
      if (resource.type() != DataType.NONE) {
        Value value = value(resource.type());
        resources.add(
            resource.multiple()
                ? new Node.MultipleResource(
                    resource.id(), new TreeMap<>(Map.of(0, value, 300, value)))
                : new Node.SingleResource(resource.id(), value));
      }
    }
    return resources;
  }

  private static Value value(DataType type) {
    return switch (type) {
      case STRING -> new Value.Text("é");
      case INTEGER -> new Value.Int(-70_000);
      case UNSIGNED_INTEGER -> new Value.Unsigned(-1);
      case FLOAT -> new Value.Real(0.1);
      case BOOLEAN -> new Value.Bool(true);
      case OPAQUE -> new Value.Opaque(Bytes.of(0, 0xFB, 0xFF));
      case TIME -> new Value.Time(1_700_000_000);
      case OBJECT_LINK -> new Value.ObjectLink(3, 0);
      case CORE_LINK -> new Value.CoreLink("</3/0>");
      case NONE -> throw new IllegalArgumentException("no value");
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {3300, 3301, 3303, 3304, 3315, 3316, 3317, 3318, 3323, 3330})
  @Spec("OBJ-901")
  void sensors_share_their_resources(int sensor) {
    ObjectModel model = REGISTRY.newest(sensor).orElseThrow();
    isLike(model, 5700, Operations.R, DataType.FLOAT);
    isLike(model, 5701, Operations.R, DataType.STRING);
    isLike(model, 5601, Operations.R, DataType.FLOAT);
    isLike(model, 5602, Operations.R, DataType.FLOAT);
    isLike(model, 5603, Operations.R, DataType.FLOAT);
    isLike(model, 5604, Operations.R, DataType.FLOAT);
    isLike(model, 5605, Operations.E, DataType.NONE);
    isLike(model, 5518, Operations.R, DataType.TIME);
    isLike(model, 5750, Operations.RW, DataType.STRING);
    assertThat(model.resources().get(5700).mandatory()).isTrue();
  }

  private static void isLike(ObjectModel model, int id, Operations operations, DataType type) {
    ResourceModel resource = model.resource(id).orElseThrow();
    assertThat(resource.operations()).as("%d/%d", model.id(), id).isEqualTo(operations);
    assertThat(resource.type()).as("%d/%d", model.id(), id).isEqualTo(type);
    assertThat(resource.multiple()).isFalse();
  }

  @Test
  @Spec("OBJ-902")
  void objects_0_1_and_3_are_those_that_every_client_has() {
    for (int id = 0; id <= 7; id++) {
      assertThat(REGISTRY.newest(id).orElseThrow().mandatory())
          .as("object " + id)
          .isEqualTo(id == 0 || id == 1 || id == 3);
    }
  }
}
