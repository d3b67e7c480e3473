// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Malformed;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpCodecTest {
  private static Bytes hex(String text) {
    return Bytes.ofHex(text.replace(" ", ""));
  }

  private static Message ok(Bytes bytes) {
    return switch (TcpCodec.decode(bytes)) {
      case Decoded.Ok(Message message) -> message;
      case Decoded.Bad bad -> throw new AssertionError(bad.toString());
    };
  }

  @Spec({"VEC-39", "COAP-59"})
  @Test
  void reads_the_settings_of_a_peer() {
    Message csm = ok(hex("40 E1 22 20 00 20"));
    assertThat(csm.code()).isEqualTo(Code.CSM);
    assertThat(csm.options().uint(2)).hasValue(8192);
    assertThat(csm.options().first(4)).hasValue(Bytes.EMPTY);
    assertThat(TcpCodec.encode(csm)).isEqualTo(hex("40 E1 22 20 00 20"));
  }

  @Spec("VEC-40")
  @ParameterizedTest
  @CsvSource({"00E1, 7.01", "00E2, 7.02", "00E3, 7.03", "0000, 0.00"})
  void reads_signals_of_two_bytes(String bytes, String code) {
    assertThat(ok(hex(bytes)).code()).hasToString(code);
    assertThat(TcpCodec.encode(ok(hex(bytes)))).isEqualTo(hex(bytes));
  }

  @Spec("VEC-41")
  @Test
  void reads_a_register() {
    Bytes bytes =
        hex(
            "D2 26 02 A1 B2 B2 72 64 11 28 38 65 70 3D 64 65 76 2D 31 06 6C 74 3D 33 30 30 09 6C"
                + " 776D 32 6D 3D 31 2E 31 03 62 3D 55 01 51 FF 3C 2F 31 2F 30 3E 2C 3C 2F 33 2F 30"
                + " 3E");
    Message register = ok(bytes);
    assertThat(register.code()).isEqualTo(Code.POST);
    assertThat(register.token()).isEqualTo(Token.of(0xA1B2, 2));
    assertThat(register.options().uriPath()).containsExactly("rd");
    assertThat(register.options().uriQuery())
        .containsExactly("ep=dev-1", "lt=300", "lwm2m=1.1", "b=U", "Q");
    assertThat(register.payload().utf8()).isEqualTo("</1/0>,</3/0>");
    assertThat(TcpCodec.encode(register)).isEqualTo(bytes);
  }

  @Spec("CTCP-01")
  @ParameterizedTest
  @CsvSource({
    "11, c0",
    "12, d000",
    "267, d0ff",
    "268, e00000",
    "65803, e0ffff",
    "65804, f000000000",
    "65805, f000000001",
    "200000, f000020c34"
  })
  void a_length_takes_as_few_bytes_as_it_can(int payloadBytes, String head) {
    Message message =
        new Message(
            Type.CON,
            Code.CONTENT,
            0,
            Token.EMPTY,
            Options.NONE,
            Bytes.wrap(new byte[payloadBytes]));
    Bytes bytes = TcpCodec.encode(message);
    assertThat(bytes.slice(0, head.length() / 2).hex()).isEqualTo(head);
    assertThat(ok(bytes)).isEqualTo(message);
  }

  @Spec({"CTCP-01", "C12"})
  @ParameterizedTest
  @CsvSource({
    "'', header, 0 bytes",
    "00, length, 2 bytes where 1 are",
    "0901, length, 11 bytes where 2 are",
    "0d0101, length, 17 bytes where 3 are",
    "0f01, header, token length 15",
    "0801 00000000000000, length, 10 bytes where 9 are",
    "1001 ff, payload, marker without payload",
    "1001 f0, option 1 at byte 2, reserved option delta or length 15",
    "1001 d0, option 1 at byte 2, ends inside an option header",
    "2001 b261, option 1 at byte 2, option value runs past the end",
    "f0ffffffff01, length, 4295033106 bytes where 6 are",
  })
  void a_format_error_names_its_place(String bytes, String where, String what) {
    assertThat(TcpCodec.decode(hex(bytes)))
        .isEqualTo(new Decoded.Bad(new Malformed(where, what), Optional.empty()));
  }

  @Spec({"CMISC-04", "CTCP-01"})
  @ParameterizedTest
  @CsvSource({
    "8, 0801",
    "9, 0901",
    "12, 0c01",
    "13, 0d0100",
    "268, 0d01ff",
    "269, 0e010000",
    "65804, 0e01ffff"
  })
  void a_token_length_takes_as_few_bytes_as_it_can(int tokenBytes, String head) {
    Token token = Token.of(RandomMessages.bytes(new Random(5), tokenBytes));
    Message message = new Message(Type.CON, Code.GET, 0, token, Options.NONE, Bytes.EMPTY);
    Bytes bytes = TcpCodec.encode(message);
    assertThat(bytes.slice(0, head.length() / 2).hex()).isEqualTo(head);
    assertThat(bytes.size()).isEqualTo(head.length() / 2 + tokenBytes);
    assertThat(ok(bytes)).isEqualTo(message);
  }

  @Spec({"CMISC-04", "C12"})
  @Test
  void a_reserved_token_length_breaks_the_stream_at_its_first_byte() {
    FrameReader reader = new FrameReader(1152);
    reader.add(hex("ff"));
    assertThat(reader.next())
        .isEqualTo(new Frame.Broken(new Malformed("header", "token length 15")));
  }

  @Test
  void too_many_options_are_neither_read_nor_written() {
    Bytes many = hex("d0 34 01").concat(Bytes.wrap(new byte[65]));
    assertThat(TcpCodec.decode(many))
        .isEqualTo(new Decoded.Bad(new Malformed("options", "more than 64"), Optional.empty()));
    Options.Builder options = Options.builder();
    for (int i = 0; i < 65; i++) {
      options.uriPath("a");
    }
    Message message = new Message(Type.CON, Code.GET, 0, Token.EMPTY, options.build(), Bytes.EMPTY);
    assertThatThrownBy(() -> TcpCodec.encode(message)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_message_of_the_limit_passes_and_one_byte_more_does_not() {
    FrameReader reader = new FrameReader(16);
    reader.add(hex("d000 45 ff").concat(Bytes.wrap(new byte[12])));
    assertThat(reader.next()).isInstanceOf(Frame.Whole.class);
    assertThat(reader.next()).isInstanceOf(Frame.Incomplete.class);
    assertThat(reader.pendingBytes()).isZero();
    reader.add(hex("d001 45"));
    assertThat(reader.next())
        .isEqualTo(new Frame.Broken(new Malformed("length", "17 bytes, more than 16")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "d0", "e000", "f0000000", "0d01", "0e0101", "d10045", "de000101"})
  void a_head_that_is_not_all_there_waits_for_more(String bytes) {
    FrameReader reader = new FrameReader(1152);
    reader.add(hex(bytes));
    assertThat(reader.next()).isInstanceOf(Frame.Incomplete.class);
  }
}
