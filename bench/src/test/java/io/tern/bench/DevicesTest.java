// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DevicesTest {
  private static final int DEVICE = 3;
  private static final int SERVERS_ID = 700;
  private static final Options LOCATION =
      Options.builder().locationPath("rd").locationPath("abc").build();

  private final MemorySegment out = Arena.ofAuto().allocate(2_048);
  private final Devices devices = new Devices(10);
  private Message request = read(0);

  @BeforeEach
  void register() {
    devices.turnTo(LwM2mCase.REGISTER, 0, 10);
    request = read(devices.begin(DEVICE, out, 0));
  }

  private Message read(int size) {
    byte[] bytes = out.asSlice(0, size).toArray(JAVA_BYTE);
    return UdpCodec.decode(Bytes.wrap(bytes)) instanceof Decoded.Ok(Message message)
        ? message
        : new Message(Type.NON, Code.GET, 0, Token.EMPTY, Options.NONE, Bytes.EMPTY);
  }

  private Clients.Verdict take(Type type, Code code, int id, Token token, Options options) {
    byte[] bytes =
        UdpCodec.encode(new Message(type, code, id, token, options, Bytes.EMPTY)).toArray();
    Clients.Datagram datagram = new Clients.Datagram();
    datagram.area = MemorySegment.ofArray(bytes);
    datagram.size = bytes.length;
    return devices.take(DEVICE, datagram, out, 0);
  }

  @Test
  void a_response_in_the_acknowledgement_ends_the_exchange() {
    assertThat(take(Type.ACK, Code.CREATED, request.messageId(), request.token(), LOCATION))
        .isEqualTo(Clients.Verdict.DONE);
    assertThat(devices.isRegistered(DEVICE)).isTrue();
    assertThat(devices.answerBytes()).isZero();
  }

  @Test
  void a_response_that_comes_by_itself_is_waited_for_and_acknowledged() {
    assertThat(take(Type.ACK, Code.EMPTY, request.messageId(), Token.EMPTY, Options.NONE))
        .isEqualTo(Clients.Verdict.GOES_ON);
    assertThat(devices.isRegistered(DEVICE)).isFalse();
    assertThat(take(Type.CON, Code.CREATED, SERVERS_ID, request.token(), LOCATION))
        .isEqualTo(Clients.Verdict.DONE);
    assertThat(devices.isRegistered(DEVICE)).isTrue();
    Message acknowledgement = read(devices.answerBytes());
    assertThat(acknowledgement.type()).isEqualTo(Type.ACK);
    assertThat(acknowledgement.code()).isEqualTo(Code.EMPTY);
    assertThat(acknowledgement.messageId()).isEqualTo(SERVERS_ID);
  }

  @Test
  void another_code_or_token_is_wrong_and_another_message_id_a_stray() {
    Token other = Token.of(DEVICE + 1, 4);
    assertThat(take(Type.ACK, Code.CHANGED, request.messageId(), request.token(), LOCATION))
        .isEqualTo(Clients.Verdict.WRONG);
    assertThat(take(Type.CON, Code.CREATED, SERVERS_ID, other, LOCATION))
        .isEqualTo(Clients.Verdict.WRONG);
    assertThat(take(Type.ACK, Code.CREATED, request.messageId() + 1, request.token(), LOCATION))
        .isEqualTo(Clients.Verdict.STRAY);
    assertThat(take(Type.RST, Code.EMPTY, request.messageId(), Token.EMPTY, Options.NONE))
        .isEqualTo(Clients.Verdict.WRONG);
    assertThat(devices.isRegistered(DEVICE)).isFalse();
  }
}
