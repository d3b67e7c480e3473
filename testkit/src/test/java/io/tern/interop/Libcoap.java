// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tern.coap.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The programs `coap-client` and `coap-server` of libcoap, where they are installed (Debian: libcoap3-bin).
final class Libcoap {
  private static final List<String> SUFFIXES = List.of("", "-notls", "-openssl", "-gnutls");
  private static final long SECONDS_MAX = 30;
  private static final int PORTS_TRIED_MAX = 20;

  private Libcoap() {}

  /// Where the program of that name is, whatever library it was built with; empty where it is not.
  static Optional<Path> program(String name) {
    String places = System.getenv().getOrDefault("PATH", "");
    return Stream.of(places.split(java.io.File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> SUFFIXES.stream().map(suffix -> Path.of(folder, name + suffix)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// What the client wrote of one answer.
  ///
  /// @param text what it printed: the code of an error, among others
  record Answer(Bytes payload, String text) {}

  /// Runs the client to its end.
  static Answer ask(Path client, Path folder, String... arguments) throws Exception {
    Path body = folder.resolve("answer");
    Files.deleteIfExists(body);
    List<String> words = new ArrayList<>(List.of("-B", "20", "-o", body.toString()));
    words.addAll(List.of(arguments));
    Process process = start(client, words);
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("coap-client does not end: " + text);
    }
    return new Answer(
        Files.exists(body) ? Bytes.wrap(Files.readAllBytes(body)) : Bytes.EMPTY, text);
  }

  static Process start(Path program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /// A server on one port of the loopback address, over UDP and TCP.
  record Server(Process process, int port) implements AutoCloseable {
    static Server start(Path program) throws Exception {
      int port = freePort();
      Process process =
          Libcoap.start(
              program, List.of("-A", "127.0.0.1", "-p", Integer.toString(port), "-d", "10"));
      Server server = new Server(process, port);
      server.awaitReady();
      return server;
    }

    /// A port that nobody has over TCP nor over UDP; the system picks by TCP alone.
    private static int freePort() throws IOException {
      for (int i = 1; ; i++) {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            DatagramSocket udp =
                new DatagramSocket(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort()))) {
          return udp.getLocalPort();
        } catch (BindException e) {
          if (i == PORTS_TRIED_MAX) {
            throw e;
          }
        }
      }
    }

    private void awaitReady() throws Exception {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      while (true) {
        try (Socket socket = new Socket()) {
          socket.connect(address, 1000);
          return;
        } catch (IOException e) {
          if (System.nanoTime() > until || process.waitFor(50, TimeUnit.MILLISECONDS)) {
            close();
            throw new AssertionError("coap-server does not listen: " + output(), e);
          }
        }
      }
    }

    private String output() throws IOException {
      try (BufferedReader reader = process.inputReader(UTF_8)) {
        return String.join("\n", reader.readAllLines());
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
