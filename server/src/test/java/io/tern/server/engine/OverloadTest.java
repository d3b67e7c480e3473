// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.LINKS;
import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.register;
import static io.tern.server.engine.EngineFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import io.tern.coap.engine.Admission;
import io.tern.coap.engine.EndpointConfig;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.DesiredObservation;
import io.tern.server.EngineScope;
import io.tern.server.Journal;
import io.tern.server.ModelSource;
import io.tern.server.Neighbours;
import io.tern.server.OverloadLimits;
import io.tern.server.Pressure;
import io.tern.server.RegisterLimits;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents.Refusal;
import io.tern.server.ServerPorts;
import io.tern.server.Submission;
import io.tern.spec.Spec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a server sheds when it is behind, and what it never does.
class OverloadTest {
  private static final OverloadLimits LIMITS =
      new OverloadLimits(
          10,
          Duration.ofSeconds(3),
          4,
          new RegisterLimits(16, 10, 2, Duration.ofSeconds(10)),
          30,
          90,
          1_000);
  private static final Downlink.Read READ =
      new Downlink.Read(path("/3/0/1"), Optional.of(ContentFormat.TEXT));

  private final EngineFixture server = new EngineFixture();
  private long behindNanos;
  private boolean memoryShort;

  private void start() {
    server.config = ServerConfig.DEFAULT.withOverload(LIMITS);
    server.engine().measureWith(now -> behindNanos, () -> memoryShort);
  }

  /// Makes nothing durable before it is told to.
  private static final class SlowJournal implements Journal {
    private final ArrayDeque<Listener> waiting = new ArrayDeque<>();

    @Override
    public void append(
        Change change, Optional<ServerEvent> event, Listener listener, long nowNanos) {
      waiting.add(listener);
    }

    void write(int changes, long nowNanos) {
      for (int i = 0; i < changes; i++) {
        waiting.remove().onAppended(true, nowNanos);
      }
    }
  }

  private Response registerAnew(int port) {
    return server.request(peer(port), register(LINKS, "ep=new-" + port, "lwm2m=1.1"));
  }

  private static Request send() {
    Options options =
        Options.builder().uriPath("dp").contentFormat(ContentFormat.SENML_JSON).build();
    return Request.of(Code.POST, options, Bytes.ofUtf8("[{\"n\":\"/3/0/1\",\"v\":7}]"));
  }

  private Outcome<Node> ask(String handle) {
    EngineFixture.Ending<Node> ending = asking(handle);
    return ending.isOpen() ? new Outcome.Expired<>() : ending.outcome();
  }

  private EngineFixture.Ending<Node> asking(String handle) {
    EngineFixture.Ending<Node> ending = new EngineFixture.Ending<>();
    server.engine().ask(EngineFixture.id(handle), READ, 60 * SECOND, ending::take, server.now);
    return ending;
  }

  private Submission submit(String endpoint) {
    List<Submission> submissions = new ArrayList<>();
    server
        .engine()
        .commands()
        .submit(
            new EndpointName(endpoint),
            READ,
            0,
            OptionalLong.empty(),
            (submission, now) -> submissions.add(submission),
            server.now);
    assertThat(submissions).hasSize(1);
    return submissions.getFirst();
  }

  @Test
  void a_loop_that_is_behind_sheds_register_and_nothing_else() {
    start();
    String handle = server.registered(peer(1), "d", "lt=60");
    FakeRequester.Observed observation = server.observed(handle, "/3/0/1");
    behindNanos = 3 * SECOND;
    Response refusal = registerAnew(2);
    assertThat(refusal.code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(refusal.options().uint(OptionNumber.MAX_AGE).orElseThrow())
        .as("as long as it is behind, and a little longer by chance")
        .isBetween(4L, 5L);
    assertThat(server.events.refusals).containsExactly(Refusal.OVERLOADED);

    assertThat(server.request(peer(1), update(handle)).code()).isEqualTo(Code.CHANGED);
    assertThat(server.request(peer(1), update(handle, "lt=90")).code()).isEqualTo(Code.CHANGED);
    assertThat(server.request(peer(1), send()).code()).isEqualTo(Code.CHANGED);
    observation.listener.onNotification(peer(1), FakeRequester.observing("2", 2), server.now);
    assertThat(server.events.of(ServerEvent.Notified.class)).hasSize(1);
    assertThat(asking(handle).isOpen()).isTrue();
    assertThat(submit("d")).isInstanceOf(Submission.Accepted.class);

    behindNanos = 3 * SECOND - 1;
    assertThat(registerAnew(2).code()).isEqualTo(Code.CREATED);
  }

  @Test
  void far_behind_new_operations_and_commands_are_refused_and_clients_are_served_still() {
    start();
    String handle = server.registered(peer(1), "d", "lt=60");
    assertThat(submit("asleep")).isInstanceOf(Submission.Accepted.class);
    behindNanos = 6 * SECOND;
    assertThat(ask(handle)).isInstanceOf(Outcome.Overloaded.class);
    assertThat(submit("d")).isInstanceOf(Submission.Refused.class);
    List<Outcome<?>> wished = new ArrayList<>();
    DesiredObservation wish =
        new DesiredObservation(
            new EndpointName("d"),
            List.of(path("/3/0/1")),
            Optional.empty(),
            Attributes.NONE,
            server.now);
    server
        .engine()
        .want(
            wish,
            false,
            (durable, outcome, now) -> {
              assertThat(durable).isFalse();
              wished.add(outcome);
            },
            server.now);
    assertThat(wished).hasExactlyElementsOfTypes(Outcome.Overloaded.class);
    assertThat(server.desired.of(new EndpointName("d"))).isEmpty();
    assertThat(server.requester.sent).isEmpty();
    assertThat(server.requester.observed).isEmpty();
    assertThat(server.events.shed).isEqualTo(3);
    assertThat(registerAnew(2).code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(server.request(peer(1), update(handle, "lt=90")).code()).isEqualTo(Code.CHANGED);
    assertThat(server.request(peer(1), send()).code()).isEqualTo(Code.CHANGED);
    EngineFixture.Ending<Node> accepted = server.send(handle, READ);
    assertThat(accepted.isOpen()).as("what was accepted before goes on").isTrue();
  }

  @Test
  void clients_for_which_there_is_no_room_come_back_at_different_times() {
    server.config = ServerConfig.DEFAULT.withRegistrationsMax(1);
    server.registered(peer(1), "first");
    Set<Long> waits = new HashSet<>();
    for (int i = 2; i <= 500; i++) {
      waits.add(registerAnew(i).options().uint(OptionNumber.MAX_AGE).orElseThrow());
    }
    assertThat(waits).allMatch(wait -> wait >= 30 && wait <= 90).hasSizeGreaterThan(50);
    assertThat(waits).contains(30L, 90L);
  }

  /// A journal that writes when it is told to; ten changes may be on their way to it.
  private SlowJournal tenRegistersAtATime() {
    SlowJournal journal = new SlowJournal();
    server.journal = journal;
    server.config =
        ServerConfig.DEFAULT.withOverload(
            OverloadLimits.DEFAULT.withRegisters(
                new RegisterLimits(16, 10, 1_000, Duration.ofSeconds(10))));
    return journal;
  }

  @Test
  void what_registered_clients_send_is_served_before_registers_that_wait() {
    SlowJournal journal = tenRegistersAtATime();
    List<EngineFixture.Answer> answers = registerAtOnce(1, 100);
    assertThat(journal.waiting).as("10 of them are on their way to the disk").hasSize(10);
    assertThat(server.engine().gauges().registers()).isEqualTo(90);
    String handle = server.find("d1").orElseThrow().id().toString();
    assertThat(server.request(peer(1), update(handle)).code())
        .as("a refresh is answered at once")
        .isEqualTo(Code.CHANGED);
    journal.write(11, server.now);
    EngineFixture.Answer changing = new EngineFixture.Answer();
    server.engine().onRequest(peer(1), update(handle, "lt=90"), changing, server.now);
    journal.write(1, server.now);
    assertThat(changing.only().code()).as("before the 90").isEqualTo(Code.CHANGED);
    while (server.engine().gauges().registers() > 0 || !journal.waiting.isEmpty()) {
      server.advance(1);
      journal.write(journal.waiting.size(), server.now);
    }
    assertThat(answers).allMatch(answer -> answer.only().code().equals(Code.CREATED));
    assertThat(server.events.of(ServerEvent.Registered.class))
        .extracting(event -> event.endpoint().value())
        .as("first come, first served")
        .containsExactlyElementsOf(
            java.util.stream.IntStream.rangeClosed(1, 100).mapToObj(i -> "d" + i).toList());
    assertThat(server.events.refusals).isEmpty();
    assertThat(server.events.pressures).isEmpty();
  }

  @Test
  void a_register_that_a_standing_journal_keeps_waiting_is_refused_in_the_end() {
    tenRegistersAtATime();
    List<EngineFixture.Answer> answers = registerAtOnce(1, 30);
    for (int i = 0; i < 100; i++) {
      server.advance(SECOND / 10);
    }
    assertThat(answers).allMatch(EngineFixture.Answer::isOpen);
    for (int i = 0; i < 2; i++) {
      server.advance(SECOND / 10);
    }
    assertThat(answers.subList(0, 10))
        .as("wait for the disk")
        .allMatch(EngineFixture.Answer::isOpen);
    assertThat(answers.subList(10, 30))
        .allMatch(answer -> answer.only().code().equals(Code.SERVICE_UNAVAILABLE));
    assertThat(server.registrations.count()).isEqualTo(10);
    assertThat(server.engine().gauges().registers()).isZero();
  }

  private List<EngineFixture.Answer> registerAtOnce(int first, int last) {
    List<EngineFixture.Answer> answers = new ArrayList<>();
    for (int i = first; i <= last; i++) {
      EngineFixture.Answer answer = new EngineFixture.Answer();
      server
          .engine()
          .onRequest(peer(i), register(LINKS, "ep=d" + i, "lwm2m=1.1"), answer, server.now);
      answers.add(answer);
    }
    return answers;
  }

  @Test
  void a_slow_disk_sheds_register_before_commands_and_never_what_keeps_clients_registered() {
    SlowJournal journal = new SlowJournal();
    server.journal = journal;
    start();
    List<EngineFixture.Answer> answers = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      EngineFixture.Answer answer = new EngineFixture.Answer();
      server
          .engine()
          .onRequest(peer(i), register(LINKS, "ep=d" + i, "lwm2m=1.1"), answer, server.now);
      answers.add(answer);
    }
    assertThat(answers.subList(0, 10)).allMatch(EngineFixture.Answer::isOpen);
    assertThat(answers.get(10).only().code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(answers.get(11).only().code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    String handle = server.find("d1").orElseThrow().id().toString();
    assertThat(server.request(peer(1), update(handle)).code())
        .as("a refresh is answered from memory")
        .isEqualTo(Code.CHANGED);
    for (int i = 0; i < 9; i++) {
      EngineFixture.Answer changing = new EngineFixture.Answer();
      server.engine().onRequest(peer(1), update(handle, "lt=" + (60 + i)), changing, server.now);
      assertThat(changing.isOpen()).as("waits for the disk").isTrue();
    }
    assertThat(submit("d1")).isInstanceOf(Submission.Refused.class);
    journal.write(journal.waiting.size(), server.now);
    assertThat(answers.getFirst().only().code()).isEqualTo(Code.CREATED);
    EngineFixture.Answer again = new EngineFixture.Answer();
    server.engine().onRequest(peer(11), register(LINKS, "ep=d11"), again, server.now);
    assertThat(again.isOpen()).isTrue();
    assertThat(server.events.pressures)
        .containsExactly(Pressure.HIGH, Pressure.SEVERE, Pressure.NONE);
  }

  @Test
  @Spec("4.19")
  void while_memory_is_short_nothing_new_is_taken_on_and_clients_are_served() {
    start();
    String handle = server.registered(peer(1), "d", "lt=60");
    memoryShort = true;
    Response refusal = registerAnew(2);
    assertThat(refusal.code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(refusal.options().uint(OptionNumber.MAX_AGE).orElseThrow()).isBetween(30L, 90L);
    assertThat(ask(handle)).isInstanceOf(Outcome.Overloaded.class);
    assertThat(submit("d")).isInstanceOf(Submission.Refused.class);
    assertThat(server.request(peer(1), update(handle, "lt=90")).code()).isEqualTo(Code.CHANGED);
    assertThat(server.request(peer(1), send()).code()).isEqualTo(Code.CHANGED);
    memoryShort = false;
    assertThat(registerAnew(2).code()).isEqualTo(Code.CREATED);
    assertThat(server.events.pressures).containsExactly(Pressure.SEVERE, Pressure.NONE);
  }

  @Test
  void only_so_many_operations_are_open_at_a_time() {
    start();
    for (int i = 1; i <= 5; i++) {
      server.registered(peer(i), "d" + i);
    }
    for (int i = 1; i <= 4; i++) {
      assertThat(asking(server.find("d" + i).orElseThrow().id().toString()).isOpen()).isTrue();
    }
    String last = server.find("d5").orElseThrow().id().toString();
    assertThat(ask(last)).isInstanceOf(Outcome.Overloaded.class);
    server.requester.last().answer(FakeRequester.text("1"), server.now);
    assertThat(asking(last).isOpen()).isTrue();
    assertThat(registerAnew(9).code()).isEqualTo(Code.CREATED);
  }

  /// A thousand Updates a second from one client, one in five seconds from each of twenty others.
  @Test
  @Spec({"RFC8516-3", "CMISC-02", "4.16"})
  void one_client_that_asks_too_much_is_told_to_wait_and_the_others_notice_nothing() {
    Wire wire = new Wire(1);
    wire.config = EndpointConfig.DEFAULT.withAdmission(Admission.DEFAULT.withRate(100, 500));
    Wire.Node node = wire.attach(peer(5683), requester -> engine(wire, requester));
    Map<Integer, String> handles = new HashMap<>();
    for (int port = 1; port <= 21; port++) {
      wire.run(1);
      deliver(wire, node, port, register(LINKS, "ep=d" + port, "lwm2m=1.1"), 0);
      handles.put(port, server.find("d" + port).orElseThrow().id().toString());
    }
    wire.run(SECOND);
    wire.unclaimed.clear();
    for (int millis = 0; millis < 5_000; millis++) {
      deliver(wire, node, 1, update(handles.get(1)), 1 + millis);
      if (millis % 250 == 0) {
        deliver(wire, node, 2 + millis / 250, update(handles.get(2 + millis / 250)), 9_000);
      }
      wire.run(SECOND / 1_000);
    }
    wire.run(SECOND);
    int served = 0;
    int refused = 0;
    int others = 0;
    for (Bytes datagram : wire.unclaimed) {
      Message answer = ((Decoded.Ok) UdpCodec.decode(datagram)).message();
      boolean other = answer.messageId() == 9_000;
      if (other) {
        assertThat(answer.code()).isEqualTo(Code.CHANGED);
        others++;
      } else if (answer.code().equals(Code.TOO_MANY_REQUESTS)) {
        assertThat(answer.options().uint(OptionNumber.MAX_AGE).orElseThrow()).isPositive();
        refused++;
      } else {
        assertThat(answer.code()).isEqualTo(Code.CHANGED);
        served++;
      }
    }
    assertThat(others).isEqualTo(20);
    assertThat(served + refused).isEqualTo(5_000);
    assertThat(served).as("500 at once, then 100 a second").isBetween(950, 1_050);
  }

  private ServerEngine engine(Wire wire, Requester requester) {
    return new ServerEngine(
        new EngineScope(0, requester, wire.timers, server.random, Neighbours.NONE),
        new ServerPorts(
            server.registrations,
            server.observations,
            server.commands,
            server.desired,
            server.awake,
            server.journal,
            server.access,
            ModelSource.NONE,
            server.events),
        ServerConfig.DEFAULT);
  }

  private static void deliver(Wire wire, Wire.Node node, int port, Request request, int id) {
    Message message =
        new Message(
            Type.CON,
            request.method(),
            id,
            Token.of(port, 2),
            request.options(),
            request.payload());
    wire.timers.advance(wire.now);
    node.receive(peer(port), UdpCodec.encode(message));
  }
}
