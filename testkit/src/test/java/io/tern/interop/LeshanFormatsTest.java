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
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.converter.SimpleArgumentConverter;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The same payloads make the same trees in Tern and in Leshan; where they do not, the rule that decides stands
/// beside the payload.
class LeshanFormatsTest {
  private static final int TEST_OBJECT = 3442;
  private static final Map<String, ContentFormat> FORMATS =
      Map.of(
          "TEXT",
          ContentFormat.TEXT,
          "CBOR",
          ContentFormat.CBOR,
          "OPAQUE",
          ContentFormat.OPAQUE,
          "TLV",
          ContentFormat.TLV,
          "JSON",
          ContentFormat.LWM2M_JSON,
          "SENML_JSON",
          ContentFormat.SENML_JSON,
          "SENML_CBOR",
          ContentFormat.SENML_CBOR);

  private static final Set<String> BINARY = Set.of("TLV", "CBOR", "OPAQUE", "SENML_CBOR");

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

  private static Bytes payload(String format, String text) {
    return BINARY.contains(format)
        ? Bytes.ofHex(text.replace(" ", ""))
        : Bytes.ofUtf8(text.replace('\'', '"'));
  }

  /// Rule, format, path, payload. All vectors of formats that Leshan has are there or in the document.
  @ParameterizedTest
  @Spec({
    "VEC-01", "VEC-02", "VEC-03", "VEC-04", "VEC-06", "VEC-07", "VEC-08", "VEC-09", "VEC-11",
        "VEC-12",
    "VEC-14", "VEC-15", "VEC-16", "VEC-17", "VEC-18", "VEC-30", "VEC-31", "VEC-32", "VEC-80",
        "VEC-83",
    "VEC-84", "VEC-85", "VEC-89", "VEC-97", "VEC-98", "VEC-99"
  })
  @CsvFileSource(resources = "read-alike.txt", delimiter = '|', maxCharsPerColumn = 10_000)
  void the_same_payload_makes_the_same_tree(
      String rule, String format, String path, @ConvertWith(Blank.class) String text) {
    Path at = Path.parse(path).orElseThrow();
    assertThat(byTern(format, at, payload(format, text)))
        .as(rule)
        .isEqualTo(byLeshan(format, at, payload(format, text)));
  }

  /// An empty column of the file.
  static final class Blank extends SimpleArgumentConverter {
    @Override
    protected Object convert(Object source, Class<?> target) {
      return source == null ? "" : source;
    }
  }

  /// The rows of the document: rule, format, path, payload, what Tern makes of it, what Leshan does.
  static Stream<Arguments> differences() throws IOException {
    java.nio.file.Path document = java.nio.file.Path.of("..", "docs", "leshan-formats.md");
    return Files.readAllLines(document).stream()
        .map(line -> line.split("\\s*\\|\\s*", -1))
        .filter(cells -> cells.length == 9 && FORMATS.containsKey(cells[2]))
        .filter(cells -> !cells[7].isBlank())
        .map(cells -> Arguments.of((Object[]) Arrays.copyOfRange(cells, 1, 7)));
  }

  @ParameterizedTest
  @Spec({
    "DT-01",
    "DT-03",
    "DT-04",
    "DT-11",
    "DT-12",
    "DT-14",
    "DT-15",
    "DT-17",
    "DT-21",
    "FMT-22",
    "FMT-23",
    "FMT-43",
    "MODEL-01",
    "OJ-03",
    "OJ-05",
    "SML-04",
    "SML-31",
    "SML-33",
    "TLV-15",
    "TLV-16",
    "VEC-10",
    "VEC-32",
    "VEC-81",
    "VEC-82",
    "VEC-86",
    "VEC-87",
    "VEC-88"
  })
  @MethodSource("differences")
  void where_they_differ_a_rule_of_the_document_decides(
      String rule, String format, String path, String payload, String tern, String other) {
    Path at = Path.parse(path).orElseThrow();
    Bytes bytes = payload(format, code(payload));
    assertThat(String.join(" ", byTern(format, at, bytes))).as(rule).isEqualTo(code(tern));
    assertThat(String.join(" ", byLeshan(format, at, bytes)).replace("\uFFFD", "U+FFFD"))
        .as(rule)
        .isEqualTo(code(other));
    assertThat(tern).isNotEqualTo(other);
  }

  private static String code(String cell) {
    assertThat(cell).startsWith("`").endsWith("`");
    return cell.substring(1, cell.length() - 1);
  }

  @Test
  void the_document_has_differences_of_every_format_but_opaque() throws IOException {
    assertThat(differences()).hasSizeGreaterThanOrEqualTo(34);
    assertThat(differences().map(row -> row.get()[1]).distinct())
        .containsExactlyInAnyOrder("TLV", "CBOR", "SENML_JSON", "SENML_CBOR", "JSON", "TEXT");
  }

  @Test
  @Spec({"FMT-05", "FMT-06", "FMT-09", "FMT-10", "FMT-45"})
  void trees_of_every_type_are_the_same_whoever_writes_and_whoever_reads_them() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Path path = Path.of(TEST_OBJECT, 0);
    for (int i = 0; i < 60; i++) {
      Node tree = tree(random);
      for (String format : List.of("TLV", "JSON", "SENML_JSON", "SENML_CBOR")) {
        agree(format, path, tree, "seed %d, %s".formatted(seed, format));
      }
    }
  }

  @Test
  @Spec({"FMT-01", "FMT-03", "FMT-04", "FMT-41", "FMT-42"})
  void single_values_of_every_type_are_the_same_whoever_writes_and_whoever_reads_them() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (ResourceModel model : MODELS.object(TEST_OBJECT).orElseThrow().resources().values()) {
      if (model.id() < 110 || model.type() == DataType.NONE) {
        continue;
      }
      for (String format : FORMATS.keySet()) {
        Value value = value(model.type(), random);
        Path resource = Path.of(TEST_OBJECT, 0, model.id());
        Path path = model.multiple() ? resource.child(7) : resource;
        boolean carried = !format.equals("OPAQUE") || model.type() == DataType.OPAQUE;
        // Untagged, which Leshan does not read, and wrapped by Leshan, which it does not read
        // either.
        boolean apart =
            (format.equals("CBOR") && model.type() == DataType.TIME)
                || (format.equals("TLV") && model.multiple());
        if (carried && !apart) {
          Node node =
              model.multiple()
                  ? new Node.ResourceInstanceNode(7, value)
                  : new Node.SingleResource(model.id(), value);
          agree(format, path, node, "seed %d, %s, %s".formatted(seed, format, path));
        }
      }
    }
  }

  /// Both read what Tern writes and what Leshan writes as what it was.
  private static void agree(String format, Path path, Node node, String what) {
    List<String> words = new ArrayList<>();
    collect(path, node, words);
    Encoded encoded = Formats.encode(FORMATS.get(format), path, node, MODELS);
    Bytes ours = ((Encoded.Payload) encoded).bytes();
    assertThat(byTern(format, path, ours)).as(what).isEqualTo(words);
    assertThat(byLeshan(format, path, ours)).as(what + ": " + ours.hex()).isEqualTo(words);
    List<String> order = new ArrayList<>(List.of("encode", format, path.toString()));
    order.addAll(words);
    Line answer = leshan.ask(order.toArray(String[]::new));
    assertThat(answer.startsWith("answer", "ok")).as(what + ": " + answer).isTrue();
    Bytes theirs = Bytes.ofHex(answer.word(2));
    assertThat(byTern(format, path, theirs)).as(what + ": " + theirs.hex()).isEqualTo(words);
    assertThat(byLeshan(format, path, theirs)).as(what + ": " + theirs.hex()).isEqualTo(words);
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
