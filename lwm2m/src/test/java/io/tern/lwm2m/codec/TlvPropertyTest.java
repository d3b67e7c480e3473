// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.hex;
import static io.tern.lwm2m.codec.Codecs.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.spec.Spec;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What holds for every payload and every node, tried on random ones.
class TlvPropertyTest {
  private static final ContentFormat TLV = ContentFormat.TLV;
  private static final List<Path> BASES =
      List.of(
          path("/33000"),
          path("/33000/0"),
          path("/33000/0/" + TestModels.single(DataType.INTEGER)),
          path("/33000/0/" + TestModels.multiple(DataType.STRING)),
          path("/33000/0/" + TestModels.multiple(DataType.FLOAT) + "/1"),
          path("/3"),
          path("/65534/65534/65534"));

  /// The laws of any payload at all: it is read or refused, never more; what is read can be written, and
  /// reads the same again without a warning.
  static void obeysTheLaws(Bytes payload) {
    for (Path base : BASES) {
      for (Models models : List.of(TestModels.MODELS, Models.NONE)) {
        Decoded decoded =
            Formats.decode(TLV, base, payload, models, DecodeLimits.DEFAULT, Codecs.NOW);
        switch (decoded) {
          case Decoded.Content content -> {
            Node node = content.nodes().getFirst().node();
            Bytes written = ((Encoded.Payload) Formats.encode(TLV, base, node, models)).bytes();
            Decoded again =
                Formats.decode(TLV, base, written, models, DecodeLimits.DEFAULT, Codecs.NOW);
            assertThat(again).isEqualTo(new Decoded.OneNode(base, node));
            assertThat(written.size()).isLessThanOrEqualTo(payload.size() + 12);
          }
          case Decoded.Broken(var reason) -> assertThat(reason.what()).isNotBlank();
          case Decoded.Unsupported other -> throw new AssertionError(other.toString());
        }
        bothReadersReadTheSame(base, payload, models);
      }
    }
    DecodedCreate create =
        Formats.decodeCreate(
            TLV, BASES.getFirst(), payload, TestModels.MODELS, DecodeLimits.DEFAULT, Codecs.NOW);
    assertThat(create).isNotInstanceOf(DecodedCreate.Unsupported.class);
  }

  /// What the strict reader reads, the other one reads as well, as the same, and without a warning.
  private static void bothReadersReadTheSame(Path base, Bytes payload, Models models) {
    Reading reading = new Reading(models, DecodeLimits.DEFAULT, Codecs.NOW);
    if (TlvStrictReader.read(base, payload, reading) instanceof Decoded.OneNode strict) {
      TlvReader reader = new TlvReader(base, payload, reading);
      assertThat(strict).isEqualTo(new Decoded.OneNode(base, reader.node()));
      assertThat(reader.fault()).isEmpty();
      assertThat(reader.tolerances()).isEmpty();
    }
  }

  @Test
  @Spec({"TLV-01", "TLV-11", "TLV-13"})
  void every_tree_reads_back_as_it_was_written() {
    long seed = 42;
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      Node.ObjectNode object = Trees.randomObject(random);
      String where = "seed %d round %d".formatted(seed, round);
      Bytes payload = Codecs.encode(TLV, "/33000", object);
      assertThat(Codecs.node(TLV, "/33000", payload)).as(where).isEqualTo(object);
      Node.InstanceNode instance = object.instances().values().iterator().next();
      Bytes bare = Codecs.encode(TLV, "/33000/" + instance.id(), instance);
      assertThat(Codecs.node(TLV, "/33000/" + instance.id(), bare)).as(where).isEqualTo(instance);
      for (Node.ResourceNode resource : instance.resources().values()) {
        String path = "/33000/" + instance.id() + "/" + resource.id();
        assertThat(Codecs.node(TLV, path, Codecs.encode(TLV, path, resource)))
            .as(where)
            .isEqualTo(resource);
      }
    }
  }

  @Test
  @Spec({"C14", "TLV-17"})
  void random_bytes_obey_the_laws() {
    long seed = 43;
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      check(Bytes.wrap(bytes), "seed %d round %d".formatted(seed, round));
    }
  }

  @Test
  @Spec({"C14", "TLV-17"})
  void damaged_payloads_obey_the_laws() {
    long seed = 44;
    Random random = new Random(seed);
    for (int round = 0; round < 4_000; round++) {
      Bytes sound = Codecs.encode(TLV, "/33000", Trees.randomObject(random));
      byte[] bytes = sound.toArray();
      for (int edits = random.nextInt(3); edits >= 0 && bytes.length > 0; edits--) {
        int at = random.nextInt(bytes.length);
        bytes[at] =
            (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1 << random.nextInt(8));
      }
      int size = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
      check(Bytes.wrap(bytes, 0, size), "seed %d round %d".formatted(seed, round));
    }
  }

  private static void check(Bytes payload, String where) {
    try {
      obeysTheLaws(payload);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(where + ": " + payload.hex(), e);
    }
  }

  @Test
  @Spec("C14")
  void nothing_is_allocated_by_a_declared_length() {
    String[] lies = {
      "D8 00 FF FF FF",
      "18 00 FF FF FF 98 01 FF FF FF",
      "F8 FF FE FF FF FF 00",
      "98 64 00 00 04 58 00 FF FF FF"
    };
    for (String lie : lies) {
      assertThat(allocatedBytes(hex(lie))).as(lie).isLessThan(32_000);
    }
  }

  @Test
  @Spec("C14")
  void the_smallest_values_in_number_end_at_the_limit() {
    byte[] empties = new byte[600_000];
    for (int i = 0; i < empties.length; i += 3) {
      empties[i] = (byte) 0xE0;
      empties[i + 1] = (byte) (i / 3 >>> 8);
      empties[i + 2] = (byte) (i / 3);
    }
    Bytes payload = Bytes.wrap(empties);
    assertThat(Codecs.broken(TLV, "/33002/0", payload).what()).contains("10000");
    assertThat(allocatedBytes(payload)).isLessThan(4_000_000);
    byte[] instances = empties.clone();
    for (int i = 0; i < instances.length; i += 3) {
      instances[i] = 0x20;
    }
    assertThat(Codecs.broken(TLV, "/33002", Bytes.wrap(instances)).what()).contains("10000");
    DecodeLimits two = new DecodeLimits(2, 4);
    Value value = new Value.Raw(Bytes.EMPTY);
    Decoded most =
        Formats.decode(TLV, path("/9/0"), hex("C0 00 C0 01"), Models.NONE, two, Codecs.NOW);
    assertThat(((Decoded.Content) most).nodes().getFirst().node())
        .isEqualTo(Codecs.instance(0, Codecs.single(0, value), Codecs.single(1, value)));
    assertThat(
            Formats.decode(
                TLV, path("/9/0"), hex("C0 00 C0 01 C0 02"), Models.NONE, two, Codecs.NOW))
        .isInstanceOf(Decoded.Broken.class);
  }

  private static long allocatedBytes(Bytes payload) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Codecs.decode(TLV, "/33002/0", payload);
    Codecs.decode(TLV, "/33000", payload);
    long before = threads.getCurrentThreadAllocatedBytes();
    Codecs.decode(TLV, "/33002/0", payload);
    Codecs.decode(TLV, "/33000", payload);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
