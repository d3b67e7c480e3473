// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.spec.Spec;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What small payloads that want to do harm cost.
@Spec("C14")
class HostilePayloadsTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long ALLOCATION_MAX = 64 * 1024;
  private static final int SIZE_MAX = 1024;

  private static final List<ContentFormat> FORMATS =
      List.of(
          ContentFormat.TEXT,
          ContentFormat.OPAQUE,
          ContentFormat.CBOR,
          ContentFormat.TLV,
          ContentFormat.LWM2M_JSON,
          ContentFormat.SENML_JSON,
          ContentFormat.SENML_CBOR,
          ContentFormat.SENML_ETCH_JSON,
          ContentFormat.SENML_ETCH_CBOR,
          ContentFormat.LWM2M_CBOR);

  private static final List<Path> PATHS =
      List.of(Path.ROOT, Path.of(3), Path.of(3, 0), Path.of(3, 0, 6), Path.of(3, 0, 9));

  private static Bytes hex(String hex) {
    return Codecs.hex(hex);
  }

  private static Bytes repeated(String hex, int times) {
    return hex(hex.repeat(times));
  }

  /// Bombs of nesting, lengths that lie, numbers beyond all bounds, broken text.
  static List<Bytes> bombs() {
    List<Bytes> bombs = new ArrayList<>();
    for (String nest : List.of("81", "9F", "A100", "BF00", "A18103", "C1", "D9D9F7", "C482")) {
      bombs.add(repeated(nest, SIZE_MAX * 2 / nest.length()));
    }
    for (String lie :
        List.of(
            "9B7FFFFFFFFFFFFFFF",
            "BB7FFFFFFFFFFFFFFF",
            "5B7FFFFFFFFFFFFFFF",
            "7B7FFFFFFFFFFFFFFF",
            "9BFFFFFFFFFFFFFFFF",
            "BBFFFFFFFFFFFFFFFF",
            "9A00FFFFFF",
            "BA00FFFFFF",
            "5A7FFFFFFF",
            "81BB7FFFFFFFFFFFFFFF",
            "8181A1007B7FFFFFFFFFFFFFFF",
            "D8FFFFFF",
            "C800FFFFFF")) {
      bombs.add(hex(lie));
    }
    bombs.add(hex("81A20066 2F332F302F39 02C482 1B7FFFFFFFFFFFFFFF 01"));
    bombs.add(hex("81A20066 2F332F302F39 02C482 391FFF 1B7FFFFFFFFFFFFFFF"));
    bombs.add(hex("C482 3B7FFFFFFFFFFFFFFF 01"));
    bombs.add(hex("C24101").concat(repeated("FF", 900)));
    bombs.add(hex("C48220 C2590300").concat(repeated("FF", 768)));
    bombs.add(repeated("C0", SIZE_MAX));
    bombs.add(repeated("080003", SIZE_MAX / 3));
    bombs.add(repeated("8001", SIZE_MAX / 2));
    bombs.add(repeated("0000", SIZE_MAX / 2));
    bombs.add(text("[".repeat(SIZE_MAX)));
    bombs.add(text("{\"e\":".repeat(SIZE_MAX / 5)));
    bombs.add(text("[{\"x\":" + "[".repeat(900)));
    bombs.add(text("[{\"n\":\"/3/0/9\",\"v\":1e999999999}]"));
    bombs.add(text("[{\"n\":\"/3/0/9\",\"v\":1e999}]"));
    bombs.add(text("[{\"n\":\"/3/0/9\",\"v\":1e-999}]"));
    bombs.add(text("[{\"n\":\"/3/0/9\",\"t\":1e999,\"v\":1}]"));
    bombs.add(text("[{\"n\":\"/3/0/9\",\"v\":" + "9".repeat(390) + "}]"));
    bombs.add(text("[{\"n\":\"/3/0/9\",\"v\":NaN}]"));
    bombs.add(text("[{\"bn\":\"" + "/".repeat(900) + "\",\"v\":1}]"));
    bombs.add(text("[{\"n\":\"/3/0/0\",\"vs\":\"" + "\\uD800".repeat(150) + "\"}]"));
    bombs.add(text("{\"bn\":\"/3/0/\",\"e\":[" + "{},".repeat(300) + "]}"));
    bombs.add(text("1e1000000000"));
    bombs.add(text("9".repeat(SIZE_MAX)));
    return bombs;
  }

  private static Bytes text(String text) {
    return Bytes.ofUtf8(text);
  }

  private static void read(ContentFormat format, Path path, Bytes payload, Models models) {
    Reading reading = new Reading(models, DecodeLimits.DEFAULT, Codecs.NOW);
    Formats.decode(format, path, payload, reading);
    Formats.decodePaths(format, payload, reading);
    Formats.decodePatch(format, payload, reading);
    if (path.isObject()) {
      Formats.decodeCreate(format, path, payload, models, DecodeLimits.DEFAULT, Codecs.NOW);
    }
  }

  private static long allocated(ContentFormat format, Path path, Bytes payload, Models models) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Formats.decode(format, path, payload, new Reading(models, DecodeLimits.DEFAULT, Codecs.NOW));
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void a_small_bomb_costs_little_memory_and_no_exception() {
    for (Bytes bomb : bombs()) {
      assertThat(bomb.size()).isLessThanOrEqualTo(SIZE_MAX);
      for (ContentFormat format : FORMATS) {
        for (Path path : PATHS) {
          for (Models models : List.of(TestModels.MODELS, Models.NONE)) {
            read(format, path, bomb, models);
            assertThat(allocated(format, path, bomb, models))
                .as("%s for %s in %s", bomb, path, format)
                .isLessThanOrEqualTo(ALLOCATION_MAX);
          }
        }
      }
    }
  }

  @Test
  void what_begins_like_a_bomb_and_goes_on_at_random_costs_little_too() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Bytes> bombs = bombs();
    for (int i = 0; i < 3_000; i++) {
      Bytes bomb = bombs.get(random.nextInt(bombs.size()));
      byte[] payload =
          bomb.slice(0, random.nextInt(bomb.size() + 1))
              .concat(
                  Bytes.wrap(
                      random
                          .ints(random.nextInt(100), 0, 256)
                          .collect(
                              java.io.ByteArrayOutputStream::new,
                              java.io.ByteArrayOutputStream::write,
                              (one, other) -> one.writeBytes(other.toByteArray()))
                          .toByteArray()))
              .toArray();
      ContentFormat format = FORMATS.get(random.nextInt(FORMATS.size()));
      Path path = PATHS.get(random.nextInt(PATHS.size()));
      Bytes bytes = Bytes.wrap(payload);
      read(format, path, bytes, Models.NONE);
      assertThat(allocated(format, path, bytes, Models.NONE))
          .as("seed %d: %s for %s in %s", seed, bytes.hex(), path, format)
          .isLessThanOrEqualTo(ALLOCATION_MAX);
    }
  }

  @Test
  void nesting_ends_at_the_limit_and_the_fault_says_where() {
    assertThat(
            Formats.decode(
                ContentFormat.LWM2M_CBOR, Path.of(3), repeated("A100", 500), Payloads.READING))
        .isInstanceOfSatisfying(
            Decoded.Broken.class,
            broken -> {
              assertThat(broken.reason().where()).isEqualTo("byte 7");
              assertThat(broken.reason().what()).contains("resource instance");
            });
    assertThat(
            Formats.decode(
                ContentFormat.SENML_JSON,
                Path.of(3),
                text("[{\"x\":" + "[".repeat(900)),
                Payloads.READING))
        .isInstanceOfSatisfying(
            Decoded.Broken.class,
            broken -> assertThat(broken.reason().toString()).contains("nested deeper than 16"));
  }

  /// Whoever follows so far has no stack left.
  @Test
  void a_hundred_thousand_levels_end_at_the_limit_too() {
    List<Bytes> deep = new ArrayList<>();
    for (String nest : List.of("81", "9F", "A100", "BF00", "A18103", "C1", "C482", "81A100")) {
      deep.add(repeated(nest, 100_000));
    }
    deep.add(text("[".repeat(100_000)));
    deep.add(text("[{\"x\":".repeat(100_000)));
    deep.add(text("{\"e\":[".repeat(100_000)));
    deep.add(nestedInstances(100_000));
    for (Bytes bomb : deep) {
      for (ContentFormat format : FORMATS) {
        for (Path path : PATHS) {
          read(format, path, bomb, Models.NONE);
          read(format, path, bomb, TestModels.MODELS);
          assertThat(Formats.decode(format, Path.of(3), bomb, Payloads.READING))
              .isNotInstanceOf(Decoded.Content.class);
        }
      }
    }
  }

  /// TLV instances in one another, each as long as what is left.
  private static Bytes nestedInstances(int levels) {
    byte[] payload = new byte[5 * levels];
    for (int i = 0; i < levels; i++) {
      int left = payload.length - 5 * (i + 1);
      payload[5 * i] = 0x18;
      payload[5 * i + 2] = (byte) (left >>> 16);
      payload[5 * i + 3] = (byte) (left >>> 8);
      payload[5 * i + 4] = (byte) left;
    }
    return Bytes.wrap(payload);
  }

  @Test
  @Spec("SML-31")
  void a_decimal_fraction_holds_no_more_than_64_bits() {
    assertThat(
            Formats.decode(
                ContentFormat.CBOR,
                Path.of(3303, 0, 5700),
                hex("C48220 C249010000000000000000"),
                Payloads.READING))
        .isInstanceOfSatisfying(
            Decoded.Broken.class,
            broken ->
                assertThat(broken.reason().what()).isEqualTo("a mantissa of more than 64 bits"));
  }
}
