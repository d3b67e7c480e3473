// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import io.tern.net.HostPort;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A device that says one thing at a time and waits for the answer. One thread.
final class RawDialogue implements AutoCloseable {
  static final Bytes LINKS = Bytes.ofUtf8("</1/0>,</3/0>,</3303/0>");
  private static final int MILLIS_MAX = 20_000;

  private final DatagramSocket socket;
  private int messageId;

  RawDialogue(HostPort server) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.setSoTimeout(MILLIS_MAX);
    socket.connect(server.resolve());
  }

  /// How long it waits for an answer.
  void waitAtMost(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  /// The options of a Register.
  static Options.Builder registering(String endpoint) {
    return Options.builder()
        .uriPath("rd")
        .uriQuery("ep=" + endpoint)
        .uriQuery("lwm2m=1.1")
        .uriQuery("lt=300")
        .contentFormat(ContentFormat.LINK_FORMAT);
  }

  /// Registers.
  ///
  /// @return the handle
  String register(String endpoint) throws IOException {
    Message answer = ask(Code.POST, registering(endpoint), LINKS);
    assertThat(answer.code()).isEqualTo(Code.CREATED);
    return answer.options().locationPath().getLast();
  }

  static Message request(int id, Code code, Options.Builder options, Bytes payload) {
    return new Message(Type.CON, code, id, Token.of(id, 4), options.build(), payload);
  }

  /// Sends a request with a message id of its own.
  void transmit(Code code, Options.Builder options, Bytes payload) throws IOException {
    transmit(request(++messageId, code, options, payload));
  }

  void transmit(Message message) throws IOException {
    byte[] datagram = UdpCodec.encode(message).toArray();
    socket.send(new DatagramPacket(datagram, datagram.length));
  }

  Message receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
    socket.receive(packet);
    Bytes bytes = Bytes.wrap(packet.getData(), 0, packet.getLength());
    return ((Decoded.Ok) UdpCodec.decode(bytes)).message();
  }

  Message ask(Code code, Options.Builder options, Bytes payload) throws IOException {
    return ask(request(++messageId, code, options, payload));
  }

  /// The response, which comes by itself where the server takes its time.
  Message ask(Message message) throws IOException {
    transmit(message);
    Message answer = receive();
    if (!message.code().isRequest() || !answer.code().isEmpty()) {
      return answer;
    }
    Message separate = receive();
    transmit(Message.empty(Type.ACK, separate.messageId()));
    return separate;
  }

  @Override
  public void close() {
    socket.close();
  }
}
