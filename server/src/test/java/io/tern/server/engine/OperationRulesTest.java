// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.BodySource;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.link.Link;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.spec.Spec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules of the operations that bind whoever asks: what goes out, and what an answer is taken for.
class OperationRulesTest {
  private static final Node.ResourceNode SEVEN = new Node.SingleResource(1, new Value.Int(7));
  private static final Downlink.Read READ =
      new Downlink.Read(path("/3/0/1"), Optional.of(ContentFormat.TEXT));

  private final EngineFixture server = new EngineFixture();

  static Stream<Downlink<?>> operations() {
    return Stream.of(
        READ,
        new Downlink.Discover(path("/3"), OptionalInt.empty()),
        new Downlink.Write(path("/3/0/1"), Downlink.Write.Mode.REPLACE, SEVEN, Optional.empty()),
        new Downlink.WriteAttributes(path("/3/0/1"), Attributes.NONE.withPmin(1)),
        new Downlink.Execute(path("/3/0/4"), Arguments.NONE),
        new Downlink.Create(
            path("/3303"),
            OptionalInt.of(1),
            Node.InstanceNode.of(1, List.of(new Node.SingleResource(1, new Value.Int(7)))),
            Optional.empty()),
        new Downlink.Delete(path("/3303/0")),
        new Downlink.WriteComposite(
            List.of(new Change.Put(path("/3/0/1"), new Value.Int(7))), Optional.empty()),
        new Downlink.Observe(path("/3/0/1"), Optional.empty()),
        new Downlink.ObserveComposite(
            List.of(path("/3/0/1"), path("/3303")), Optional.empty(), Attributes.NONE));
  }

  /// Every code of the table of errors that no other format and no single reads can turn into success.
  @ParameterizedTest
  @MethodSource("operations")
  @Spec({
    "DM-21", "DM-22", "DM-23", "DM-24", "DM-25", "DM-28", "DM-29", "DM-30", "DM-31", "DM-32",
    "DM-33", "DM-81", "OBS-13"
  })
  void whatever_a_client_refuses_is_told_with_its_code_and_words(Downlink<?> operation) {
    for (String code :
        List.of(
            "4.00", "4.01", "4.02", "4.03", "4.04", "4.08", "4.09", "4.12", "4.13", "4.22", "5.00",
            "5.01", "5.03")) {
      EngineFixture each = new EngineFixture();
      String handle = each.registered(peer(1), "d");
      EngineFixture.Ending<?> ending = each.send(handle, operation);
      Response refusal = Response.error(code(code), "because");
      if (each.requester.observed.isEmpty()) {
        each.requester.last().answer(refusal, each.now);
      } else {
        each.requester.observed.getLast().answer(refusal, each.now);
      }
      assertThat(ending.outcome())
          .as(code)
          .isEqualTo(new Outcome.Rejected<>(code(code), "because"));
      assertThat(each.engine().gauges()).isEqualTo(new ServerGauges(1, 0, 0, 0, 0));
      assertThat(each.find("d")).as("it is registered still").isPresent();
    }
  }

  private static Code code(String text) {
    String[] parts = text.split("\\.", -1);
    return Code.of(Integer.parseInt(parts[0]) << 5 | Integer.parseInt(parts[1]));
  }

  private String registeredAs12() {
    Response response =
        server.request(peer(1), EngineFixture.register(EngineFixture.LINKS, "ep=d", "lwm2m=1.2"));
    assertThat(response.code()).isEqualTo(Code.CREATED);
    return response.options().locationPath().getLast();
  }

  @Test
  @Spec({"ATT-44", "ATT-11", "ATT-20", "DM-05"})
  void every_notification_attribute_can_be_attached() {
    String handle = registeredAs12();
    Attributes all =
        Attributes.NONE
            .withPmin(1)
            .withPmax(2)
            .withGreaterThan(BigDecimal.valueOf(9))
            .withLessThan(BigDecimal.valueOf(-3))
            .withStep(BigDecimal.ONE)
            .withEpmin(3)
            .withEpmax(4)
            .withConfirmable(true)
            .withHistoricalQueueMax(5);
    EngineFixture.Ending<Downlink.Done> ending =
        server.send(handle, new Downlink.WriteAttributes(path("/3/0/1"), all));
    Request request = server.requester.last().request;
    assertThat(request.method()).isEqualTo(Code.PUT);
    assertThat(request.options().contentFormat()).isEmpty();
    assertThat(request.payload().size()).isZero();
    assertThat(request.options().uriQuery())
        .containsExactlyInAnyOrder(
            "pmin=1", "pmax=2", "gt=9", "lt=-3", "st=1", "epmin=3", "epmax=4", "con=1", "hqmax=5");
    server.requester.last().answer(Response.of(Code.CHANGED), server.now);
    assertThat(ending.outcome()).isInstanceOf(Outcome.Answered.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "</3>,</3/0>,</3/0/1>,</3/0/2>",
        "</3>;pmin=10;pmax=60,</3/0>",
        "</3>;ver=1.1;lwm2m=1.2,</3/0>;ssid=1,</3/0/1>;dim=2;uri=\"coap://x\"",
        "</lwm2m/3>,</lwm2m/3/0>"
      })
  @Spec({"DM-52", "DM-53", "DM-60", "DM-61", "ATT-01", "ATT-04"})
  void a_discover_is_taken_as_the_client_sees_fit(String links) {
    String handle = registeredAs12();
    EngineFixture.Ending<List<Link>> ending =
        server.send(handle, new Downlink.Discover(path("/3"), OptionalInt.of(1)));
    assertThat(server.requester.last().request.options().uriQuery()).containsExactly("depth=1");
    server
        .requester
        .last()
        .answer(
            Response.content(Code.CONTENT, ContentFormat.LINK_FORMAT, Bytes.ofUtf8(links)),
            server.now);
    assertThat(ending.outcome())
        .isInstanceOfSatisfying(
            Outcome.Answered.class,
            answered ->
                assertThat((List<?>) answered.value()).hasSize(links.split(",", -1).length));
  }

  /// Kept, not dropped: somebody may upload the definition later.
  @Test
  @Spec({"DM-47", "VERS-08"})
  void resources_that_no_definition_knows_are_no_error_and_kept_as_bytes() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Node> ending =
        server.send(handle, new Downlink.Read(path("/3/0"), Optional.empty()));
    Bytes tlv = Bytes.ofHex("C1 01 07 C2 63 BEEF".replace(" ", ""));
    server
        .requester
        .last()
        .answer(Response.content(Code.CONTENT, ContentFormat.TLV, tlv), server.now);
    assertThat(ending.outcome())
        .isEqualTo(
            new Outcome.Answered<>(
                Node.InstanceNode.of(
                    0,
                    List.of(
                        SEVEN,
                        new Node.SingleResource(0x63, new Value.Raw(Bytes.ofHex("BEEF")))))));
  }

  @Test
  @Spec("DM-83")
  void an_empty_text_is_a_value_and_an_empty_number_is_none() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Node> text =
        server.send(handle, new Downlink.Read(path("/3/0/0"), Optional.of(ContentFormat.TEXT)));
    server.requester.last().answer(FakeRequester.text(""), server.now);
    assertThat(text.outcome())
        .isEqualTo(new Outcome.Answered<>(new Node.SingleResource(0, new Value.Text(""))));
    EngineFixture.Ending<Node> number = server.send(handle, READ);
    server.requester.last().answer(FakeRequester.text(""), server.now);
    assertThat(number.outcome()).isInstanceOf(Outcome.Undecodable.class);
    server.send(
        handle,
        new Downlink.Write(
            path("/3/0/0"),
            Downlink.Write.Mode.REPLACE,
            new Node.SingleResource(0, new Value.Text("")),
            Optional.of(ContentFormat.TEXT)));
    Request write = server.requester.last().request;
    assertThat(write.options().contentFormat()).contains(ContentFormat.TEXT);
    assertThat(write.payload().size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60, 110, 112, 11542, 11544})
  @Spec({"DM-80", "DM-14"})
  void a_single_value_is_written_in_any_format_that_is_asked_for(int format) {
    String handle = registeredAs12();
    server.send(
        handle,
        new Downlink.Write(
            path("/3/0/1"),
            Downlink.Write.Mode.REPLACE,
            SEVEN,
            Optional.of(new ContentFormat(format))));
    Request request = server.requester.last().request;
    assertThat(request.method()).isEqualTo(Code.PUT);
    assertThat(request.options().contentFormat()).contains(new ContentFormat(format));
    assertThat(request.payload().size()).isPositive();
  }

  @Test
  @Spec("DM-35")
  void who_is_not_registered_is_asked_nothing() {
    String handle = server.registered(peer(1), "d");
    server.request(peer(1), EngineFixture.deregister(handle));
    assertThat(server.send(handle, READ).outcome()).isInstanceOf(Outcome.Unreachable.class);
    assertThat(server.requester.sent).isEmpty();
  }

  @Test
  @Spec({"QM-13", "QM-04"})
  void an_update_in_the_awake_window_leaves_what_is_under_way_alone() {
    String handle = server.registered(peer(1), "d", "Q");
    EngineFixture.Ending<Node> ending = server.send(handle, READ);
    server.advance(SECOND);
    server.request(peer(1), update(handle, "lt=900"));
    server.request(peer(1), EngineFixture.updateObjects(handle, "</1/0>,</3/0>"));
    server.advance(SECOND);
    assertThat(server.requester.sent).hasSize(1);
    assertThat(server.requester.last().cancelled).isFalse();
    assertThat(ending.isOpen()).isTrue();
    server.requester.last().answer(FakeRequester.text("7"), server.now);
    assertThat(ending.outcome()).isEqualTo(new Outcome.Answered<>(SEVEN));
  }

  @Test
  @Spec({"REG-56", "QM-03"})
  void the_answer_to_register_goes_out_before_anything_that_waited_for_it() {
    List<String> order = new ArrayList<>();
    server
        .engine()
        .commands()
        .submit(
            new EndpointName("d"),
            READ,
            0,
            OptionalLong.empty(),
            (submission, now) -> {},
            server.now);
    server
        .engine()
        .onRequest(
            peer(1),
            EngineFixture.register(EngineFixture.LINKS, "ep=d", "lwm2m=1.1"),
            new Answering(order),
            server.now);
    assertThat(server.requester.sent).isEmpty();
    server.advance(2_000_000);
    server.requester.sent.forEach(sent -> order.add(sent.request.method().toString()));
    assertThat(order).containsExactly("2.01", "0.01");
  }

  /// Notes when it is answered.
  private record Answering(List<String> order) implements Responder {
    @Override
    public void respond(Response response, long nowNanos) {
      order.add(response.code().toString());
    }

    @Override
    public void respond(Response head, BodySource body, long nowNanos) {
      throw new AssertionError("no large bodies");
    }

    @Override
    public Relation respondObserving(Response response, RelationListener listener, long nowNanos) {
      throw new AssertionError("nobody observes the server");
    }
  }
}
