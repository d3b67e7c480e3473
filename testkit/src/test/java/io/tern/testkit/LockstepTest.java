// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import static io.tern.testkit.MessagePattern.ack;
import static io.tern.testkit.MessagePattern.con;
import static io.tern.testkit.MessagePattern.non;
import static io.tern.testkit.MessagePattern.ping;
import static io.tern.testkit.MessagePattern.rst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.UdpCodec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LockstepTest {
  private final SimNet net = new SimNet(1);
  private final SimNode other = net.node("other");
  private final Lockstep script = Lockstep.in(net, net.node("script"), other.peer());

  @Test
  void two_scripts_talk_to_each_other() {
    var answerer = Lockstep.in(net, other, net.node("script").peer());
    script.send(con(Code.GET).path("3", "0").accept(ContentFormat.TLV).mid("M").token("T"));
    answerer.expect(
        con(Code.GET).path("3", "0").mid("his").token("her").exactly().accept(ContentFormat.TLV));
    answerer.send(ack(Code.CONTENT).mid("his").token("her").payload("x").observe(3));
    script.expect(ack(Code.CONTENT).mid("M").token("T").payload("x").has(OptionNumber.OBSERVE));
    answerer.send(ping().mid("p"));
    script.expect(ping().mid("p").exactly());
    script.send(rst().mid("p"));
    answerer.expect(rst().mid("p"));
    answerer.expectNothing(Duration.ofMinutes(1));
  }

  @Test
  void says_what_is_wrong_with_what_came() {
    mismatch(non(Code.GET), "type CON");
    mismatch(con(Code.POST), "code 0.01");
    mismatch(con(Code.GET).mid(8), "message id 7");
    mismatch(con(Code.GET).token(Token.EMPTY), "token 0102");
    mismatch(con(Code.GET).path("3", "1"), "option 11");
    mismatch(con(Code.GET).path("3"), "option 11");
    mismatch(con(Code.GET).hasNo(OptionNumber.OBSERVE), "option 6");
    mismatch(con(Code.GET).has(OptionNumber.ETAG), "no option 4");
    mismatch(con(Code.GET).payload("y"), "payload");
    mismatch(con(Code.GET).path("3", "0").payload("x").exactly(), "option 6");
    mismatch(con(Code.GET).path("3", "0").observe(0).exactly(), "payload");
  }

  @Test
  void a_name_keeps_its_first_value() {
    arrive(7);
    script.expect(con(Code.GET).mid("M").token("T"));
    arrive(8);
    script.expect(con(Code.GET).token("T"));
    arrive(8);
    assertThatThrownBy(() -> script.expect(con(Code.GET).mid("M")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("<M>")
        .hasMessageContaining("message id 8");
  }

  @Test
  void a_mismatch_binds_no_name() {
    arrive(7);
    assertThatThrownBy(() -> script.expect(con(Code.PUT).mid("M")))
        .isInstanceOf(AssertionError.class);
    arrive(8);
    assertThat(script.expect(con(Code.GET).mid("M")).messageId()).isEqualTo(8);
  }

  @Test
  void made_up_message_ids_and_tokens_differ() {
    Message one = script.send(con(Code.GET).token("A"));
    Message two = script.send(con(Code.GET).token("B"));
    assertThat(one.messageId()).isNotEqualTo(two.messageId());
    assertThat(one.token()).isNotEqualTo(two.token());
  }

  @Test
  void silence_and_nonsense_are_failures_that_show_the_transcript() {
    script.send(con(Code.GET).path("rd"));
    assertThatThrownBy(() -> script.expect(ack()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nothing within")
        .hasMessageContaining("sent      CON 0.01");
    other.send(net.node("script").peer(), Bytes.of(1, 2, 3));
    assertThatThrownBy(() -> script.expect(ack()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("0x010203");
    arrive(7);
    assertThatThrownBy(() -> script.expectNothing(Duration.ofSeconds(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("CON 0.01 mid=7");
  }

  @Test
  void a_script_that_makes_no_sense_is_refused() {
    assertThatThrownBy(() -> script.send(ack(Code.CONTENT)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> script.send(con(Code.GET).exactly()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void speaks_over_a_real_socket() throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    try (var server = new DatagramSocket(new InetSocketAddress(loopback, 0));
        var client = Lockstep.overUdp((InetSocketAddress) server.getLocalSocketAddress())) {
      client.send(con(Code.GET).path("3").mid(5));
      var packet = new DatagramPacket(new byte[100], 100);
      server.setSoTimeout(10_000);
      server.receive(packet);
      server.send(packet);
      client.expect(con(Code.GET).path("3").mid(5).exactly());
      client.sendRaw(Bytes.of(1));
      server.receive(packet);
      assertThat(packet.getLength()).isEqualTo(1);
      client.expectNothing(Duration.ofMillis(20));
    }
  }

  private void mismatch(MessagePattern pattern, String wrong) {
    arrive(7);
    assertThatThrownBy(() -> script.expect(pattern))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(wrong);
  }

  private void arrive(int messageId) {
    Options options = Options.builder().uriPath("3", "0").observe(0).build();
    Token token = Token.of(0x0102, 2);
    var message = new Message(Type.CON, Code.GET, messageId, token, options, Bytes.ofUtf8("x"));
    other.send(net.node("script").peer(), UdpCodec.encode(message));
  }
}
