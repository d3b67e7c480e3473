// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.spec.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for all formats that name the path of each value.
class SelfDescribingFormatsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  /// From here on (the year 2262), nanoseconds since 1970 do not fit 64 bits.
  private static final long NANOSECONDS_END = Long.MAX_VALUE / 1_000_000_000;

  static List<ContentFormat> formats() {
    return List.of(
        ContentFormat.SENML_JSON,
        ContentFormat.SENML_CBOR,
        ContentFormat.LWM2M_JSON,
        ContentFormat.LWM2M_CBOR);
  }

  static List<ContentFormat> formatsWithTime() {
    return List.of(ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR, ContentFormat.LWM2M_JSON);
  }

  private static Bytes encode(ContentFormat format, Path path, List<TimedNode> nodes) {
    return switch (Formats.encode(format, path, nodes, TestModels.MODELS)) {
      case Encoded.Payload(var f, var bytes) -> bytes;
      case Encoded.Unsupported refusal -> throw new AssertionError(refusal.toString());
    };
  }

  private static Decoded decode(ContentFormat format, Path path, Bytes payload, Models models) {
    Decoded decoded = Formats.decode(format, path, payload, models, DecodeLimits.DEFAULT, NOW);
    return decoded instanceof Decoded.OneNode one
        ? new Decoded.Nodes(one.nodes(), one.tolerances())
        : decoded;
  }

  private static Decoded content(List<TimedNode> nodes) {
    boolean ahead = nodes.stream().anyMatch(node -> node.isAhead(NOW));
    return new Decoded.Nodes(nodes, ahead ? Set.of(Tolerance.TIME_AHEAD) : Set.of());
  }

  private static TimedNode untimed(Path path, Node node) {
    return new TimedNode(Optional.empty(), path, node);
  }

  /// A random node with its path: an object, an instance, a resource or a resource instance.
  private static TimedNode randomNode(Random random) {
    Node.ObjectNode object = Trees.randomObject(random);
    Path path = Path.of(object.id());
    if (random.nextInt(4) == 0) {
      return untimed(path, object);
    }
    Node.InstanceNode instance = pick(object.instances().values(), random);
    path = path.child(instance.id());
    if (random.nextInt(3) == 0) {
      return untimed(path, instance);
    }
    Node.ResourceNode resource = pick(instance.resources().values(), random);
    path = path.child(resource.id());
    if (resource instanceof Node.MultipleResource multiple && random.nextBoolean()) {
      int id = pick(multiple.values().keySet(), random);
      return untimed(path.child(id), new Node.ResourceInstanceNode(id, multiple.values().get(id)));
    }
    return untimed(path, resource);
  }

  private static <T> T pick(java.util.Collection<T> from, Random random) {
    return new ArrayList<>(from).get(random.nextInt(from.size()));
  }

  @ParameterizedTest
  @MethodSource("formats")
  @Spec({"FMT-41", "FMT-42", "FMT-43", "FMT-45", "DT-16"})
  void reads_back_any_node_that_it_writes(ContentFormat format) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      TimedNode node = randomNode(random);
      Bytes payload = encode(format, node.path(), List.of(node));

      assertThat(decode(format, node.path(), payload, TestModels.MODELS))
          .as("seed %d round %d: %s", seed, i, payload.hex())
          .isEqualTo(content(List.of(node)));
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  @Spec({"FMT-46", "DM-128"})
  void reads_back_any_set_of_resources(ContentFormat format) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      List<TimedNode> nodes = new ArrayList<>();
      Node.ObjectNode object = Trees.randomObject(random);
      for (Node.InstanceNode instance : object.instances().values()) {
        for (Node.ResourceNode resource : instance.resources().values()) {
          nodes.add(untimed(Path.of(object.id(), instance.id(), resource.id()), resource));
        }
      }
      Bytes payload = encode(format, Path.ROOT, nodes);

      assertThat(decode(format, Path.ROOT, payload, TestModels.MODELS))
          .as("seed %d round %d: %s", seed, i, payload.hex())
          .isEqualTo(content(nodes));
    }
  }

  @ParameterizedTest
  @MethodSource("formatsWithTime")
  @Spec({"FMT-47", "SEND-07", "SML-27", "SML-28"})
  void reads_back_any_history(ContentFormat format) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      Path path = Path.of(TestModels.ALL_TYPES, 3);
      List<TimedNode> nodes = new ArrayList<>();
      Instant time = Instant.ofEpochSecond(268_435_456L + random.nextInt(2_000_000_000));
      for (int n = random.nextInt(5); n >= 0; n--) {
        time = time.plusNanos(1 + (random.nextLong() >>> (4 + random.nextInt(50))));
        time = random.nextBoolean() ? Instant.ofEpochSecond(time.getEpochSecond() + 1) : time;
        nodes.add(new TimedNode(Optional.of(time), path, Trees.randomInstance(3, random)));
      }
      if (random.nextInt(4) == 0) {
        nodes.add(untimed(path, Trees.randomInstance(3, random)));
      }
      Bytes payload = encode(format, path, nodes);

      assertThat(decode(format, path, payload, TestModels.MODELS))
          .as("seed %d round %d: %s", seed, i, payload.hex())
          .isEqualTo(content(nodes));
    }
  }

  @Test
  void what_is_written_without_blanks_and_escapes_is_usual() {
    Random random = new Random(5);
    int usual = 0;
    for (int i = 0; i < 1_000; i++) {
      TimedNode node = randomNode(random);
      for (SenmlFormat senml : List.of(SenmlFormat.JSON, SenmlFormat.CBOR)) {
        Bytes payload = encode(senml.number(), node.path(), List.of(node));
        Reading reading = new Reading(TestModels.MODELS, DecodeLimits.DEFAULT, NOW);
        Decoded scanned = SenmlFormat.decode(node.path(), payload, senml.scan(), reading);
        usual += scanned instanceof Decoded.Content ? 1 : 0;
        readsTheSameEitherWay(senml.number(), node.path(), payload, "round " + i);
      }
    }
    assertThat(usual).isGreaterThan(500);
  }

  @Test
  @Spec({"FMT-41", "FMT-42", "FMT-43", "FMT-45"})
  void all_formats_say_the_same() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      TimedNode node = randomNode(random);
      for (ContentFormat format :
          Stream.concat(formats().stream(), Stream.of(ContentFormat.TLV)).toList()) {
        Bytes payload = encode(format, node.path(), List.of(node));
        assertThat(decode(format, node.path(), payload, TestModels.MODELS))
            .as("seed %d %s", seed, format)
            .isEqualTo(content(List.of(node)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  @Spec("VEC-98")
  void every_cut_of_a_payload_is_broken(ContentFormat format) {
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      TimedNode node = randomNode(random);
      Bytes payload = encode(format, node.path(), List.of(node));
      for (int size = 1; size < payload.size(); size++) {
        assertThat(decode(format, node.path(), payload.slice(0, size), TestModels.MODELS))
            .as("%s cut to %d", payload.hex(), size)
            .isInstanceOf(Decoded.Broken.class);
      }
      assertThat(decode(format, node.path(), payload.concat(Bytes.of(0x31)), TestModels.MODELS))
          .isInstanceOf(Decoded.Broken.class);
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void mutated_payloads_are_read_or_refused(ContentFormat format) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      TimedNode node = randomNode(random);
      byte[] payload = encode(format, node.path(), List.of(node)).toArray();
      for (int n = random.nextInt(4); n >= 0; n--) {
        mutate(payload, format, random);
      }
      Bytes mutated = Bytes.copyOf(payload);
      String context = "seed " + seed + " round " + i + ": " + mutated.hex();
      try {
        refused += obeysTheLaws(format, mutated, context) ? 1 : 0;
      } catch (RuntimeException e) {
        throw new AssertionError(context, e);
      }
    }
    assertThat(refused).isBetween(1_000, 19_999);
  }

  /// What is read as a usual payload is read the long way as well, as the same, and without a warning.
  private static void readsTheSameEitherWay(
      ContentFormat format, Path base, Bytes payload, String context) {
    for (SenmlFormat senml : List.of(SenmlFormat.JSON, SenmlFormat.CBOR)) {
      if (senml.number().equals(format)) {
        Reading reading = new Reading(TestModels.MODELS, DecodeLimits.DEFAULT, NOW);
        Decoded usual = SenmlFormat.decode(base, payload, senml.scan(), reading);
        if (usual instanceof Decoded.Content) {
          assertThat(SenmlFormat.decode(base, payload, senml.source(), reading))
              .as(context)
              .isEqualTo(usual);
        }
      }
    }
  }

  /// Any bytes are read or refused; what was read without model can be written and is then read again as
  /// it was.
  ///
  /// @return whether the bytes were refused at each of some paths
  static boolean obeysTheLaws(ContentFormat format, Bytes payload, String context) {
    boolean refused = true;
    for (Path base : List.of(Path.ROOT, Path.of(3), Path.of(3, 0), Path.of(3, 0, 9))) {
      decode(format, base, payload, TestModels.MODELS);
      readsTheSameEitherWay(format, base, payload, context);
      if (decode(format, base, payload, Models.NONE) instanceof Decoded.Content content) {
        refused = false;
        writesAgain(format, base, content.nodes(), context);
      }
    }
    Formats.decodePaths(format, payload, Payloads.READING);
    Formats.decodePatch(format, payload, Payloads.READING);
    Formats.decodeCreate(
        format, Path.of(3), payload, Models.NONE, DecodeLimits.DEFAULT, Payloads.NOW);
    return refused;
  }

  private static void writesAgain(
      ContentFormat format, Path base, List<TimedNode> nodes, String context) {
    boolean tooFar =
        nodes.stream()
            .flatMap(node -> node.time().stream())
            .anyMatch(time -> time.getEpochSecond() > NANOSECONDS_END);
    if (!tooFar
        && Formats.encode(format, base, nodes, Models.NONE)
            instanceof Encoded.Payload(var f, var bytes)) {
      assertThat(decode(format, base, bytes, Models.NONE)).as(context).isEqualTo(content(nodes));
    }
  }

  private static void mutate(byte[] payload, ContentFormat format, Random random) {
    if (payload.length == 0) {
      return;
    }
    int at = random.nextInt(payload.length);
    switch (random.nextInt(4)) {
      case 0 -> payload[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> payload[at] = (byte) random.nextInt(256);
      case 2 -> {
        int from = random.nextInt(payload.length);
        int length = Math.min(random.nextInt(16), payload.length - Math.max(at, from));
        System.arraycopy(payload, from, payload, at, length);
      }
      default ->
          payload[at] =
              format.shortName().contains("json")
                  ? (byte) "[]{}\",:0123456789eE.-\\utfn/_".charAt(random.nextInt(28))
                  : (byte) (0x80 + random.nextInt(0x60));
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void random_bytes_are_refused(ContentFormat format) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] payload = new byte[random.nextInt(40)];
      random.nextBytes(payload);
      Decoded decoded = decode(format, Path.of(3, 0, 9), Bytes.wrap(payload), Models.NONE);
      assertThat(decoded)
          .as("seed %d: %s", seed, Bytes.wrap(payload).hex())
          .isInstanceOf(Decoded.Broken.class);
    }
  }
}
