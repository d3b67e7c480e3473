// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.spec.Spec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Messages of LwM2M over MQTT: maps of small numbers, which CBOR alone can tell.
class MqttVectorsTest {
  private static Map<Long, Object> read(Bytes message) {
    CborReader reader = new CborReader(message, CborLimits.DEFAULT);
    Map<Long, Object> map = new LinkedHashMap<>();
    reader.enterMap();
    while (reader.hasNext()) {
      long key = reader.readLong();
      Object value =
          switch (reader.peek()) {
            case TEXT -> reader.readText();
            case BYTES -> reader.readBytes();
            default -> reader.readLong();
          };
      assertThat(map.put(key, value)).isNull();
    }
    reader.leave();
    assertThat(reader.finish()).isEmpty();
    return map;
  }

  private static Bytes write(Map<Long, Object> map) {
    CborWriter writer = new CborWriter().writeMap(map.size());
    map.forEach(
        (key, value) -> {
          writer.writeLong(key);
          switch (value) {
            case String text -> writer.writeText(text);
            case Bytes bytes -> writer.writeBytes(bytes);
            default -> writer.writeLong((Long) value);
          }
        });
    return writer.toBytes();
  }

  private static void is(String hex, Object... keysAndValues) {
    Map<Long, Object> expected = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      expected.put((Long) keysAndValues[i], keysAndValues[i + 1]);
    }
    Bytes message = Bytes.ofHex(hex.replace(" ", ""));
    assertThat(read(message)).isEqualTo(expected);
    assertThat(write(expected)).isEqualTo(message);
  }

  @Test
  @Spec("VEC-42")
  void a_read() {
    is("A3 01 09 02 07 05 66 2F 33 2F 30 2F 39", 1L, 9L, 2L, 7L, 5L, "/3/0/9");
  }

  @Test
  @Spec("VEC-43")
  void its_response() {
    is("A4 12 18 CD 02 07 13 00 07 42 38 37", 18L, 205L, 2L, 7L, 19L, 0L, 7L, Bytes.of('8', '7'));
  }

  @Test
  @Spec("VEC-44")
  void a_register() {
    is(
        "A6 01 06 02 01 08 1A 00 01 51 80 09 63 31 2E 32 0A 61 4D 07 4D 3C 2F 31 2F 30 3E 2C"
            + " 3C 2F 33 2F 30 3E",
        1L,
        6L,
        2L,
        1L,
        8L,
        86_400L,
        9L,
        "1.2",
        10L,
        "M",
        7L,
        Bytes.ofUtf8("</1/0>,</3/0>"));
  }

  @Test
  @Spec("VEC-45")
  void a_bootstrap_request() {
    is("A3 01 00 02 18 2A 04 18 70", 1L, 0L, 2L, 42L, 4L, 112L);
  }
}
