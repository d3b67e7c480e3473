// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.codec.DecodeLimits;
import io.tern.lwm2m.codec.Decoded;
import io.tern.lwm2m.codec.Encoded;
import io.tern.lwm2m.codec.Formats;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.peers.Line;
import io.tern.peers.PeerLaunch;
import io.tern.peers.PeerProcess;
import io.tern.peers.PeerProgram;
import io.tern.spec.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The same payloads make the same trees in Tern and in Leshan; where they do not, the rule that decides stands
/// beside the payload.
class LeshanFormatsTest {
  private static final int TEST_OBJECT = 3442;
  private static final Map<String, ContentFormat> FORMATS =
      Map.of(
          "TEXT", ContentFormat.TEXT,
          "CBOR", ContentFormat.CBOR,
          "TLV", ContentFormat.TLV,
          "JSON", ContentFormat.LWM2M_JSON,
          "SENML_JSON", ContentFormat.SENML_JSON,
          "SENML_CBOR", ContentFormat.SENML_CBOR);

  private static final Models MODELS =
      Registry.builtIn().modelsFor(Release.V1_1, new ObjectList("", List.of(), List.of()));

  private static PeerProcess leshan;

  @BeforeAll
  static void start() {
    leshan = PeerLaunch.of(PeerProgram.LESHAN_CODEC).start();
  }

  @AfterAll
  static void stop() {
    leshan.close();
  }

  private static List<String> byLeshan(String format, Path path, Bytes payload) {
    Line answer = leshan.ask("decode", format, path.toString(), payload.hex());
    return answer.startsWith("answer", "ok") ? answer.from(2) : List.of("refused");
  }

  private static List<String> byTern(String format, Path path, Bytes payload) {
    Decoded decoded =
        Formats.decode(
            FORMATS.get(format), path, payload, MODELS, DecodeLimits.DEFAULT, Instant.EPOCH);
    if (!(decoded instanceof Decoded.Content content)) {
      return List.of("refused");
    }
    List<String> words = new ArrayList<>();
    for (TimedNode node : content.nodes().reversed()) {
      node.time().ifPresent(time -> words.add("at=" + time));
      collect(path, node.node(), words);
    }
    return words;
  }

  private static void collect(Path path, Node node, List<String> words) {
    switch (node) {
      case Node.ObjectNode object ->
          object.instances().forEach((id, child) -> collect(path.child(id), child, words));
      case Node.InstanceNode instance ->
          instance.resources().forEach((id, child) -> collect(path.child(id), child, words));
      case Node.MultipleResource many ->
          many.values().forEach((id, value) -> words.add(word(path.child(id), value)));
      case Node.SingleResource(int id, Value value) -> words.add(word(path, value));
      case Node.ResourceInstanceNode(int id, Value value) -> words.add(word(path, value));
    }
  }

  private static String word(Path path, Value value) {
    return path
        + "="
        + switch (value) {
          case Value.Text(String text) -> "STRING:" + text;
          case Value.Int(long number) -> "INTEGER:" + number;
          case Value.Unsigned(long bits) -> "UNSIGNED_INTEGER:" + Long.toUnsignedString(bits);
          case Value.Real(double number) -> "FLOAT:" + number;
          case Value.Bool(boolean flag) -> "BOOLEAN:" + flag;
          case Value.Opaque(Bytes bytes) -> "OPAQUE:" + bytes.hex();
          case Value.Raw(Bytes bytes) -> "OPAQUE:" + bytes.hex();
          case Value.Time(long seconds) -> "TIME:" + Instant.ofEpochSecond(seconds);
          case Value.ObjectLink link -> "OBJLNK:" + link;
          case Value.CoreLink(String links) -> "CORELINK:" + links;
        };
  }

  private static Bytes payload(String text) {
    return text.matches("[0-9A-F ]+")
        ? Bytes.ofHex(text.replace(" ", ""))
        : Bytes.ofUtf8(text.replace('\'', '"'));
  }

  @ParameterizedTest
  @Spec({"VEC-01", "VEC-16", "VEC-17", "VEC-30", "VEC-31", "VEC-80", "VEC-83", "VEC-86", "VEC-87"})
  @CsvSource(
      delimiter = '|',
      value = {
        "TLV|/3/0|C4 00 41 63 6D 65 86 06 41 00 01 41 01 05 88 07 08 42 00 0E 74 42 01 13 88 C1 09 57"
            + " 83 0B 41 00 00 C4 0D 65 53 F1 00 C1 10 55",
        "TLV|/3|08 00 2A C4 00 41 63 6D 65 86 06 41 00 01 41 01 05 88 07 08 42 00 0E 74 42 01 13 88"
            + " C1 09 57 83 0B 41 00 00 C4 0D 65 53 F1 00 C1 10 55",
        "TLV|/3303/0/5700|E4 16 44 41 B4 00 00",
        "TLV|/3303/0/5700|E8 16 44 08 40 36 80 00 00 00 00 00",
        "TLV|/3/0|C1 09 57 C1 09 58",
        "TLV|/3/0/9|C8 00 05 41",
        "SENML_JSON|/3/0|[{'bn':'/3/0/','n':'0','vs':'Acme'},{'n':'6/0','v':1},{'n':'9','v':87}]",
        "SENML_CBOR|/3/0/9|81 A2 00 66 2F 33 2F 30 2F 39 02 18 57",
        "SENML_JSON|/3303/0/5700|[{'bn':'/3303/0/','bt':1700000000,'n':'5700','t':-20,'v':21.9},"
            + "{'n':'5700','t':-10,'v':22.1},{'n':'5700','v':22.5}]",
        "SENML_JSON|/3/0/9|[{'n':'/1/0/9','v':1}]",
        "JSON|/3/0|{'bn':'/3/0/','e':[{'n':'0','sv':'Acme'},{'n':'6/0','v':1},{'n':'9','v':87}]}",
        "CBOR|/3/0/9|18 57",
        "TEXT|/3/0/13|1700000000"
      })
  void the_same_payload_makes_the_same_tree(String format, String path, String text) {
    Path at = Path.parse(path).orElseThrow();
    assertThat(byTern(format, at, payload(text))).isEqualTo(byLeshan(format, at, payload(text)));
  }

  /// Rule, format, path, payload, what Tern makes of it, what Leshan makes of it.
  @ParameterizedTest
  @Spec({"DT-03", "DT-11", "DT-12"})
  @CsvSource(
      delimiter = '|',
      value = {
        "DT-11|TLV|/3/0/9|C3 09 00 00 01|refused|/3/0/9=INTEGER:1",
        "DT-12|TLV|/3442/0/125|C2 7D F8 70|/3442/0/125=UNSIGNED_INTEGER:63600"
            + "|/3442/0/125=UNSIGNED_INTEGER:18446744073709549680"
      })
  void where_they_differ_a_rule_decides(
      String rule, String format, String path, String text, String tern, String other) {
    Path at = Path.parse(path).orElseThrow();
    assertThat(byTern(format, at, payload(text))).as(rule).containsExactly(tern);
    assertThat(byLeshan(format, at, payload(text))).as(rule).containsExactly(other);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "VEC-86|SENML_JSON|/3/0/9|[{'n':'/3/0/9','v':1,'vs':'x'}]",
        "VEC-87|SENML_JSON|/3/0/9|[{'bn':'/3/0/','n':'9','v':87,'foo_':1}]",
        "VEC-88|SENML_JSON|/3/0/9|[{'bver':11,'n':'/3/0/9','v':1}]",
        "VEC-99|TEXT|/3/0/9|1e3",
        "DT-16|SENML_JSON|/3/0/9|[{'n':'/3/0/9','v':9223372036854775808}]"
      })
  void what_a_rule_refuses_tern_refuses_whatever_leshan_makes_of_it(
      String rule, String format, String path, String text) {
    assertThat(byTern(format, Path.parse(path).orElseThrow(), payload(text)))
        .as(rule)
        .containsExactly("refused");
  }

  @Test
  void trees_of_every_type_that_tern_writes_are_what_leshan_reads() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Path path = Path.of(TEST_OBJECT, 0);
    for (int i = 0; i < 60; i++) {
      Node tree = tree(random);
      for (String format : List.of("TLV", "JSON", "SENML_JSON", "SENML_CBOR")) {
        Encoded encoded = Formats.encode(FORMATS.get(format), path, tree, MODELS);
        Bytes payload = ((Encoded.Payload) encoded).bytes();
        List<String> words = new ArrayList<>();
        collect(path, tree, words);
        assertThat(byTern(format, path, payload)).as("seed %d, %s", seed, format).isEqualTo(words);
        assertThat(byLeshan(format, path, payload))
            .as("seed %d, %s: %s", seed, format, payload.hex())
            .isEqualTo(words);
      }
    }
  }

  private static Node tree(Random random) {
    List<Node.ResourceNode> resources = new ArrayList<>();
    for (ResourceModel model : MODELS.object(TEST_OBJECT).orElseThrow().resources().values()) {
      boolean known = model.id() >= 110 && model.type() != DataType.NONE;
      if (!known || random.nextBoolean()) {
        continue;
      }
      if (!model.multiple()) {
        resources.add(new Node.SingleResource(model.id(), value(model.type(), random)));
        continue;
      }
      TreeMap<Integer, Value> values = new TreeMap<>();
      for (int id = 0; id <= random.nextInt(3); id++) {
        values.put(id * 300, value(model.type(), random));
      }
      resources.add(new Node.MultipleResource(model.id(), values));
    }
    resources.add(new Node.SingleResource(120, new Value.Int(random.nextLong())));
    return Node.InstanceNode.of(0, resources);
  }

  private static Value value(DataType type, Random random) {
    return switch (type) {
      case STRING -> new Value.Text("text " + random.nextInt() + " é");
      case INTEGER -> new Value.Int(random.nextLong() >> random.nextInt(64));
      // Leshan reads the highest bit of a TLV as a sign, see above.
      case UNSIGNED_INTEGER -> new Value.Unsigned(random.nextInt(128));
      case FLOAT -> new Value.Real(random.nextInt(100_000) / 100.0);
      case BOOLEAN -> new Value.Bool(random.nextBoolean());
      case OPAQUE -> new Value.Opaque(Bytes.of(random.nextInt(256), 0, 0xFB, 0xFF));
      case TIME -> new Value.Time(random.nextInt());
      case OBJECT_LINK -> new Value.ObjectLink(random.nextInt(65536), random.nextInt(65536));
      case CORE_LINK -> new Value.CoreLink("</3/" + random.nextInt(9) + ">");
      case NONE -> throw new IllegalArgumentException("no value");
    };
  }
}
