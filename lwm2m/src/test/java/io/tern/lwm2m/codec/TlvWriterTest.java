// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.encode;
import static io.tern.lwm2m.codec.Codecs.instance;
import static io.tern.lwm2m.codec.Codecs.object;
import static io.tern.lwm2m.codec.Codecs.single;
import static io.tern.lwm2m.codec.Codecs.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.node.Node;
import io.tern.spec.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlvWriterTest {
  private static final ContentFormat TLV = ContentFormat.TLV;

  @Test
  @Spec({"VEC-04", "VEC-05", "TLV-02", "TLV-03"})
  void headers_are_as_short_as_id_and_length_allow() {
    for (int id : new int[] {0, 255, 256, 65_534}) {
      for (int length : new int[] {0, 1, 7, 8, 255, 256, 65_535, 65_536}) {
        String text = "x".repeat(length);
        Node.InstanceNode instance = instance(id, single(id, text(text)));
        Bytes payload = encode(TLV, "/33999", object(33_999, instance));
        Bytes inner = header(0xC0, id, length).concat(Bytes.ofUtf8(text));
        assertThat(payload).isEqualTo(header(0, id, inner.size()).concat(inner));
      }
    }
  }

  private static Bytes header(int kind, int id, int length) {
    int lengthBytes = length < 8 ? 0 : length < 256 ? 1 : length < 65_536 ? 2 : 3;
    int type = kind | (id < 256 ? 0 : 0x20) | lengthBytes << 3 | (lengthBytes == 0 ? length : 0);
    Bytes front = id < 256 ? Bytes.of(type, id) : Bytes.of(type, id >> 8, id);
    Bytes all = Bytes.of(length >> 16, length >> 8, length);
    return front.concat(all.slice(3 - lengthBytes, 3));
  }

  @Test
  @Spec({"DT-01", "TLV-11"})
  void text_is_utf_8_wherever_its_other_characters_stand() {
    for (String other : List.of("é", "Ā", "š", "€", "😀", "\u0000")) {
      for (int length = 0; length <= 20; length++) {
        for (int at = 0; at <= length; at++) {
          String letters = "abcdefghijklmnopqrst".substring(0, length);
          String text = letters.substring(0, at) + other + letters.substring(at);
          Bytes utf8 = Bytes.ofUtf8(text);
          assertThat(encode(TLV, "/3/0/0", single(0, text(text))))
              .as(text)
              .isEqualTo(header(0xC0, 0, utf8.size()).concat(utf8));
        }
      }
    }
  }
}
