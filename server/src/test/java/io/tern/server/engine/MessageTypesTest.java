// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.EngineScope;
import io.tern.server.Neighbours;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvent;
import io.tern.server.ServerPorts;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Confirmable or not, piggybacked or separate: a client of raw messages in queue mode.
class MessageTypesTest {
  private static final Peer CLIENT = peer(7_001);
  private static final EndpointName ENDPOINT = new EndpointName("d");

  private final EngineFixture server = new EngineFixture();
  private final Wire wire = new Wire(1);
  private ServerEngine engine;
  private Wire.Node node;
  private int messageId = 1;

  enum Way {
    PIGGYBACKED,
    SEPARATE_CON,
    SEPARATE_NON,
    NON_WITHOUT_ACK
  }

  @BeforeEach
  void register() {
    wire.delayNanosMax = 0; // what goes out first arrives first
    node = wire.attach(peer(5683), this::assemble);
    ask(
        Type.CON,
        EngineFixture.register(EngineFixture.LINKS, "ep=d", "lwm2m=1.1", "Q", "lt=86400"));
    assertThat(server.find("d")).isPresent();
    wire.unclaimed.clear();
  }

  private ServerEngine assemble(Requester requester) {
    engine =
        new ServerEngine(
            new EngineScope(0, requester, wire.timers, server.random, Neighbours.NONE),
            new ServerPorts(
                server.registrations,
                server.observations,
                server.commands,
                server.desired,
                server.awake,
                server.journal,
                server.access,
                (release, objects) -> id -> Optional.of(EngineFixture.model(id)),
                server.events),
            ServerConfig.DEFAULT);
    return engine;
  }

  private void tell(Message message) {
    node.receive(CLIENT, UdpCodec.encode(message));
    wire.run(SECOND / 2);
  }

  private void ask(Type type, Request request) {
    tell(
        new Message(
            type,
            request.method(),
            messageId++,
            Token.of(messageId, 2),
            request.options(),
            request.payload()));
  }

  private List<Message> heard() {
    List<Message> messages = new ArrayList<>();
    wire.unclaimed.forEach(
        datagram -> messages.add(((Decoded.Ok) UdpCodec.decode(datagram)).message()));
    wire.unclaimed.clear();
    return messages;
  }

  private void answer(Type type, int id, Token token, String value) {
    Options options = Options.builder().contentFormat(ContentFormat.TEXT).build();
    tell(new Message(type, Code.CONTENT, id, token, options, Bytes.ofUtf8(value)));
  }

  private void answer(Message request, Way way) {
    Message ack =
        new Message(
            Type.ACK,
            Code.EMPTY,
            request.messageId(),
            Token.EMPTY,
            Options.builder().build(),
            Bytes.EMPTY);
    switch (way) {
      case PIGGYBACKED -> answer(Type.ACK, request.messageId(), request.token(), "7");
      case SEPARATE_CON -> {
        tell(ack);
        wire.run(20 * SECOND);
        answer(Type.CON, messageId++, request.token(), "7");
      }
      case SEPARATE_NON -> {
        tell(ack);
        wire.run(20 * SECOND);
        answer(Type.NON, messageId++, request.token(), "7");
      }
      case NON_WITHOUT_ACK -> answer(Type.NON, messageId++, request.token(), "7");
    }
  }

  private Command command() {
    return server.commands.of(ENDPOINT).getFirst();
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"QM-11", "QM-03"})
  void a_request_that_was_held_back_may_be_answered_in_any_way(Way way) {
    wire.run(100 * SECOND);
    engine
        .commands()
        .submit(
            ENDPOINT,
            new Downlink.Read(path("/3/0/1"), Optional.of(ContentFormat.TEXT)),
            0,
            OptionalLong.empty(),
            (submission, now) -> {},
            wire.now);
    wire.run(100 * SECOND);
    assertThat(heard()).as("nothing while it sleeps").isEmpty();
    ask(Type.CON, EngineFixture.update(server.find("d").orElseThrow().id().toString()));
    List<Message> heard = heard();
    Message request =
        heard.stream().filter(message -> message.code().equals(Code.GET)).findFirst().orElseThrow();
    assertThat(heard.indexOf(request)).as("behind the answer to its Update").isPositive();
    answer(request, way);
    assertThat(command().state())
        .isInstanceOfSatisfying(
            Command.State.Ended.class,
            ended ->
                assertThat(ended.outcome())
                    .isEqualTo(
                        new Outcome.Answered<>(new Node.SingleResource(1, new Value.Int(7)))));
    List<Message> later = heard();
    assertThat(later).noneMatch(message -> message.type() == Type.RST);
    if (way == Way.SEPARATE_CON) {
      assertThat(later).last().extracting(Message::type).isEqualTo(Type.ACK);
    }
  }

  /// The same message again, 1, 30 and 240 seconds later: the same answer, and nothing happens twice.
  @Test
  @Spec({"N8", "REG-56"})
  void what_comes_again_within_its_lifetime_gets_the_same_answer_and_happens_once() {
    String handle = server.find("d").orElseThrow().id().toString();
    Options dp = Options.builder().uriPath("dp").contentFormat(ContentFormat.SENML_JSON).build();
    List<Request> requests =
        List.of(
            EngineFixture.update(handle, "lt=3600"),
            Request.of(Code.POST, dp, Bytes.ofUtf8("[{\"n\":\"/3/0/1\",\"v\":7}]")),
            EngineFixture.deregister(handle),
            EngineFixture.register(EngineFixture.LINKS, "ep=d", "lwm2m=1.1"));
    for (Request request : requests) {
      int before = server.events.events.size();
      int id = messageId++;
      Message message =
          new Message(
              Type.CON,
              request.method(),
              id,
              Token.of(id, 2),
              request.options(),
              request.payload());
      tell(message);
      Message first = heard().getFirst();
      assertThat(first.code().isSuccess()).isTrue();
      for (long seconds : new long[] {1, 29, 210}) {
        wire.run(seconds * SECOND - SECOND / 2);
        tell(message);
        assertThat(heard()).as("%s after %d s", request.method(), seconds).containsExactly(first);
      }
      assertThat(server.events.events).as("happened once").hasSize(before + 1);
    }
    assertThat(server.registrations.count()).isEqualTo(1);
  }

  @Test
  @Spec({"SEND-06", "SEND-02", "SEND-10"})
  void values_may_be_sent_non_confirmably() {
    Options options =
        Options.builder().uriPath("dp").contentFormat(ContentFormat.SENML_JSON).build();
    ask(Type.NON, Request.of(Code.POST, options, Bytes.ofUtf8("[{\"n\":\"/3/0/1\",\"v\":7}]")));
    assertThat(server.events.of(ServerEvent.Sent.class)).hasSize(1);
    assertThat(heard())
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.type()).isEqualTo(Type.NON);
              assertThat(answer.code()).isEqualTo(Code.CHANGED);
            });
  }
}
