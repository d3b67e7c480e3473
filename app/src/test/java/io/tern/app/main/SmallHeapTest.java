// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Type;
import io.tern.net.HostPort;
import io.tern.spec.Spec;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `tern server` in a process of its own that has too little memory for what it is asked.
@Timeout(300)
class SmallHeapTest {
  private static final Pattern READY =
      Pattern.compile("\"coap\":\"([^\"]*)\".*\"http\":\"([^\"]*)\"");
  private static final int UNDER_WAY_MAX = 24;
  private static final int SILENT_MILLIS = 3_000;

  /// A server and how it ended.
  private static final class Server implements AutoCloseable {
    final Process process;
    final HostPort coap;
    final String http;

    Server(Path data, String heap, String... settings) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(launcherOptions());
      command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx" + heap));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of("io.tern.app.main.Main", "server", "--insecure"));
      command.addAll(List.of("--data", data.toString(), "--log-level", "error"));
      command.addAll(List.of("--coap", "127.0.0.1:0", "--http", "127.0.0.1:0"));
      command.addAll(List.of("--set", "loops=1", "--set", "coap.peer-requests-per-second-max=0"));
      for (String setting : settings) {
        command.addAll(List.of("--set", setting));
      }
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      BufferedReader out = process.inputReader();
      String line = out.readLine();
      Matcher ready = READY.matcher(line == null ? "" : line);
      assertThat(ready.find()).as("it says that it is ready, not: %s", line).isTrue();
      coap = ((HostPort.Parsed.Ok) HostPort.parse(ready.group(1))).value();
      http = ready.group(2);
    }

    /// What `./tern` gives to every process that it starts.
    private static List<String> launcherOptions() throws IOException {
      String script = Files.readString(Path.of("..", "tern"));
      Matcher options = Pattern.compile("local options=\\((.*)\\)").matcher(script);
      assertThat(options.find()).isTrue();
      return List.of(options.group(1).split(" ", -1));
    }

    String get(String path) throws IOException, InterruptedException {
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + http + path)).build();
        return client.send(request, BodyHandlers.ofString()).body();
      }
    }

    /// Uploads so many bytes; whether that is answered does not matter.
    void send(String path, int bytes) throws InterruptedException {
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://" + http + path))
                .header("Content-Type", "application/xml")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]))
                .build();
        client.send(request, BodyHandlers.discarding());
      } catch (IOException e) {
        assertThat(e).as("the server ended").isNotNull();
      }
    }

    long metric(String name) throws IOException, InterruptedException {
      return get("/metrics")
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /// Devices that register one after the other, some at a time, until the server says no more.
  private static final class Flood implements AutoCloseable {
    final Map<String, String> handles = new HashMap<>();
    final List<Message> refusals = new ArrayList<>();
    private final RawDialogue dialogue;
    private final Map<Integer, String> underWay = new HashMap<>();
    private int messageId;
    boolean silent;

    Flood(HostPort server) throws IOException {
      dialogue = new RawDialogue(server);
      dialogue.waitAtMost(SILENT_MILLIS);
    }

    /// @param links what each announces
    void register(String prefix, int count, java.util.function.IntFunction<Bytes> links)
        throws IOException {
      for (int i = 0; i < count && !silent; i++) {
        int id = ++messageId & 0xFFFF;
        underWay.put(id, prefix + i);
        dialogue.transmit(
            RawDialogue.request(
                id, Code.POST, RawDialogue.registering(prefix + i), links.apply(i)));
        while (underWay.size() >= UNDER_WAY_MAX && !silent) {
          take();
        }
      }
      while (!underWay.isEmpty() && !silent) {
        take();
      }
    }

    private void take() throws IOException {
      Message answer;
      try {
        answer = dialogue.receive();
      } catch (SocketTimeoutException | java.net.PortUnreachableException e) {
        silent = true;
        return;
      }
      if (answer.code().equals(Code.EMPTY)) {
        return;
      }
      if (answer.type() == Type.CON) {
        dialogue.transmit(Message.empty(Type.ACK, answer.messageId()));
      }
      int id = (int) answer.token().bits();
      String endpoint = underWay.remove(id);
      if (answer.code().equals(Code.CREATED)) {
        handles.put(endpoint, answer.options().locationPath().getLast());
      } else {
        refusals.add(answer);
      }
    }

    Code update(String handle) throws IOException {
      return dialogue.ask(Code.POST, Options.builder().uriPath("rd", handle), Bytes.EMPTY).code();
    }

    @Override
    public void close() throws IOException {
      dialogue.close();
    }
  }

  @Test
  @Spec("4.19")
  void more_devices_than_the_heap_has_room_for_are_refused_and_the_others_are_served(
      @TempDir Path data) throws Exception {
    int room = 16_384;
    try (Server server = new Server(data.resolve("data"), "32m");
        Flood flood = new Flood(server.coap)) {
      flood.register("d", room + 2_000, i -> RawDialogue.LINKS);
      assertThat(flood.silent).isFalse();
      assertThat(flood.handles)
          .as("a half of the heap, 1 KiB each")
          .hasSizeBetween(room - 2_000, room);
      assertThat(flood.refusals)
          .hasSize(room + 2_000 - flood.handles.size())
          .allMatch(answer -> answer.code().equals(Code.SERVICE_UNAVAILABLE))
          .allMatch(answer -> answer.options().uint(OptionNumber.MAX_AGE).orElseThrow() >= 30);
      assertThat(server.metric("tern_refused_total{reason=\"overloaded\"}"))
          .isEqualTo(flood.refusals.size());
      assertThat(server.metric("tern_registrations")).isEqualTo(flood.handles.size());
      for (String handle : List.copyOf(flood.handles.values()).subList(0, 100)) {
        assertThat(flood.update(handle)).isEqualTo(Code.CHANGED);
      }
      assertThat(server.get("/api/v1/devices/d0")).contains("\"d0\"");
    }
  }

  @Test
  @Spec("4.19")
  void devices_that_say_more_than_the_heap_has_room_for_are_refused_before_it_is_full(
      @TempDir Path data) throws Exception {
    try (Server server =
            new Server(data.resolve("data"), "32m", "lwm2m.registrations-max=1000000");
        Flood flood = new Flood(server.coap)) {
      for (int part = 0; part < 60 && flood.refusals.isEmpty() && !flood.silent; part++) {
        int first = part * 500;
        flood.register("d" + part + "-", 500, i -> longLinks(first + i));
      }
      assertThat(flood.silent).isFalse();
      assertThat(flood.refusals)
          .isNotEmpty()
          .allMatch(answer -> answer.code().equals(Code.SERVICE_UNAVAILABLE))
          .allMatch(answer -> answer.options().uint(OptionNumber.MAX_AGE).orElseThrow() >= 30);
      assertThat(server.metric("tern_pressure_total{pressure=\"severe\"}")).isPositive();
      for (String handle : List.copyOf(flood.handles.values()).subList(0, 100)) {
        assertThat(flood.update(handle)).isEqualTo(Code.CHANGED);
      }
      assertThat(server.process.isAlive()).isTrue();
    }
  }

  /// A list that no other device has: 150 objects, of which the server keeps each.
  private static Bytes longLinks(int device) {
    StringBuilder links = new StringBuilder("</1/0>,</3/0>");
    for (int i = 0; i < 150; i++) {
      links.append(",</").append(10_000 + i).append('/').append(device % 60_000).append('>');
    }
    return Bytes.ofUtf8(links.toString());
  }

  /// The configuration allows a body that the heap cannot hold, and somebody sends one.
  @Test
  @Spec("4.19")
  void a_server_without_memory_ends_at_once_and_has_lost_nothing_when_it_starts_again(
      @TempDir Path data) throws Exception {
    Map<String, String> acknowledged;
    try (Server server = new Server(data.resolve("data"), "40m", "http.body-bytes-max=64MiB");
        Flood flood = new Flood(server.coap)) {
      flood.register("d", 2_000, i -> RawDialogue.LINKS);
      acknowledged = Map.copyOf(flood.handles);
      server.send("/api/v1/models", 48 << 20);
      assertThat(server.process.waitFor(60, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
      assertThat(server.process.exitValue()).as("as operations.md says").isEqualTo(3);
    }
    assertThat(acknowledged).hasSize(2_000);
    try (Server again = new Server(data.resolve("data"), "40m");
        Flood devices = new Flood(again.coap)) {
      assertThat(again.metric("tern_registrations")).isEqualTo(acknowledged.size());
      for (Map.Entry<String, String> each : acknowledged.entrySet()) {
        assertThat(devices.update(each.getValue())).as(each.getKey()).isEqualTo(Code.CHANGED);
      }
    }
  }
}
