// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UdpCodecTest {
  private static Bytes hex(String spaced) {
    return Bytes.ofHex(spaced.replace(" ", ""));
  }

  private static Message ok(Bytes datagram) {
    assertThat(UdpCodec.decode(datagram)).isInstanceOf(Decoded.Ok.class);
    return ((Decoded.Ok) UdpCodec.decode(datagram)).message();
  }

  private static Decoded.Bad bad(Bytes datagram) {
    assertThat(UdpCodec.decode(datagram)).isInstanceOf(Decoded.Bad.class);
    return (Decoded.Bad) UdpCodec.decode(datagram);
  }

  private static void both(Message message, String datagram) {
    assertThat(ok(hex(datagram))).isEqualTo(message);
    assertThat(UdpCodec.encode(message)).isEqualTo(hex(datagram));
  }

  @Spec("COAP-01")
  @Test
  void the_example_exchange_of_the_rfc_reads_and_writes_as_printed() {
    // RFC 7252 appendix A, figure 16: a confirmable GET /temperature and its piggybacked response.
    both(
        new Message(
            Type.CON,
            Code.GET,
            0x7D34,
            Token.EMPTY,
            Options.builder().uriPath("temperature").build(),
            Bytes.EMPTY),
        "40 01 7d34 bb 74656d7065726174757265");
    both(
        new Message(
            Type.ACK, Code.CONTENT, 0x7D34, Token.EMPTY, Options.NONE, Bytes.ofUtf8("22.3 C")),
        "60 45 7d34 ff 32322e332043");
    // Figure 17: the same with a token of one byte.
    both(
        new Message(
            Type.CON,
            Code.GET,
            0x7D35,
            Token.of(0x20, 1),
            Options.builder().uriPath("temperature").build(),
            Bytes.EMPTY),
        "41 01 7d35 20 bb 74656d7065726174757265");
  }

  @Spec({"COAP-01", "COAP-02", "COAP-46"})
  @Test
  void a_register_and_a_block_read_and_write_as_computed_by_hand() {
    both(
        new Message(
            Type.CON,
            Code.POST,
            0x1234,
            Token.of(0xC0FE, 2),
            Options.builder()
                .uriPath("rd")
                .contentFormat(ContentFormat.LINK_FORMAT)
                .uriQuery("ep=meter-7")
                .uriQuery("lt=60")
                .build(),
            Bytes.ofUtf8("</3/0>")),
        "42 02 1234 c0fe b2 7264 11 28 3a 65703d6d657465722d37 05 6c743d3630 ff 3c2f332f303e");
    both(
        new Message(
            Type.NON,
            Code.PUT,
            1,
            Token.of(Bytes.of(1, 2, 3, 4, 5, 6, 7, 8)),
            Options.builder()
                .block1(new Block(0, true, 6))
                .addUint(OptionNumber.SIZE1, 3000)
                .addUint(OptionNumber.REQUEST_TAG, 0)
                .build(),
            Bytes.of(0xFF)),
        "58 03 0001 0102030405060708 d1 0e 0e d2 14 0bb8 d0 db ff ff");
  }

  @Spec("COAP-02")
  @ParameterizedTest
  @CsvSource({
    "12, c0",
    "13, d000",
    "268, d0ff",
    "269, e00000",
    "65535, e0fef2",
  })
  void an_option_delta_takes_the_one_form_that_fits(int number, String header) {
    Message message =
        new Message(
            Type.CON,
            Code.GET,
            0,
            Token.EMPTY,
            Options.builder().add(number, Bytes.EMPTY).build(),
            Bytes.EMPTY);
    both(message, "40010000" + header);
  }

  @Spec("COAP-02")
  @ParameterizedTest
  @CsvSource({
    "12, 1c",
    "13, 1d00",
    "268, 1dff",
    "269, 1e0000",
    "65000, 1efcdb",
  })
  void an_option_length_takes_the_one_form_that_fits(int length, String header) {
    Message message =
        new Message(
            Type.CON,
            Code.GET,
            0,
            Token.EMPTY,
            Options.builder().add(1, Bytes.wrap(new byte[length])).build(),
            Bytes.EMPTY);
    both(message, "40010000" + header + "00".repeat(length));
  }

  @Spec("COAP-03")
  @Test
  void an_empty_message_is_four_bytes_and_nothing_else() {
    both(Message.empty(Type.CON, 0xABCD), "4000abcd");
    both(Message.empty(Type.ACK, 0), "60000000");
    both(Message.empty(Type.RST, 65_535), "7000ffff");
    for (String more :
        List.of(
            "41 00 abcd", "41 00 abcd 01", "40 00 abcd ff", "40 00 abcd ff 01", "40 00 abcd 10")) {
      assertThat(bad(hex(more)).header()).hasValue(new Decoded.Header(Type.CON, 0xABCD));
    }
  }

  @Spec("RFC7252-3")
  @ParameterizedTest
  @ValueSource(strings = {"00 01 0001", "80 01 0001", "c0 01 0001 ff 01", "80 00 0000"})
  void another_version_gives_no_header_so_that_nobody_answers(String datagram) {
    assertThat(bad(hex(datagram)).header()).isEmpty();
    assertThat(bad(hex(datagram)).reason().where()).isEqualTo("header");
  }

  @Spec("COAP-01")
  @ParameterizedTest
  @ValueSource(strings = {"", "40", "4001", "400100"})
  void less_than_a_header_gives_no_header(String datagram) {
    assertThat(bad(hex(datagram)).header()).isEmpty();
  }

  @Spec({"COAP-01", "COAP-14"})
  @ParameterizedTest
  @CsvSource({
    "49 01 0102 00000000 00000000, token, runs past the end",
    "4d 01 0102, token, runs past the end",
    "4d 01 0102 00 000000000000000000000000, token, runs past the end",
    "4e 01 0102 00, token, runs past the end",
    "4e 01 0102 ffff 00, token, runs past the end",
    "4f 01 0102, header, token length 15",
    "48 01 0102 00000000 000000, token, runs past the end",
    "40 01 0102 ff, payload, marker without payload",
    "40 01 0102 b1 61 ff, payload, marker without payload",
    "40 01 0102 f0, option 1 at byte 4, reserved option delta or length 15",
    "40 01 0102 0f, option 1 at byte 4, reserved option delta or length 15",
    "40 01 0102 b1 61 f1 00, option 2 at byte 6, reserved option delta or length 15",
    "40 01 0102 d0, option 1 at byte 4, ends inside an option header",
    "40 01 0102 e0 00, option 1 at byte 4, ends inside an option header",
    "40 01 0102 0d, option 1 at byte 4, ends inside an option header",
    "40 01 0102 dd 00, option 1 at byte 4, ends inside an option header",
    "40 01 0102 ee 0000 00, option 1 at byte 4, ends inside an option header",
    "40 01 0102 b2 61, option 1 at byte 4, option value runs past the end",
    "40 01 0102 be ffff 61, option 1 at byte 4, option value runs past the end",
    "40 01 0102 e0 fef3, option 1 at byte 4, option number above 65535",
    "40 01 0102 e0 ffff, option 1 at byte 4, option number above 65535",
    "40 01 0102 e0 fef2 10, option 2 at byte 7, option number above 65535",
  })
  void a_format_error_names_its_place_and_whom_to_reset(
      String datagram, String where, String what) {
    assertThat(bad(hex(datagram)))
        .isEqualTo(
            new Decoded.Bad(
                new Malformed(where, what), Optional.of(new Decoded.Header(Type.CON, 0x0102))));
  }

  @Spec("COAP-11")
  @Test
  void unknown_options_and_values_of_odd_length_pass_unchanged() {
    Options options =
        Options.builder()
            .add(OptionNumber.CONTENT_FORMAT, Bytes.of(1, 2, 3))
            .add(OptionNumber.OBSERVE, Bytes.wrap(new byte[300]))
            .add(2_049, Bytes.of(7))
            .add(65_001, Bytes.EMPTY)
            .build();
    Message message = new Message(Type.NON, Code.of(1, 7), 9, Token.EMPTY, options, Bytes.EMPTY);
    assertThat(ok(UdpCodec.encode(message))).isEqualTo(message);
  }

  @Test
  void options_and_payload_are_views_of_the_datagram() {
    byte[] array = hex("40 01 7d34 b1 61 ff 62").toArray();
    Message message = ok(Bytes.wrap(array));
    array[5] = 'x';
    array[7] = 'y';
    assertThat(message.options().uriPath()).containsExactly("x");
    assertThat(message.payload().utf8()).isEqualTo("y");
  }

  @Test
  void as_many_options_as_the_limit_pass_and_one_more_does_not() {
    Bytes head = hex("40 01 0102");
    Bytes most = head.concat(Bytes.wrap(new byte[UdpCodec.OPTION_COUNT_MAX]));
    assertThat(ok(most).options().count()).isEqualTo(64);
    assertThat(UdpCodec.encode(ok(most))).isEqualTo(most);
    assertThat(bad(most.concat(Bytes.of(0))).reason())
        .isEqualTo(new Malformed("options", "more than 64"));
  }

  @Test
  void the_largest_datagram_passes_and_one_byte_more_does_not() {
    Bytes largest = hex("40 02 0102 ff").concat(Bytes.wrap(new byte[65_502]));
    assertThat(largest.size()).isEqualTo(UdpCodec.DATAGRAM_BYTES_MAX);
    assertThat(UdpCodec.encode(ok(largest))).isEqualTo(largest);
    assertThat(bad(largest.concat(Bytes.of(0))).header())
        .hasValue(new Decoded.Header(Type.CON, 0x0102));
  }

  @Test
  void what_would_not_read_back_is_not_written() {
    Bytes large = Bytes.wrap(new byte[65_503]);
    Options.Builder many = Options.builder();
    for (int i = 0; i < 65; i++) {
      many.uriPath("a");
    }
    List<Message> unfit =
        List.of(
            new Message(Type.CON, Code.PUT, 1, Token.EMPTY, Options.NONE, large),
            new Message(Type.CON, Code.PUT, 1, Token.EMPTY, many.build(), Bytes.EMPTY),
            new Message(
                Type.CON,
                Code.PUT,
                1,
                Token.EMPTY,
                Options.builder().add(1, large).build(),
                Bytes.EMPTY),
            new Message(Type.ACK, Code.EMPTY, 1, Token.of(1, 1), Options.NONE, Bytes.EMPTY),
            new Message(Type.ACK, Code.EMPTY, 1, Token.EMPTY, Options.NONE, Bytes.of(1)),
            new Message(
                Type.ACK,
                Code.EMPTY,
                1,
                Token.EMPTY,
                Options.builder().observe(0).build(),
                Bytes.EMPTY));
    assertThat(unfit)
        .allSatisfy(
            message ->
                assertThatThrownBy(() -> UdpCodec.encode(message))
                    .isInstanceOf(IllegalArgumentException.class));
  }
}
