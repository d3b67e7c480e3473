// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

/// One source port and nothing between it and the wire.
final class RawClient implements AutoCloseable {
  private static final int WAIT_MILLIS = 500;
  private static final int ATTEMPTS = 20;

  private final DatagramSocket socket;
  private final byte[] buffer = new byte[65_536];
  private int messageId;

  RawClient(InetSocketAddress server) throws IOException {
    socket = new DatagramSocket();
    socket.connect(server);
    socket.setSoTimeout(WAIT_MILLIS);
  }

  void send(Bytes datagram) throws IOException {
    socket.send(new DatagramPacket(datagram.toArray(), datagram.size()));
  }

  /// Pings until the Reset comes; whatever came before it is dropped.
  void catchUp() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Message ping = Message.empty(Type.CON, nextMessageId());
      send(UdpCodec.encode(ping));
      if (isReset(ping.messageId())) {
        return;
      }
    }
    throw new AssertionError("the server does not answer a ping");
  }

  private boolean isReset(int id) throws IOException {
    try {
      for (; ; ) {
        if (UdpCodec.decode(receive()) instanceof Decoded.Ok(Message message)
            && message.type() == Type.RST
            && message.messageId() == id) {
          return true;
        }
      }
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private Bytes receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    socket.receive(packet);
    byte[] copy = new byte[packet.getLength()];
    System.arraycopy(buffer, 0, copy, 0, copy.length);
    return Bytes.wrap(copy);
  }

  /// A Register with these parameters, objects 1 and 3, and a message id of its own.
  Message registration(String... parameters) {
    Options.Builder options =
        Options.builder().uriPath("rd").contentFormat(ContentFormat.LINK_FORMAT);
    for (String parameter : parameters) {
      options.add(OptionNumber.URI_QUERY, parameter);
    }
    int id = nextMessageId();
    return new Message(
        Type.CON,
        Code.POST,
        id,
        Token.of(0x7E57_0000L | id, 6),
        options.build(),
        Bytes.ofUtf8("</1/0>,</3/0>"));
  }

  private int nextMessageId() {
    messageId = messageId + 1 & 0xFFFF;
    return messageId;
  }

  /// Registers and waits for the answer.
  Message register(String... parameters) throws IOException {
    Message request = registration(parameters);
    return UdpCodec.decode(ask(request)) instanceof Decoded.Ok(Message answer)
        ? answer
        : Message.empty(Type.RST, request.messageId());
  }

  /// Sends a message and waits for the datagram that answers it.
  Bytes ask(Message request) throws IOException {
    send(UdpCodec.encode(request));
    for (; ; ) {
      Bytes datagram = receive();
      if (UdpCodec.decode(datagram) instanceof Decoded.Ok(Message message)
          && message.token().equals(request.token())) {
        return datagram;
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
