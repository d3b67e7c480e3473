// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import io.tern.client.object.ObjectInstance;
import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.codec.Encoded;
import io.tern.lwm2m.codec.Formats;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.model.ResourceModel.Operations;
import io.tern.lwm2m.node.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// An object with a resource of every kind, of which servers may create instances.
final class Lab {
  static final int ID = 32769;
  static final int NAME = 0;
  static final int COUNT = 1;
  static final int SERIAL = 2;
  static final int SECRET = 3;
  static final int DOORS = 4;
  static final int KEYS = 5;
  static final int OPEN = 6;
  static final int LINK = 7;
  static final int LEVEL = 8;
  static final int CODES = 9;
  static final int SPARE = 10;

  static final ObjectModel MODEL = model();
  static final ContentFormat TLV = ContentFormat.TLV;

  /// What a Create must bring along.
  static final Node.ResourceNode NAME_CONTENT = single(NAME, new Value.Text("new"));

  private Lab() {}

  private static ObjectModel model() {
    SortedMap<Integer, ResourceModel> resources = new TreeMap<>();
    put(resources, NAME, Operations.RW, "S!", DataType.STRING, "1..20");
    put(resources, COUNT, Operations.RW, "S", DataType.INTEGER, "0..100");
    put(resources, SERIAL, Operations.R, "S!", DataType.STRING, "");
    put(resources, SECRET, Operations.W, "S", DataType.OPAQUE, "");
    put(resources, DOORS, Operations.RW, "M", DataType.INTEGER, "");
    put(resources, KEYS, Operations.RW, "M!", DataType.STRING, "");
    put(resources, OPEN, Operations.E, "S", DataType.NONE, "");
    put(resources, LINK, Operations.RW, "S", DataType.OBJECT_LINK, "");
    put(resources, LEVEL, Operations.RW, "S", DataType.FLOAT, "");
    put(resources, CODES, Operations.R, "M", DataType.UNSIGNED_INTEGER, "");
    put(resources, SPARE, Operations.RW, "S", DataType.STRING, "");
    return new ObjectModel(ID, new Version(1, 0), "Lab", true, false, resources);
  }

  /// @param shape `S` single or `M` multiple, `!` for mandatory
  private static void put(
      Map<Integer, ResourceModel> resources,
      int id,
      Operations operations,
      String shape,
      DataType type,
      String range) {
    boolean multiple = shape.startsWith("M");
    boolean mandatory = shape.endsWith("!");
    resources.put(
        id, new ResourceModel(id, "R" + id, operations, multiple, mandatory, type, range, ""));
  }

  /// An instance with all resources but [#SPARE], which this device does not have.
  static ObjectInstance instance(int id) {
    return empty(id)
        .holding(NAME, "lab")
        .holding(COUNT, 5)
        .holding(SECRET, Bytes.of(1, 2))
        .holding(DOORS, Map.of(0, 10, 3, 13))
        .holding(KEYS, Map.of(0, "brass"))
        .holding(LINK, new Value.ObjectLink(3, 0))
        .holding(CODES, Map.of(7, 70));
  }

  /// What the device makes of a Create: the server brings the name and the keys.
  static ObjectInstance empty(int id) {
    return ObjectInstance.of(MODEL, id)
        .holding(SERIAL, "s-" + id)
        .accepting(NAME, COUNT, SECRET, DOORS, KEYS, LINK, LEVEL, CODES)
        .executing(OPEN, arguments -> {});
  }

  /// The content of an instance or resource in TLV.
  static Bytes tlv(String path, Node node) {
    Path at = Path.parse(path).orElseThrow();
    return Formats.encode(TLV, at, node, id -> Optional.of(MODEL))
            instanceof Encoded.Payload(ContentFormat format, Bytes bytes)
        ? bytes
        : Bytes.EMPTY;
  }

  static Node.InstanceNode content(int id, Node.ResourceNode... resources) {
    return Node.InstanceNode.of(id, List.of(resources));
  }

  static Node.SingleResource single(int id, Value value) {
    return new Node.SingleResource(id, value);
  }

  static Node.MultipleResource multiple(int id, Map<Integer, Value> values) {
    return new Node.MultipleResource(id, new TreeMap<>(values));
  }

  static final Node.ResourceNode KEYS_CONTENT = multiple(KEYS, Map.of(2, new Value.Text("steel")));
}
