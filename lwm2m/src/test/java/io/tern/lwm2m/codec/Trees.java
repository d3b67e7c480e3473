// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.instance;
import static io.tern.lwm2m.codec.Codecs.integer;
import static io.tern.lwm2m.codec.Codecs.multiple;
import static io.tern.lwm2m.codec.Codecs.single;
import static io.tern.lwm2m.codec.Codecs.text;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Nodes for tests, given or random.
final class Trees {
  /// The types that values can have.
  private static final List<DataType> TYPES =
      Stream.of(DataType.values()).filter(type -> type != DataType.NONE).toList();

  private Trees() {}

  static Value real(double value) {
    return new Value.Real(value);
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

  /// An object [TestModels#ALL_TYPES] with at least one value in each instance.
  static Node.ObjectNode randomObject(Random random) {
    List<Node.InstanceNode> instances = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      instances.add(randomInstance(random.nextInt(3) == 0 ? 65534 - i : i, random));
    }
    return Node.ObjectNode.of(TestModels.ALL_TYPES, instances);
  }

  static Node.InstanceNode randomInstance(int id, Random random) {
    List<Node.ResourceNode> resources = new ArrayList<>();
    while (resources.isEmpty()) {
      for (DataType type : TYPES) {
        if (random.nextInt(3) == 0) {
          resources.add(single(TestModels.single(type), randomValue(type, random)));
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
    return new Node.MultipleResource(TestModels.multiple(type), values);
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
