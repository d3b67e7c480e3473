// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import static io.tern.lwm2m.coap.DownlinkFixture.NOW;
import static io.tern.lwm2m.coap.DownlinkFixture.client;
import static io.tern.lwm2m.coap.DownlinkFixture.path;
import static io.tern.lwm2m.coap.DownlinkFixture.ready;
import static io.tern.lwm2m.coap.DownlinkFixture.request;
import static io.tern.lwm2m.coap.DownlinkFixture.withFormat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompositesTest {
  private static final List<Path> PATHS =
      List.of(path("/3"), path("/3/0/1"), path("/3/0/6/2"), path("/1/0"));
  private static final Optional<ContentFormat> JSON = Optional.of(ContentFormat.SENML_JSON);
  private static final Optional<ContentFormat> CBOR = Optional.of(ContentFormat.SENML_CBOR);

  private static Downlink.ReadComposite read(Optional<ContentFormat> accept, Path... paths) {
    return new Downlink.ReadComposite(List.of(paths), accept);
  }

  private static Downlink.WriteComposite write(Change... changes) {
    return new Downlink.WriteComposite(List.of(changes), Optional.empty());
  }

  private static Change put(String path, long value) {
    return new Change.Put(path(path), new Value.Int(value));
  }

  private static ContentFormat body(Downlink<?> operation, ClientProfile client) {
    return ready(operation, client).options().contentFormat().orElseThrow();
  }

  private static Request observing(Request request, int observe) {
    Options options = request.options().toBuilder().observe(observe).build();
    return Request.of(request.method(), options, request.payload());
  }

  private static DownlinkReading reading(Request request, ClientProfile client) {
    return ClientDownlinks.read(request, client, NOW);
  }

  private static Code refusal(Request request, ClientProfile client) {
    return reading(request, client) instanceof DownlinkReading.Refused(Code code, String why)
        ? code
        : Code.EMPTY;
  }

  @ParameterizedTest
  @EnumSource(
      value = Release.class,
      names = {"V1_1", "V1_2"})
  @Spec({"DM-09", "DM-10", "DM-121", "DM-123", "OBS-04", "OBS-05", "OBS-31", "AMB-52"})
  void the_client_reads_back_every_composite_that_the_server_asks(Release release) {
    for (String root : List.of("", "/lwm2m", "/a/b")) {
      ClientProfile client = client(release, root);
      for (Optional<ContentFormat> accept : List.of(JSON, CBOR)) {
        Downlink.ReadComposite read = new Downlink.ReadComposite(PATHS, accept);
        Request request = ready(read, client);
        assertThat(request.method()).isEqualTo(Code.FETCH);
        assertThat(request.options().uriPath()).isEmpty();
        assertThat(reading(request, client))
            .isEqualTo(new DownlinkReading.Understood(read, accept));
        Downlink.ObserveComposite observe =
            new Downlink.ObserveComposite(PATHS, accept, Attributes.NONE);
        assertThat(reading(observing(ready(observe, client), 0), client))
            .isEqualTo(new DownlinkReading.Understood(observe, accept));
      }
      Downlink.CancelObservationComposite cancel = new Downlink.CancelObservationComposite(PATHS);
      assertThat(reading(observing(ready(cancel, client), 1), client))
          .isEqualTo(new DownlinkReading.Understood(cancel, CBOR));
      List<Change> changes = List.of(put("/3/0/1", -7), put("/3/0/6/2", 5));
      Request patch = ready(new Downlink.WriteComposite(changes, Optional.empty()), client);
      assertThat(patch.method()).isEqualTo(Code.IPATCH);
      assertThat(patch.options().uriPath()).isEmpty();
      assertThat(reading(patch, client))
          .isInstanceOfSatisfying(
              DownlinkReading.Understood.class,
              understood ->
                  assertThat(((Downlink.WriteComposite) understood.operation()).changes())
                      .isEqualTo(changes));
    }
  }

  @Test
  @Spec({"REG-29", "DM-121", "DELTA-07"})
  void names_have_the_alternate_path_in_front() {
    ClientProfile client = client(Release.V1_1, "/lwm2m");
    Request read = ready(read(JSON, path("/3/0/1"), Path.ROOT), client);
    assertThat(read.payload().utf8()).contains("\"/lwm2m/3/0/1\"").contains("\"/lwm2m\"");
    Downlink.WriteComposite write = new Downlink.WriteComposite(List.of(put("/3/0/1", 1)), JSON);
    assertThat(ready(write, client).payload().utf8()).contains("\"/lwm2m/3/0/1\"");
    assertThat(reading(read, client))
        .isEqualTo(new DownlinkReading.Understood(read(JSON, path("/3/0/1"), Path.ROOT), JSON));
  }

  @Test
  @Spec({"DM-122", "FEAT-09", "FEAT-15"})
  void the_body_has_a_format_that_the_client_announces_or_its_release_suggests() {
    Downlink<?> read = read(Optional.empty(), path("/3"));
    assertThat(body(read, client(Release.V1_1, ""))).isEqualTo(ContentFormat.SENML_CBOR);
    assertThat(body(read, client(Release.V1_2, ""))).isEqualTo(ContentFormat.SENML_ETCH_CBOR);
    assertThat(body(read, client(Release.V1_2, "", ContentFormat.SENML_CBOR)))
        .isEqualTo(ContentFormat.SENML_CBOR);
    assertThat(body(read, client(Release.V1_1, "", ContentFormat.SENML_JSON)))
        .isEqualTo(ContentFormat.SENML_JSON);
    assertThat(body(read(JSON, path("/3")), client(Release.V1_2, "")))
        .isEqualTo(ContentFormat.SENML_ETCH_JSON);
    assertThat(ready(read, client(Release.V1_2, "")).options().accept()).isEqualTo(CBOR);
  }

  @Test
  @Spec("DM-122")
  void a_refused_body_is_tried_in_the_next_format() {
    ClientProfile client = client(Release.V1_2, "");
    Downlink<?> read = read(Optional.empty(), path("/3"));
    Response refused = Response.error(Code.UNSUPPORTED_CONTENT_FORMAT, "");
    List<ContentFormat> tried = new java.util.ArrayList<>();
    Optional<Request> next = Optional.of(ready(read, client));
    while (next.isPresent()) {
      tried.add(next.get().options().contentFormat().orElseThrow());
      next = ServerDownlinks.otherwise(read, next.get(), refused, client);
    }
    assertThat(tried)
        .containsExactly(
            ContentFormat.SENML_ETCH_CBOR,
            ContentFormat.SENML_CBOR,
            ContentFormat.SENML_ETCH_JSON,
            ContentFormat.SENML_JSON);
    Response notFound = Response.error(Code.NOT_FOUND, "");
    assertThat(ServerDownlinks.otherwise(read, ready(read, client), notFound, client)).isEmpty();
    Downlink<?> fixed = new Downlink.WriteComposite(List.of(put("/3/0/1", 1)), JSON);
    assertThat(ServerDownlinks.otherwise(fixed, ready(fixed, client), refused, client)).isEmpty();
  }

  @Test
  @Spec({"DM-129", "FEAT-13"})
  void only_etch_removes_resource_instances() {
    Change remove = new Change.Remove(path("/3/0/6/2"));
    assertThat(body(write(remove), client(Release.V1_2, "", ContentFormat.SENML_CBOR)))
        .isEqualTo(ContentFormat.SENML_ETCH_CBOR);
    assertThat(ServerDownlinks.request(write(remove), client(Release.V1_1, "")))
        .isInstanceOf(DownlinkRequest.Invalid.class);
    Downlink<?> inSenml = new Downlink.WriteComposite(List.of(remove), CBOR);
    assertThat(ServerDownlinks.request(inSenml, client(Release.V1_2, "")))
        .isInstanceOf(DownlinkRequest.Invalid.class);
    assertThat(
            ServerDownlinks.request(
                write(new Change.Remove(path("/3/0/6"))), client(Release.V1_2, "")))
        .isInstanceOf(DownlinkRequest.Invalid.class);
  }

  @Test
  @Spec({"DM-34", "FEAT-15", "AMB-51"})
  void release_1_0_has_no_composites() {
    assertThat(ServerDownlinks.request(read(CBOR, path("/3")), client(Release.V1_0, "")))
        .isInstanceOf(DownlinkRequest.Invalid.class);
    Request asked = ready(read(CBOR, path("/3")), client(Release.V1_1, ""));
    assertThat(refusal(asked, client(Release.V1_0, ""))).isEqualTo(Code.METHOD_NOT_ALLOWED);
  }

  @Test
  @Spec({"DM-125", "DM-28", "DM-27", "DM-131", "AMB-71"})
  void broken_composites_are_refused_with_the_right_code() {
    ClientProfile client = client(Release.V1_2, "");
    Request fetch = request(Code.FETCH, "/");
    assertThat(refusal(fetch, client)).isEqualTo(Code.UNSUPPORTED_CONTENT_FORMAT);
    assertThat(refusal(withFormat(fetch, ContentFormat.TLV, ""), client))
        .isEqualTo(Code.UNSUPPORTED_CONTENT_FORMAT);
    assertThat(refusal(withFormat(fetch, ContentFormat.SENML_JSON, "[]"), client))
        .isEqualTo(Code.BAD_REQUEST);
    assertThat(refusal(withFormat(fetch, ContentFormat.SENML_JSON, "[{\"n\":\"x\"}]"), client))
        .isEqualTo(Code.BAD_REQUEST);
    Request patch = request(Code.IPATCH, "/");
    assertThat(
            refusal(
                withFormat(patch, ContentFormat.SENML_JSON, "[{\"n\":\"/0/0/1\",\"v\":3}]"),
                client))
        .isEqualTo(Code.UNAUTHORIZED);
    assertThat(refusal(withFormat(patch, ContentFormat.SENML_JSON, "[{\"n\":\"/3/0/1\"}]"), client))
        .isEqualTo(Code.BAD_REQUEST);
    assertThat(refusal(withFormat(patch, ContentFormat.TEXT, "1"), client))
        .isEqualTo(Code.UNSUPPORTED_CONTENT_FORMAT);
    for (Code method : List.of(Code.GET, Code.POST, Code.PUT, Code.DELETE)) {
      assertThat(refusal(request(method, "/"), client)).isEqualTo(Code.METHOD_NOT_ALLOWED);
    }
  }

  @Test
  @Spec({"OBS-26", "OBS-04", "FEAT-18"})
  void an_observation_brings_its_attributes_in_the_query() {
    ClientProfile client = client(Release.V1_2, "");
    Attributes periods = Attributes.NONE.withPmin(5).withPmax(15);
    Downlink.Observe observe = new Downlink.Observe(path("/3/0/1"), CBOR, periods);
    Request request = ready(observe, client);
    assertThat(request.options().uriQuery()).containsExactly("pmin=5", "pmax=15");
    assertThat(reading(observing(request, 0), client))
        .isEqualTo(new DownlinkReading.Understood(observe, CBOR));
    Downlink.ObserveComposite several = new Downlink.ObserveComposite(PATHS, CBOR, periods);
    assertThat(reading(observing(ready(several, client), 0), client))
        .isEqualTo(new DownlinkReading.Understood(several, CBOR));
    assertThat(refusal(observing(request, 0), client(Release.V1_1, "")))
        .isEqualTo(Code.BAD_REQUEST);
    assertThat(refusal(observing(ready(several, client), 0), client(Release.V1_1, "")))
        .isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec({"OBS-26", "OBS-04", "ATT-53"})
  void attributes_that_the_client_would_refuse_are_not_sent() {
    Attributes threshold = Attributes.NONE.withGreaterThan(java.math.BigDecimal.TEN);
    Attributes unset = Attributes.NONE.withUnset("pmin");
    ClientProfile client = client(Release.V1_2, "");
    assertThat(
            List.of(
                ServerDownlinks.request(new Downlink.Observe(path("/3/0/1"), CBOR, unset), client),
                ServerDownlinks.request(
                    new Downlink.Observe(path("/3/0/1"), CBOR, threshold),
                    client(Release.V1_1, "")),
                ServerDownlinks.request(
                    new Downlink.ObserveComposite(PATHS, CBOR, threshold), client)))
        .allMatch(DownlinkRequest.Invalid.class::isInstance);
  }

  @ParameterizedTest
  @CsvSource({"senml-json", "senml-cbor", "lwm2m-cbor"})
  @Spec({"DM-09", "DM-124", "DM-126", "FMT-11"})
  void what_the_client_answers_comes_back_resource_by_resource(String format) {
    ContentFormat answer =
        List.of(ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR, ContentFormat.LWM2M_CBOR)
            .stream()
            .filter(known -> known.shortName().equals(format))
            .findFirst()
            .orElseThrow();
    ClientProfile client = client(Release.V1_2, "");
    Node one = new Node.SingleResource(1, new Value.Int(-7));
    Node instance = Node.InstanceNode.of(0, List.of(new Node.SingleResource(1, new Value.Int(9))));
    Response response =
        ClientDownlinks.contents(
            new TreeMap<>(Map.of(path("/3/0/1"), one, path("/5/0"), instance)),
            Optional.of(answer),
            client);
    assertThat(response.options().contentFormat()).contains(answer);
    Downlink.ReadComposite read = read(Optional.of(answer), path("/3/0/1"), path("/5/0"));
    assertThat(ServerDownlinks.outcome(read, response, client, NOW))
        .isEqualTo(
            new Outcome.Answered<>(
                new Downlink.Contents(
                    List.of(
                        new TimedNode(Optional.empty(), path("/3/0/1"), one),
                        new TimedNode(
                            Optional.empty(),
                            path("/5/0/1"),
                            new Node.SingleResource(1, new Value.Int(9)))))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60, 320, 322, 11542, 11543})
  @Spec({"DM-09", "DM-26", "OBS-04", "FMT-07"})
  void nothing_but_senml_and_lwm2m_cbor_answers_a_composite(int number) {
    ClientProfile client = client(Release.V1_2, "");
    ContentFormat format = new ContentFormat(number);
    Downlink.ReadComposite read = read(Optional.of(format), path("/3/0/1"));
    Downlink.ObserveComposite observe =
        new Downlink.ObserveComposite(PATHS, Optional.of(format), Attributes.NONE);
    for (Downlink<?> operation : List.<Downlink<?>>of(read, observe)) {
      assertThat(ServerDownlinks.request(operation, client))
          .isInstanceOfSatisfying(
              DownlinkRequest.Invalid.class,
              invalid ->
                  assertThat(invalid.why())
                      .isEqualTo(
                          format + " answers no composite operation, SenML and LwM2M CBOR do"));
    }
    Request asked = ready(read(CBOR, path("/3/0/1")), client);
    Options accepting = asked.options().toBuilder().accept(format).build();
    for (Options options : List.of(accepting, accepting.toBuilder().observe(0).build())) {
      assertThat(refusal(Request.of(Code.FETCH, options, asked.payload()), client))
          .isEqualTo(Code.NOT_ACCEPTABLE);
    }
    Response answer =
        Response.content(Code.CONTENT, format, Bytes.ofUtf8("[{\"n\":\"/3/0/1\",\"v\":1}]"));
    assertThat(ServerDownlinks.outcome(read(CBOR, path("/3/0/1")), answer, client, NOW))
        .isInstanceOfSatisfying(
            Outcome.Undecodable.class,
            undecodable ->
                assertThat(undecodable.reason())
                    .hasToString(
                        "Content-Format: "
                            + format
                            + " answers no composite operation, SenML and LwM2M CBOR do"));
  }

  @Test
  @Spec({"DM-124", "DM-26"})
  void an_empty_answer_is_no_error_and_an_unfit_format_is() {
    ClientProfile client = client(Release.V1_1, "");
    Downlink.ReadComposite read = read(CBOR, path("/9"));
    for (Optional<ContentFormat> format : List.of(CBOR, JSON)) {
      Response empty = ClientDownlinks.contents(new TreeMap<>(), format, client);
      assertThat(empty.code()).isEqualTo(Code.CONTENT);
      assertThat(ServerDownlinks.outcome(read, empty, client, NOW))
          .isEqualTo(new Outcome.Answered<>(new Downlink.Contents(List.of())));
    }
    Response blank = new Response(Code.CONTENT, Options.NONE, Bytes.EMPTY);
    assertThat(ServerDownlinks.outcome(read, blank, client, NOW))
        .isEqualTo(new Outcome.Answered<>(new Downlink.Contents(List.of())));
    assertThat(
            ClientDownlinks.contents(new TreeMap<>(), Optional.of(ContentFormat.TLV), client)
                .code())
        .isEqualTo(Code.NOT_ACCEPTABLE);
  }

  @Test
  @Spec({"OBS-04", "OBS-11"})
  void an_observation_that_the_client_declines_is_a_read() {
    ClientProfile client = client(Release.V1_1, "");
    Downlink.ObserveComposite observe =
        new Downlink.ObserveComposite(List.of(path("/3/0/1")), CBOR, Attributes.NONE);
    Response response = ClientDownlinks.contents(new TreeMap<>(), CBOR, client);
    Downlink.Contents nothing = new Downlink.Contents(List.of());
    assertThat(ServerDownlinks.outcome(observe, response, client, NOW))
        .isEqualTo(new Outcome.Answered<>(new Downlink.ObservedComposite(nothing, false)));
    Options options = response.options().toBuilder().observe(3).build();
    Response agreed = new Response(Code.CONTENT, options, response.payload());
    assertThat(ServerDownlinks.outcome(observe, agreed, client, NOW))
        .isEqualTo(new Outcome.Answered<>(new Downlink.ObservedComposite(nothing, true)));
  }
}
