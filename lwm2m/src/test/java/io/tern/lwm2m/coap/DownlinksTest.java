// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import static io.tern.lwm2m.coap.DownlinkFixture.CLIENT;
import static io.tern.lwm2m.coap.DownlinkFixture.NOW;
import static io.tern.lwm2m.coap.DownlinkFixture.TEXT;
import static io.tern.lwm2m.coap.DownlinkFixture.across;
import static io.tern.lwm2m.coap.DownlinkFixture.client;
import static io.tern.lwm2m.coap.DownlinkFixture.path;
import static io.tern.lwm2m.coap.DownlinkFixture.ready;
import static io.tern.lwm2m.coap.DownlinkFixture.refusal;
import static io.tern.lwm2m.coap.DownlinkFixture.request;
import static io.tern.lwm2m.coap.DownlinkFixture.withFormat;
import static io.tern.lwm2m.coap.DownlinkFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.link.Link;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownlinksTest {
  @Test
  @Spec({"DM-01", "DM-02", "DM-05", "DM-06", "DM-08", "DM-12", "DM-13", "DM-15", "DM-18"})
  void the_client_reads_back_what_the_server_asks() {
    Attributes attributes =
        new Attributes(
            java.util.OptionalLong.of(10),
            java.util.OptionalLong.of(60),
            Attributes.NONE.greaterThan(),
            Attributes.NONE.lessThan(),
            Attributes.NONE.step(),
            Attributes.NONE.epminSeconds(),
            Attributes.NONE.epmaxSeconds(),
            Optional.empty(),
            Optional.empty(),
            Attributes.NONE.historicalQueueMax(),
            java.util.Set.of("epmin"));
    Node number = new Node.SingleResource(1, new Value.Int(-7));
    List<Downlink<?>> operations =
        List.of(
            new Downlink.Read(path("/3"), Optional.empty()),
            new Downlink.Read(path("/3/0"), Optional.of(ContentFormat.TLV)),
            new Downlink.Read(path("/3/0/6/1"), Optional.empty()),
            new Downlink.Discover(path("/3"), OptionalInt.empty()),
            new Downlink.Discover(path("/3/0/1"), OptionalInt.of(3)),
            write("/3/0/1", number, ContentFormat.TEXT),
            write(
                "/3/0/6/2", new Node.ResourceInstanceNode(2, new Value.Int(5)), ContentFormat.TEXT),
            new Downlink.WriteAttributes(path("/3/0"), attributes),
            new Downlink.Execute(path("/3/0/4"), Arguments.NONE),
            new Downlink.Execute(path("/3/0/4"), Arguments.parse("0='U',7").orElseThrow()),
            new Downlink.Delete(path("/3/1")),
            new Downlink.Delete(path("/3/0/6/1")));
    for (ClientProfile client : List.of(CLIENT, client(Release.V1_2, "/lwm2m/x"))) {
      for (Downlink<?> operation : operations) {
        assertThat(across(operation, client)).isEqualTo(operation);
      }
    }
  }

  @Test
  @Spec({"OBS-01", "OBS-03", "DM-11"})
  void observe_and_cancel_are_a_get_with_the_observe_option_of_the_endpoint() {
    Downlink.Observe observe = new Downlink.Observe(path("/3/0/1"), TEXT);
    Request get = ready(observe, CLIENT);
    assertThat(get.method()).isEqualTo(Code.GET);
    assertThat(get.options().observe()).isEmpty();
    Request registering = Request.of(Code.GET, get.options().toBuilder().observe(0).build());
    assertThat(ClientDownlinks.read(registering, CLIENT, NOW))
        .isEqualTo(new DownlinkReading.Understood(observe, TEXT));
    Request cancelling = Request.of(Code.GET, get.options().toBuilder().observe(1).build());
    assertThat(ClientDownlinks.read(cancelling, CLIENT, NOW))
        .isEqualTo(
            new DownlinkReading.Understood(new Downlink.CancelObservation(path("/3/0/1")), TEXT));
  }

  @Test
  @Spec({"DM-02", "DM-05", "DM-06", "FMT-02", "AMB-12"})
  void the_options_of_each_operation_are_those_of_the_table() {
    Request discover = ready(new Downlink.Discover(path("/3"), OptionalInt.of(2)), CLIENT);
    assertThat(discover.options().accept()).contains(ContentFormat.LINK_FORMAT);
    assertThat(discover.options().uriQuery()).containsExactly("depth=2");
    Request execute = ready(new Downlink.Execute(path("/3/0/4"), Arguments.NONE), CLIENT);
    assertThat(execute.options().contentFormat()).isEmpty();
    assertThat(execute.payload().isEmpty()).isTrue();
    Request update =
        ready(new Downlink.Execute(path("/1/0/8"), Arguments.parse("0='U'").orElseThrow()), CLIENT);
    assertThat(update.options().contentFormat()).contains(ContentFormat.TEXT);
    assertThat(update.payload().utf8()).isEqualTo("0='U'");
  }

  @Test
  @Spec("FMT-17")
  void a_lone_opaque_value_travels_as_it_is() {
    Node opaque = new Node.SingleResource(2, new Value.Opaque(Bytes.of(1, 2, 3)));
    for (Release release : Release.values()) {
      Request request =
          ready(
              new Downlink.Write(
                  path("/3/0/2"), Downlink.Write.Mode.REPLACE, opaque, Optional.empty()),
              client(release, ""));
      assertThat(request.options().contentFormat()).contains(ContentFormat.OPAQUE);
      assertThat(request.payload()).isEqualTo(Bytes.of(1, 2, 3));
    }
  }

  @Test
  @Spec({"DM-23", "DM-96", "DM-101", "AMB-71"})
  void an_operation_at_the_wrong_level_is_never_sent() {
    Node.InstanceNode empty = Node.InstanceNode.of(0, List.of());
    List<Downlink<?>> operations =
        List.of(
            new Downlink.Read(Path.ROOT, Optional.empty()),
            new Downlink.Discover(Path.ROOT, OptionalInt.empty()),
            new Downlink.Execute(path("/3/0"), Arguments.NONE),
            new Downlink.Execute(path("/3/0/4/0"), Arguments.NONE),
            new Downlink.Delete(path("/3")),
            new Downlink.Delete(path("/3/0/1")),
            new Downlink.Create(path("/3/0"), OptionalInt.empty(), empty, Optional.empty()),
            new Downlink.WriteAttributes(path("/3/0"), Attributes.NONE),
            write("/3", Node.ObjectNode.of(3, List.of()), ContentFormat.TLV),
            write("/3/0", Node.InstanceNode.of(1, List.of()), ContentFormat.TLV),
            write("/3/0/1", Node.InstanceNode.of(1, List.of()), ContentFormat.TLV),
            new Downlink.Write(
                path("/3/0/1"),
                Downlink.Write.Mode.UPDATE,
                new Node.SingleResource(1, new Value.Int(1)),
                TEXT));
    for (Downlink<?> operation : operations) {
      assertThat(ServerDownlinks.request(operation, CLIENT))
          .as(operation.toString())
          .isInstanceOf(DownlinkRequest.Invalid.class);
    }
  }

  @Test
  @Spec("DM-28")
  void a_value_that_does_not_fit_the_model_is_never_sent() {
    TreeMap<Integer, Value> text = new TreeMap<>();
    text.put(0, new Value.Text("x"));
    List<Downlink<?>> operations =
        List.of(
            write("/3/0/1", new Node.SingleResource(1, new Value.Text("x")), ContentFormat.TEXT),
            write("/3/0/4", new Node.SingleResource(4, new Value.Int(1)), ContentFormat.TEXT),
            write("/3/0/6", new Node.SingleResource(6, new Value.Int(1)), ContentFormat.TEXT),
            write("/3/0/6", new Node.MultipleResource(6, text), ContentFormat.TLV),
            write("/3/0/1", new Node.MultipleResource(1, new TreeMap<>()), ContentFormat.TLV),
            write(
                "/3/0/6/0",
                new Node.ResourceInstanceNode(0, new Value.Real(1)),
                ContentFormat.TEXT),
            new Downlink.Create(
                path("/3"),
                OptionalInt.of(1),
                Node.InstanceNode.of(1, List.of(new Node.SingleResource(0, new Value.Bool(true)))),
                Optional.empty()));
    for (Downlink<?> operation : operations) {
      assertThat(ServerDownlinks.request(operation, CLIENT))
          .as(operation.toString())
          .isInstanceOf(DownlinkRequest.Invalid.class);
    }
    Downlink<?> unknown =
        write("/3/0/99", new Node.SingleResource(99, new Value.Text("x")), ContentFormat.TEXT);
    assertThat(ServerDownlinks.request(unknown, CLIENT)).isInstanceOf(DownlinkRequest.Ready.class);
  }

  @ParameterizedTest
  @Spec({"DM-20", "VEC-79", "ID-04"})
  @CsvSource({
    "/3/0/6/0/1, 4.05",
    "/65535, 4.04",
    "/3/65535, 4.04",
    "/03/0, 4.04",
    "/a/0, 4.04",
    "/3/-1, 4.04",
    "/3/0/, 4.04",
    "/, 4.05"
  })
  void a_path_that_is_none_is_refused(String path, String code) {
    for (Code method : List.of(Code.GET, Code.PUT, Code.POST, Code.DELETE)) {
      assertThat(refusal(request(method, path))).hasToString(code);
    }
  }

  @ParameterizedTest
  @Spec({"DM-23", "DM-34", "DM-96", "ATT-32", "ATT-33", "VEC-71", "VEC-73"})
  @CsvSource({
    "DELETE, /3, '', 4.05", "DELETE, /3/0/1, '', 4.05", "POST, /3/0/6/1, '', 4.05",
    "FETCH, /3/0, '', 4.05", "IPATCH, /3/0, '', 4.05", "GET, /3/0, depth=4, 4.00",
    "GET, /3/0, depth=, 4.00", "PUT, /3/0, pmin=abc, 4.00", "PUT, /3/0, dim=3, 4.00",
    "PUT, /3/0, gt=5, 4.00", "PUT, /3/0/1, lt=50&gt=10, 4.00"
  })
  void a_request_that_breaks_a_rule_is_refused(
      String method, String path, String query, String code) {
    Code number =
        switch (method) {
          case "GET" -> Code.GET;
          case "POST" -> Code.POST;
          case "PUT" -> Code.PUT;
          case "DELETE" -> Code.DELETE;
          case "FETCH" -> Code.FETCH;
          default -> Code.IPATCH;
        };
    Request request = request(number, path, query.isEmpty() ? new String[0] : query.split("&"));
    Request asked =
        method.equals("GET")
            ? Request.of(
                number, request.options().toBuilder().accept(ContentFormat.LINK_FORMAT).build())
            : request;
    assertThat(refusal(asked)).hasToString(code);
  }

  @Test
  @Spec({"DM-27", "DM-28", "FMT-13"})
  void a_payload_that_cannot_be_read_is_refused_by_its_reason() {
    ContentFormat unknown = new ContentFormat(9999);
    assertThat(refusal(withFormat(request(Code.PUT, "/3/0/1"), unknown, "1")))
        .isEqualTo(Code.UNSUPPORTED_CONTENT_FORMAT);
    assertThat(refusal(withFormat(request(Code.POST, "/3"), unknown, "1")))
        .isEqualTo(Code.UNSUPPORTED_CONTENT_FORMAT);
    assertThat(refusal(withFormat(request(Code.PUT, "/3/0/1"), ContentFormat.TEXT, "abc")))
        .isEqualTo(Code.BAD_REQUEST);
    assertThat(refusal(withFormat(request(Code.PUT, "/3"), ContentFormat.TEXT, "abc")))
        .isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(
            refusal(Request.of(Code.PUT, request(Code.PUT, "/3/0/1").options(), Bytes.ofUtf8("1"))))
        .isEqualTo(Code.UNSUPPORTED_CONTENT_FORMAT);
    assertThat(refusal(request(Code.POST, "/3/0"))).isEqualTo(Code.UNSUPPORTED_CONTENT_FORMAT);
  }

  @ParameterizedTest
  @Spec({"DM-95", "VEC-69"})
  @CsvSource(
      quoteCharacter = '`',
      value = {"10", "0='a", "0=a", "0`,,`1", "a", "0='x'y'"})
  void illegal_arguments_are_refused(String arguments) {
    assertThat(refusal(withFormat(request(Code.POST, "/3/0/4"), ContentFormat.TEXT, arguments)))
        .isEqualTo(Code.BAD_REQUEST);
  }

  @ParameterizedTest
  @Spec("AMB-12")
  @CsvSource(
      quoteCharacter = '`',
      value = {"0=U,0='U'", "0='U',0='U'", "3,3", "`5=a,b`,`5='a,b'`"})
  void arguments_of_an_execute_are_understood_in_the_query_too(String query, String arguments) {
    assertThat(ClientDownlinks.read(request(Code.POST, "/1/0/8", query), CLIENT, NOW))
        .isEqualTo(
            new DownlinkReading.Understood(
                new Downlink.Execute(path("/1/0/8"), Arguments.parse(arguments).orElseThrow()),
                Optional.empty()));
  }

  @Test
  @Spec("AMB-12")
  void what_is_no_argument_in_the_query_of_an_execute_is_refused() {
    assertThat(refusal(request(Code.POST, "/1/0/8", "pmin=5"))).isEqualTo(Code.BAD_REQUEST);
    assertThat(refusal(request(Code.POST, "/1/0/8", "0=a'b"))).isEqualTo(Code.BAD_REQUEST);
    assertThat(refusal(request(Code.POST, "/1/0/8", "0=a", "0=b"))).isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec("OBS-26")
  void attributes_of_one_observation_are_refused() {
    Request request = request(Code.GET, "/3/0/1", "pmin=5");
    assertThat(refusal(Request.of(Code.GET, request.options().toBuilder().observe(0).build())))
        .isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec("REG-29")
  void a_request_outside_the_alternate_path_is_not_found() {
    assertThat(ClientDownlinks.read(request(Code.GET, "/3/0"), client(Release.V1_1, "/lwm2m"), NOW))
        .isInstanceOf(DownlinkReading.Refused.class);
  }

  @Test
  @Spec({"DM-01", "DM-26", "FMT-14"})
  void a_read_is_answered_in_the_format_asked_for_or_refused() {
    Node text = new Node.SingleResource(0, new Value.Text("hello"));
    Downlink.Read read = new Downlink.Read(path("/3/0/0"), TEXT);
    Response response = ClientDownlinks.content(read.path(), text, read.accept(), CLIENT);
    assertThat(ServerDownlinks.outcome(read, response, CLIENT, NOW))
        .isEqualTo(new Outcome.Answered<>(text));
    assertThat(
            ClientDownlinks.content(read.path(), text, Optional.of(new ContentFormat(9999)), CLIENT)
                .code())
        .isEqualTo(Code.NOT_ACCEPTABLE);
  }

  @Test
  @Spec({"DM-02", "DM-04", "DM-07", "DM-08", "DM-107", "OBS-11"})
  void every_result_comes_back_as_its_outcome() {
    List<Link> links = List.of(Link.of("/3").with("pmin", "10"), Link.of("/3/0"));
    assertThat(
            ServerDownlinks.outcome(
                new Downlink.Discover(path("/3"), OptionalInt.empty()),
                ClientDownlinks.links(links),
                CLIENT,
                NOW))
        .isEqualTo(new Outcome.Answered<>(links));
    Downlink.Create create =
        new Downlink.Create(
            path("/3303"), OptionalInt.empty(), Node.InstanceNode.of(0, List.of()), TEXT);
    assertThat(
            ServerDownlinks.outcome(create, ClientDownlinks.created(path("/3303/7")), CLIENT, NOW))
        .isEqualTo(new Outcome.Answered<>(new Downlink.Created(Optional.of(path("/3303/7")))));
    assertThat(ServerDownlinks.outcome(create, Response.of(Code.CREATED), CLIENT, NOW))
        .isEqualTo(new Outcome.Answered<>(new Downlink.Created(Optional.empty())));
    Downlink.Create chosen =
        new Downlink.Create(path("/3303"), OptionalInt.of(5), create.content(), TEXT);
    assertThat(ServerDownlinks.outcome(chosen, Response.of(Code.CREATED), CLIENT, NOW))
        .isEqualTo(new Outcome.Answered<>(new Downlink.Created(Optional.of(path("/3303/5")))));
    assertThat(
            ServerDownlinks.outcome(
                new Downlink.Delete(path("/3/1")), ClientDownlinks.deleted(), CLIENT, NOW))
        .isEqualTo(new Outcome.Answered<>(new Downlink.Done()));
    Downlink.Execute execute = new Downlink.Execute(path("/3/0/4"), Arguments.NONE);
    assertThat(ServerDownlinks.outcome(execute, ClientDownlinks.changed(), CLIENT, NOW))
        .isEqualTo(new Outcome.Answered<>(new Downlink.Done()));
    assertThat(ServerDownlinks.outcome(execute, ClientDownlinks.deleted(), CLIENT, NOW))
        .isInstanceOf(Outcome.Undecodable.class);
    assertThat(
            ServerDownlinks.outcome(
                execute, Response.error(Code.METHOD_NOT_ALLOWED, "no"), CLIENT, NOW))
        .isEqualTo(new Outcome.Rejected<>(Code.METHOD_NOT_ALLOWED, "no"));
    Response value = Response.content(Code.CONTENT, ContentFormat.TEXT, Bytes.ofUtf8("5"));
    assertThat(
            ServerDownlinks.outcome(
                new Downlink.Observe(path("/3/0/1"), Optional.empty()), value, CLIENT, NOW))
        .isEqualTo(
            new Outcome.Answered<>(
                new Downlink.Observed(new Node.SingleResource(1, new Value.Int(5)), false)));
  }

  @Test
  @Spec({"FMT-13", "FMT-18"})
  void an_answer_is_read_by_its_own_content_format() {
    Downlink.Read read = new Downlink.Read(path("/3/0/1"), Optional.of(ContentFormat.SENML_CBOR));
    Response text = Response.content(Code.CONTENT, ContentFormat.TEXT, Bytes.ofUtf8("42"));
    assertThat(ServerDownlinks.outcome(read, text, CLIENT, NOW))
        .isEqualTo(new Outcome.Answered<>(new Node.SingleResource(1, new Value.Int(42))));
    Response none = new Response(Code.CONTENT, Options.NONE, Bytes.ofUtf8("42"));
    assertThat(ServerDownlinks.outcome(read, none, CLIENT, NOW))
        .isInstanceOf(Outcome.Undecodable.class);
  }

  @Test
  @Spec("DM-43")
  void an_object_without_instances_may_answer_with_nothing() {
    assertThat(
            ServerDownlinks.outcome(
                new Downlink.Read(path("/9"), Optional.empty()),
                Response.of(Code.CONTENT),
                CLIENT,
                NOW))
        .isEqualTo(new Outcome.Answered<>(Node.ObjectNode.of(9, List.of())));
  }
}
