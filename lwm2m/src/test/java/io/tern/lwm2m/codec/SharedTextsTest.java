// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.hex;
import static io.tern.lwm2m.codec.Codecs.single;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.spec.Spec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedTextsTest {
  private static Value read(String text) {
    Bytes bytes = Bytes.ofUtf8(text);
    return SharedTexts.read(bytes, 0, bytes.size());
  }

  @Test
  void a_short_text_is_made_once() {
    assertThat(read("Acme Metering")).isEqualTo(new Value.Text("Acme Metering"));
    assertThat(read("Acme Metering")).isSameAs(read("Acme Metering"));
    assertThat(read("Größe")).isSameAs(read("Größe"));
    String longText = "a text of more than 16 bytes";
    assertThat(read(longText)).isEqualTo(new Value.Text(longText)).isNotSameAs(read(longText));
  }

  @Test
  void texts_of_the_same_letter_differ_by_their_length() {
    for (int round = 0; round < 2; round++) {
      for (int length = 0; length <= 20; length++) {
        String text = "a".repeat(length);
        assertThat(read(text)).isEqualTo(new Value.Text(text));
      }
    }
  }

  @Test
  void texts_that_differ_in_one_byte_differ() {
    for (int length = 1; length <= 17; length++) {
      byte[] bytes = "aaaaaaaaaaaaaaaaa".substring(0, length).getBytes(StandardCharsets.US_ASCII);
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < length; i++) {
          bytes[i] = 'b';
          String text = new String(bytes, StandardCharsets.US_ASCII);
          assertThat(read(text)).isEqualTo(new Value.Text(text));
          bytes[i] = 'a';
        }
      }
    }
  }

  @Test
  void what_stands_around_a_text_is_no_part_of_it() {
    Bytes around = Bytes.ofUtf8("xxCelyyCelzzzzzzzzzzzzzz");
    assertThat(SharedTexts.read(around, 2, 5)).isEqualTo(new Value.Text("Cel"));
    assertThat(SharedTexts.read(around, 7, 10)).isSameAs(SharedTexts.read(around, 2, 5));
    Bytes view = around.slice(2, 12);
    assertThat(SharedTexts.read(view, 0, 10)).isEqualTo(new Value.Text("CelyyCelzz"));
  }

  @ParameterizedTest
  @Spec("C15")
  @ValueSource(strings = {"FF", "43 65 6C FF", "C3", "ED A0 80", "41 42 43 44 45 46 47 48 C3 28"})
  void malformed_text_is_none_however_often_it_comes(String hex) {
    Bytes bytes = hex(hex);
    for (int round = 0; round < 3; round++) {
      assertThat(Typed.isMisfit(SharedTexts.read(bytes, 0, bytes.size()))).isTrue();
    }
  }

  /// Far more texts than are kept, of few letters, so that many resemble each other and many come again.
  private static void readsAsItIs(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 100_000; round++) {
      int length = random.nextInt(18);
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) (random.nextInt(6) == 0 ? random.nextInt(256) : 'a' + random.nextInt(2));
      }
      Bytes view = Bytes.wrap(bytes);
      Value expected = view.utf8Strict().<Value>map(Value.Text::new).orElse(Typed.MISFIT);
      Value read = SharedTexts.read(view, 0, length);
      if (!read.equals(expected)) {
        throw new AssertionError("seed %d round %d: %s".formatted(seed, round, view.hex()));
      }
    }
  }

  @Test
  @Spec("C15")
  void any_text_reads_as_itself_whatever_was_read_before_by_whichever_thread() {
    List<CompletableFuture<Void>> readers =
        List.of(
            CompletableFuture.runAsync(() -> readsAsItIs(71)),
            CompletableFuture.runAsync(() -> readsAsItIs(72)));
    readsAsItIs(73);
    readers.forEach(CompletableFuture::join);
  }

  @Test
  void devices_that_send_the_same_text_share_it_in_every_format_of_theirs() {
    Node.SingleResource maker = single(0, new Value.Text("Acme Metering"));
    Value first = value(ContentFormat.TLV, maker);
    assertThat(first).isEqualTo(maker.value());
    for (ContentFormat format :
        List.of(ContentFormat.TLV, ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR)) {
      assertThat(value(format, maker)).as(format.toString()).isSameAs(first);
    }
  }

  private static Value value(ContentFormat format, Node.SingleResource node) {
    Bytes payload = Codecs.encode(format, "/3/0/0", node);
    return ((Node.SingleResource) Codecs.node(format, "/3/0/0", payload)).value();
  }
}
