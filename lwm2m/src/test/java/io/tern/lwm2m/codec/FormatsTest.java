// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Path;
import io.tern.spec.Spec;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FormatsTest {
  private static final ContentFormat UNKNOWN = new ContentFormat(50);

  @Test
  @Spec("FMT-18")
  void an_unknown_format_is_unsupported_in_every_direction() {
    assertThat(Formats.knows(UNKNOWN)).isFalse();
    assertThat(Formats.knows(ContentFormat.TLV)).isTrue();
    assertThat(Codecs.decode(UNKNOWN, "/3/0/9", Bytes.ofUtf8("1")))
        .isEqualTo(new Decoded.Unsupported(UNKNOWN));
    assertThat(Formats.encode(UNKNOWN, path("/3/0"), Codecs.instance(0), TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
    assertThat(decodeCreate(UNKNOWN, Path.of(3))).isEqualTo(new DecodedCreate.Unsupported(UNKNOWN));
    assertThat(
            Formats.encodeCreate(
                UNKNOWN, Path.of(3), OptionalInt.of(1), Codecs.instance(1), TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
  }

  @Test
  @Spec("FMT-18")
  void a_known_format_that_carries_no_object_is_not_called_unknown() {
    assertThat(Codecs.decode(ContentFormat.TEXT, "/3", Bytes.ofUtf8("1")))
        .isEqualTo(new Decoded.Unsupported(ContentFormat.TEXT));
    assertThat(Formats.unsupported(ContentFormat.TEXT, path("/3")).toString())
        .contains("text cannot carry /3");
    assertThat(Formats.unsupported(ContentFormat.TEXT, Path.ROOT).toString())
        .contains("text cannot carry several values");
    assertThat(Formats.unsupported(UNKNOWN, path("/3")).toString()).contains("is not known");
    assertThat(Formats.unsupported(ContentFormat.SENML_ETCH_CBOR, path("/3")).what())
        .isEqualTo("senml-etch-cbor is for the requests of composite operations alone");
    assertThat(Formats.unsupported(ContentFormat.LINK_FORMAT, path("/3")).what())
        .isEqualTo("link-format carries links and no values");
  }

  @Test
  @Spec("FMT-48")
  void formats_for_one_value_create_nothing() {
    for (ContentFormat format : new ContentFormat[] {ContentFormat.TEXT, ContentFormat.OPAQUE}) {
      assertThat(decodeCreate(format, Path.of(16)))
          .isEqualTo(new DecodedCreate.Unsupported(format));
      assertThat(
              Formats.encodeCreate(
                  format, Path.of(16), OptionalInt.of(1), Codecs.instance(1), TestModels.MODELS))
          .isInstanceOf(Encoded.Unsupported.class);
      assertThat(
              Formats.encodeCreate(
                  format, Path.of(16), OptionalInt.empty(), Codecs.instance(1), TestModels.MODELS))
          .isInstanceOf(Encoded.Unsupported.class);
    }
  }

  @Test
  @Spec("DM-101")
  void create_aims_at_an_object() {
    assertThatThrownBy(() -> decodeCreate(ContentFormat.TLV, Path.of(16, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static DecodedCreate decodeCreate(ContentFormat format, Path object) {
    return Formats.decodeCreate(
        format, object, Bytes.ofUtf8("1"), TestModels.MODELS, DecodeLimits.DEFAULT, Codecs.NOW);
  }
}
