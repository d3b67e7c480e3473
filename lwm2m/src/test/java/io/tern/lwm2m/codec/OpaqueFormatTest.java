// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.broken;
import static io.tern.lwm2m.codec.Codecs.decode;
import static io.tern.lwm2m.codec.Codecs.encode;
import static io.tern.lwm2m.codec.Codecs.hex;
import static io.tern.lwm2m.codec.Codecs.node;
import static io.tern.lwm2m.codec.Codecs.opaque;
import static io.tern.lwm2m.codec.Codecs.path;
import static io.tern.lwm2m.codec.Codecs.raw;
import static io.tern.lwm2m.codec.Codecs.single;
import static io.tern.lwm2m.codec.Codecs.tolerated;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.node.Node;
import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;

class OpaqueFormatTest {
  private static final ContentFormat OPAQUE = ContentFormat.OPAQUE;

  @Test
  @Spec({"FMT-03", "FMT-17", "FMT-41", "FMT-42"})
  void an_opaque_is_its_bytes() {
    assertThat(node(OPAQUE, "/5/0/0", hex("00 FF 01"))).isEqualTo(single(0, opaque("00 FF 01")));
    assertThat(encode(OPAQUE, "/5/0/0", single(0, opaque("00 FF 01")))).isEqualTo(hex("00 FF 01"));
    assertThat(node(OPAQUE, "/5/0/0", Bytes.EMPTY)).isEqualTo(single(0, opaque("")));
    String instance = "/33000/0/" + TestModels.multiple(DataType.OPAQUE) + "/7";
    assertThat(node(OPAQUE, instance, hex("AA")))
        .isEqualTo(new Node.ResourceInstanceNode(7, opaque("AA")));
  }

  @Test
  @Spec("MODEL-09")
  void without_a_model_it_is_opaque() {
    assertThat(node(OPAQUE, "/5/0/999", hex("01"))).isEqualTo(single(999, opaque("01")));
    assertThat(encode(OPAQUE, "/5/0/999", single(999, raw("01")))).isEqualTo(hex("01"));
  }

  @Test
  @Spec({"FMT-03", "DT-18"})
  void other_types_and_levels_are_refused() {
    assertThat(broken(OPAQUE, "/3/0/9", hex("57")).where()).isEqualTo("/3/0/9");
    assertThat(broken(OPAQUE, "/3/0/0", hex("57")).what()).contains("String");
    assertThat(decode(OPAQUE, "/5/0", hex("57"))).isEqualTo(new Decoded.Unsupported(OPAQUE));
    assertThat(
            Formats.encode(OPAQUE, path("/3/0/9"), single(9, Codecs.integer(1)), TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
    assertThat(Formats.encode(OPAQUE, path("/3"), Codecs.object(3), TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
  }

  @Test
  @Spec("FMT-12")
  void the_number_from_before_the_registration_is_read() {
    assertThat(tolerated(new ContentFormat(1544), "/5/0/0", hex("01")))
        .isEqualTo(single(0, opaque("01")));
  }
}
