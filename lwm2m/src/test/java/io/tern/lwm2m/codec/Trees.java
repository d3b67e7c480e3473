// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/// Nodes for tests, given or random.
final class Trees {
  private Trees() {}

  static Value text(String value) {
    return new Value.Text(value);
  }

  static Value integer(long value) {
    return new Value.Int(value);
  }

  static Value real(double value) {
    return new Value.Real(value);
  }

  static Node.SingleResource single(int id, Value value) {
    return new Node.SingleResource(id, value);
  }

  /// A multiple resource of ids and values in turn.
  static Node.MultipleResource multiple(int id, Object... idsAndValues) {
    SortedMap<Integer, Value> values = new TreeMap<>();
    for (int i = 0; i < idsAndValues.length; i += 2) {
      values.put((Integer) idsAndValues[i], (Value) idsAndValues[i + 1]);
    }
    return new Node.MultipleResource(id, values);
  }

  static Node.InstanceNode instance(int id, Node.ResourceNode... resources) {
    return Node.InstanceNode.of(id, List.of(resources));
  }

  static Node.ObjectNode object(int id, Node.InstanceNode... instances) {
    return Node.ObjectNode.of(id, List.of(instances));
  }

  /// `/3/0` of the test vectors without resource 7.
  static Node.InstanceNode device() {
    return instance(
        0,
        single(0, text("Acme")),
        multiple(6, 0, integer(1), 1, integer(5)),
        single(9, integer(87)),
        multiple(11, 0, integer(0)),
        single(13, new Value.Time(1_700_000_000)),
        single(16, text("U")));
  }

  /// An object of [SampleModels#ALL_TYPES] with at least one value in each instance.
  static Node.ObjectNode randomObject(Random random) {
    List<Node.InstanceNode> instances = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      instances.add(randomInstance(random.nextInt(3) == 0 ? 65534 - i : i, random));
    }
    return Node.ObjectNode.of(SampleModels.ALL_TYPES, instances);
  }

  static Node.InstanceNode randomInstance(int id, Random random) {
    List<Node.ResourceNode> resources = new ArrayList<>();
    while (resources.isEmpty()) {
      for (DataType type : SampleModels.types()) {
        if (random.nextInt(3) == 0) {
          resources.add(single(SampleModels.single(type), randomValue(type, random)));
        }
        if (random.nextInt(3) == 0) {
          resources.add(randomMultiple(type, random));
        }
      }
    }
    return Node.InstanceNode.of(id, resources);
  }

  static Node.MultipleResource randomMultiple(DataType type, Random random) {
    SortedMap<Integer, Value> values = new TreeMap<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      values.put(random.nextInt(random.nextBoolean() ? 4 : 65535), randomValue(type, random));
    }
    return new Node.MultipleResource(SampleModels.multiple(type), values);
  }

  static Value randomValue(DataType type, Random random) {
    return switch (type) {
      case STRING -> new Value.Text(randomText(random));
      case INTEGER -> new Value.Int(randomLong(random));
      case UNSIGNED_INTEGER -> new Value.Unsigned(randomLong(random));
      case FLOAT -> new Value.Real(randomDouble(random));
      case BOOLEAN -> new Value.Bool(random.nextBoolean());
      case OPAQUE -> {
        byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 400 : 20)];
        random.nextBytes(bytes);
        yield new Value.Opaque(Bytes.wrap(bytes));
      }
      case TIME -> new Value.Time(randomLong(random));
      case OBJECT_LINK -> new Value.ObjectLink(random.nextInt(65536), random.nextInt(65536));
      case CORE_LINK -> new Value.CoreLink("</3/0>;ver=1." + random.nextInt(5));
      case NONE -> throw new IllegalArgumentException("no value");
    };
  }

  private static long randomLong(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Long.MIN_VALUE + random.nextInt(2);
      case 1 -> Long.MAX_VALUE - random.nextInt(2);
      case 2 -> (1L << 53) + 1;
      case 3 -> random.nextInt(3) - 1;
      default -> random.nextLong() >> random.nextInt(64);
    };
  }

  private static double randomDouble(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(1000) / 10.0;
      case 1 -> -0.0;
      case 2 -> Double.MIN_VALUE;
      case 3 -> Double.MAX_VALUE;
      case 4 -> random.nextInt(5);
      default -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
    };
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int c =
          switch (random.nextInt(5)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> "\"\\/\u007f\u00e9\u20ac\ufffd".charAt(random.nextInt(7));
            case 2 -> 0x1F600 + random.nextInt(40);
            default -> 'a' + random.nextInt(26);
          };
      text.appendCodePoint(c);
    }
    return text.toString();
  }
}
