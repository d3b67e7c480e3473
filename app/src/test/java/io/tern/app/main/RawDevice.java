// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

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
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Optional;

/// A device of raw datagrams, which answers as badly as a test wants it to.
final class RawDevice implements AutoCloseable {
  private static final int MILLIS_MAX = 20_000;

  private final DatagramSocket socket;
  private final Answering answering;

  private RawDevice(DatagramSocket socket, Answering answering) {
    this.socket = socket;
    this.answering = answering;
  }

  /// What it says to a request.
  @FunctionalInterface
  interface Answering {
    /// The answer; empty for silence.
    Optional<Message> answer(Message request);
  }

  /// Says nothing, ever.
  static Optional<Message> silent(Message request) {
    return Optional.empty();
  }

  /// A piggybacked answer.
  static Optional<Message> answer(
      Message request, Code code, Optional<ContentFormat> format, Bytes payload) {
    Options.Builder options = Options.builder();
    format.ifPresent(options::contentFormat);
    return answer(request, code, options.build(), payload);
  }

  /// The same with any options.
  static Optional<Message> answer(Message request, Code code, Options options, Bytes payload) {
    return Optional.of(
        new Message(Type.ACK, code, request.messageId(), request.token(), options, payload));
  }

  /// Registers at `server`, then answers requests until it is closed.
  ///
  /// @param query further parameters of Register, each after an ampersand
  static RawDevice register(HostPort server, String endpoint, String query, Answering answering) {
    try {
      DatagramSocket socket =
          new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      socket.connect(server.resolve());
      socket.setSoTimeout(MILLIS_MAX);
      Options.Builder options = Options.builder().uriPath("rd").uriQuery("ep=" + endpoint);
      options.uriQuery("lwm2m=1.1");
      for (String parameter : query.split("&", -1)) {
        if (!parameter.isEmpty()) {
          options.uriQuery(parameter);
        }
      }
      options.contentFormat(ContentFormat.LINK_FORMAT);
      RawDevice device = new RawDevice(socket, answering);
      device.send(
          new Message(
              Type.CON,
              Code.POST,
              1,
              Token.of(1, 4),
              options.build(),
              Bytes.ofUtf8("</1/0>,</3/0>,</3303/0>")));
      Message answer = device.receive();
      if (!answer.code().equals(Code.CREATED)) {
        throw new IllegalStateException("not registered: " + answer);
      }
      Thread.ofVirtual().start(device::serve);
      return device;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve() {
    try {
      socket.setSoTimeout(0);
      while (!socket.isClosed()) {
        Message request = receive();
        Optional<Message> answer = answering.answer(request);
        if (answer.isPresent()) {
          send(answer.get());
        }
      }
    } catch (SocketException e) {
      // The socket was closed: this is the end.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void send(Message message) throws IOException {
    byte[] datagram = UdpCodec.encode(message).toArray();
    socket.send(new DatagramPacket(datagram, datagram.length));
  }

  private Message receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
    socket.receive(packet);
    Bytes bytes = Bytes.wrap(packet.getData(), 0, packet.getLength());
    return ((Decoded.Ok) UdpCodec.decode(bytes)).message();
  }

  @Override
  public void close() {
    socket.close();
  }
}
