// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Identity;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Transport;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.server.Journal;
import io.tern.server.Origin;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents.Refusal;
import io.tern.spec.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendTest {
  private static final String ONE = "[{\"n\":\"/3/0/1\",\"v\":7}]";
  private final EngineFixture server = new EngineFixture();

  private static Request send(String senml) {
    Options options =
        Options.builder().uriPath("dp").contentFormat(ContentFormat.SENML_JSON).build();
    return Request.of(Code.POST, options, Bytes.ofUtf8(senml));
  }

  private static TimedNode value(Optional<Instant> time, long value) {
    return new TimedNode(time, path("/3/0/1"), new Node.SingleResource(1, new Value.Int(value)));
  }

  private List<ServerEvent.Sent> sent() {
    return server.events.of(ServerEvent.Sent.class);
  }

  @Test
  @Spec({"SEND-01", "SEND-02", "SEND-10", "REG-44", "AMB-49"})
  void values_are_reported_and_the_lifetime_goes_on() {
    String handle = server.registered(peer(1), "d", "lt=60");
    server.advance(40 * SECOND);
    assertThat(server.request(peer(1), send(ONE)).code()).isEqualTo(Code.CHANGED);
    assertThat(sent())
        .containsExactly(
            new ServerEvent.Sent(
                server.registration(handle),
                ContentFormat.SENML_JSON,
                List.of(value(Optional.empty(), 7)),
                server.now));
    assertThat(server.registration(handle).lastSeenNanos()).isEqualTo(server.now);
    server.advance(26 * SECOND);
    assertThat(server.find("d")).as("Send is no Update").isEmpty();
  }

  @Test
  @Spec({"SEND-07", "OBS-45"})
  void values_of_several_times_come_one_by_one() {
    server.registered(peer(1), "d");
    Response response =
        server.request(
            peer(1),
            send(
                "[{\"bn\":\"/3/0/1\",\"bt\":1000000000,\"v\":1},{\"t\":-60,\"v\":2},{\"t\":60,\"v\":3}]"));
    assertThat(response.code()).isEqualTo(Code.CHANGED);
    Instant base = Instant.ofEpochSecond(1_000_000_000);
    assertThat(sent().getFirst().values())
        .containsExactly(
            value(Optional.of(base.minusSeconds(60)), 2),
            value(Optional.of(base), 1),
            value(Optional.of(base.plusSeconds(60)), 3));
  }

  @Test
  @Spec({"SEND-02", "SEND-03", "C20"})
  void who_is_not_registered_has_nothing_to_send() {
    server.registered(peer(1), "d");
    assertThat(server.request(peer(2), send(ONE)).code()).isEqualTo(Code.BAD_REQUEST);
    server.request(peer(1), EngineFixture.deregister(handle("d")));
    assertThat(server.request(peer(1), send(ONE)).code()).isEqualTo(Code.BAD_REQUEST);
    server.registered(peer(3), "e", "lt=10");
    server.now += 20 * SECOND;
    assertThat(server.request(peer(3), send(ONE)).code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(sent()).isEmpty();
  }

  private String handle(String endpoint) {
    return server.find(endpoint).orElseThrow().id().toString();
  }

  @Test
  @Spec({"SEND-02", "SEND-05", "SEND-11"})
  void what_was_not_announced_is_not_found_and_unknown_resources_are_taken() {
    server.registered(peer(1), "d");
    for (String path : List.of("/5/0/1", "/3/1/1", "/0/0/1")) {
      assertThat(server.request(peer(1), send("[{\"n\":\"" + path + "\",\"v\":7}]")).code())
          .as(path)
          .isEqualTo(Code.NOT_FOUND);
    }
    assertThat(server.request(peer(1), send("[{\"n\":\"/3/0/999\",\"v\":7}]")).code())
        .isEqualTo(Code.CHANGED);
    assertThat(sent()).hasSize(1);
  }

  @Test
  @Spec({"SEND-02", "SEND-03"})
  void garbage_is_a_bad_request() {
    server.registered(peer(1), "d");
    for (String body :
        List.of("", "[]", "{", "[{\"n\":\"/3\",\"v\":1}]", "[{\"n\":\"x\",\"v\":1}]")) {
      assertThat(server.request(peer(1), send(body)).code()).isEqualTo(Code.BAD_REQUEST);
    }
    Options text = Options.builder().uriPath("dp").contentFormat(ContentFormat.TEXT).build();
    assertThat(server.request(peer(1), Request.of(Code.POST, text, Bytes.ofUtf8("1"))).code())
        .isEqualTo(Code.BAD_REQUEST);
    assertThat(sent()).isEmpty();
    assertThat(server.events.refusals).containsOnly(Refusal.MALFORMED);
  }

  @Test
  @Spec({"SEND-10", "QM-04", "QM-05", "AMB-66"})
  void a_send_wakes_a_client_in_queue_mode() {
    String handle = server.registered(peer(1), "d", "Q");
    server.advance(100 * SECOND);
    io.tern.lwm2m.op.Downlink.Read read =
        new io.tern.lwm2m.op.Downlink.Read(path("/3/0/1"), Optional.empty());
    assertThat(server.send(handle, read).outcome())
        .isInstanceOf(io.tern.lwm2m.op.Outcome.Asleep.class);
    server.request(peer(1), send(ONE));
    assertThat(server.send(handle, read).isOpen()).isTrue();
  }

  @Test
  @Spec({"C20", "C21", "REG-46", "EP-08"})
  void the_sender_is_who_it_has_proved_to_be() {
    String handle = server.registered(peer(1, "d"), "d");
    Peer moved = peer(2, "d");
    assertThat(server.request(moved, send(ONE)).code()).isEqualTo(Code.CHANGED);
    assertThat(server.registration(handle).peer()).as("Send moves nobody").isEqualTo(peer(1, "d"));
    assertThat(server.request(peer(1, "other"), send(ONE)).code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(server.request(peer(1), send(ONE)).code()).isEqualTo(Code.BAD_REQUEST);
    Peer nobody = new Peer(Transport.DTLS, Address.Ip.v4(0x0A000001, 1), Identity.ANONYMOUS);
    assertThat(server.request(nobody, send(ONE)).code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(sent()).hasSize(1);
  }

  @Test
  @Spec({"SEND-02", "REG-41"})
  void of_several_clients_behind_one_address_the_sender_is_who_registered_last() {
    server.registered(peer(1), "d");
    server.registered(peer(1), "e");
    assertThat(sender()).isEqualTo("e");
    String handle = server.registered(peer(1), "d");
    assertThat(sender()).isEqualTo("d");
    server.request(peer(1), EngineFixture.deregister(handle));
    assertThat(server.request(peer(1), send(ONE)).code()).isEqualTo(Code.BAD_REQUEST);
    server.registered(peer(1), "e");
    assertThat(sender()).isEqualTo("e");
  }

  private String sender() {
    assertThat(server.request(peer(1), send(ONE)).code()).isEqualTo(Code.CHANGED);
    return sent().getLast().endpoint().value();
  }

  @Test
  @Spec({"REG-49", "C22"})
  void a_client_that_moved_sends_from_where_it_updated_last() {
    String handle = server.registered(peer(1), "d");
    assertThat(server.request(peer(2), EngineFixture.update(handle)).code())
        .isEqualTo(Code.CHANGED);
    assertThat(server.request(peer(2), send(ONE)).code()).isEqualTo(Code.CHANGED);
    assertThat(server.request(peer(1), send(ONE)).code()).isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  void it_is_acknowledged_when_it_is_durable_and_not_before() {
    List<Journal.Listener> waiting = new ArrayList<>();
    List<Journal.Change> changes = new ArrayList<>();
    String[] mode = {"at once"};
    server.journal =
        (change, event, listener, now) -> {
          if (mode[0].equals("at once")) {
            listener.onAppended(true, now);
          } else {
            changes.add(change);
            waiting.add(listener);
          }
        };
    server.registered(peer(1), "d");
    mode[0] = "later";
    EngineFixture.Answer answer = new EngineFixture.Answer();
    server.engine().onRequest(peer(1), send(ONE), answer, server.now);
    assertThat(answer.isOpen()).isTrue();
    assertThat(sent()).isEmpty();
    assertThat(changes)
        .singleElement()
        .isInstanceOfSatisfying(
            Journal.Change.Received.class,
            received -> {
              assertThat(received.origin()).isEqualTo(Origin.SENT);
              assertThat(received.values()).containsExactly(value(Optional.empty(), 7));
            });
    waiting.getFirst().onAppended(true, server.now);
    assertThat(answer.only().code()).isEqualTo(Code.CHANGED);
    assertThat(sent()).hasSize(1);

    EngineFixture.Answer refused = new EngineFixture.Answer();
    server.engine().onRequest(peer(1), send(ONE), refused, server.now);
    waiting.getLast().onAppended(false, server.now);
    assertThat(refused.only().code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(sent()).hasSize(1);
    assertThat(server.events.journalFailures).isEqualTo(1);
  }
}
