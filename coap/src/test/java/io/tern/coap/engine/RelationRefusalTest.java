// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.OTHER;
import static io.tern.coap.engine.Played.con;
import static io.tern.coap.engine.Played.emptyAck;
import static io.tern.coap.engine.Played.path;
import static io.tern.coap.engine.Played.rst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Responder;
import io.tern.coap.Responder.EndReason;
import io.tern.coap.Responder.Relation;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Where a relation does not begin, and what it does not break.
class RelationRefusalTest {
  private final Played played = new Played();
  private final List<Relation> relations = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private int nextId = 1;

  private Responder.RelationListener listener() {
    int index = relations.size();
    return (reason, now) -> told.add(index + " " + reason);
  }

  private static Response value(String text) {
    return new Response(Code.CONTENT, Options.NONE, Bytes.ofUtf8(text));
  }

  private static Options asking(int observe) {
    return path("3303").toBuilder().observe(observe).build();
  }

  @Test
  void where_there_is_no_room_the_value_is_given_but_no_relation() {
    EndpointLimits limits = new EndpointLimits(10, 16, 0, 0, 8, 10, 8, 10, 10, 1, 1);
    Played small = new Played(EndpointConfig.DEFAULT.withLimits(limits));
    small.handler =
        (peer, request, responder, now) ->
            relations.add(responder.respondObserving(value("v0"), listener(), now));
    small.receive(con(Code.GET, 1, asking(0)));
    assertThat(small.sends().options().observe()).isPresent();
    small.receive(new Message(Type.CON, Code.GET, 2, Token.of(9, 1), asking(0), Bytes.EMPTY));
    Message refused = small.sends();
    assertThat(refused.payload().utf8()).isEqualTo("v0");
    assertThat(refused.options().observe()).isEmpty();
    assertThat(told).isEmpty();
    small.pass(0);
    assertThat(told).containsExactly("1 REFUSED");
    small.receive(OTHER, con(Code.GET, 3, asking(0)));
    assertThat(small.sends().options().observe()).isPresent();
  }

  @Test
  void observing_an_answer_to_a_request_that_did_not_ask_is_a_bug_of_the_caller() {
    played.handler =
        (peer, request, responder, now) ->
            assertThatThrownBy(() -> responder.respondObserving(value("x"), listener(), now))
                .isInstanceOf(IllegalArgumentException.class);
    played.receive(con(Code.GET, nextId++, path("a")));
    played.receive(con(Code.GET, nextId++, asking(1)));
    played.receive(con(Code.GET, nextId++, asking(7)));
    assertThat(played.events.failures).isEmpty();
    assertThat(played.gauges().relations()).isZero();
  }

  @Test
  @Spec({"COBS-01", "CBLK-07", "RFC7641-2"})
  void the_handler_sees_observe_only_where_it_means_something() {
    List<Options> seen = new ArrayList<>();
    played.handler =
        (peer, request, responder, now) -> {
          seen.add(request.options());
          responder.respond(value("x"), now);
        };
    played.receive(con(Code.GET, nextId++, asking(2)));
    played.receive(con(Code.POST, nextId++, asking(0)));
    Options further = asking(0).toBuilder().block2(new Block(1, false, 6)).build();
    played.receive(con(Code.GET, nextId++, further));
    assertThat(seen).containsExactly(path("3303"), path("3303"), path("3303"));
    seen.clear();
    played.receive(con(Code.FETCH, nextId++, asking(0)));
    played.receive(con(Code.GET, nextId++, asking(1)));
    assertThat(seen).containsExactly(asking(0), asking(1));
  }

  @Test
  void a_listener_that_throws_is_reported() {
    Responder.RelationListener angry =
        new Responder.RelationListener() {
          @Override
          public void onDelivered(long nowNanos) {
            throw new IllegalStateException("delivered");
          }

          @Override
          public void onEnded(EndReason reason, long nowNanos) {
            throw new IllegalStateException("ended");
          }
        };
    played.handler =
        (peer, request, responder, now) ->
            relations.add(responder.respondObserving(value("v0"), angry, now));
    played.receive(con(Code.GET, nextId++, asking(0)));
    played.sends();
    relations.getFirst().notify(value("v1"), true, played.now);
    played.receive(emptyAck(played.sends()));
    relations.getFirst().notify(value("v2"), true, played.now);
    played.receive(rst(played.sends()));
    assertThat(played.events.failures).hasSize(2);
    played.endsEmpty();
  }
}
