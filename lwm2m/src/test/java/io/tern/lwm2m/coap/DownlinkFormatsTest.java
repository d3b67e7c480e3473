// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import static io.tern.lwm2m.coap.DownlinkFixture.CLIENT;
import static io.tern.lwm2m.coap.DownlinkFixture.NOW;
import static io.tern.lwm2m.coap.DownlinkFixture.across;
import static io.tern.lwm2m.coap.DownlinkFixture.client;
import static io.tern.lwm2m.coap.DownlinkFixture.path;
import static io.tern.lwm2m.coap.DownlinkFixture.ready;
import static io.tern.lwm2m.coap.DownlinkFixture.request;
import static io.tern.lwm2m.coap.DownlinkFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.codec.Decoded;
import io.tern.lwm2m.node.Node;
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

class DownlinkFormatsTest {
  private static Node.InstanceNode instance(int id) {
    TreeMap<Integer, Value> numbers = new TreeMap<>();
    numbers.put(0, new Value.Int(5));
    numbers.put(3, new Value.Int(-6));
    return Node.InstanceNode.of(
        id,
        List.of(
            new Node.SingleResource(0, new Value.Text("a")),
            new Node.SingleResource(1, new Value.Int(7)),
            new Node.MultipleResource(6, numbers)));
  }

  @Test
  @Spec({"DM-03", "DM-04", "DM-14", "DM-17", "DM-18", "FMT-43", "FMT-45"})
  void trees_cross_in_every_format_that_carries_them() {
    TreeMap<Integer, Value> numbers = new TreeMap<>();
    numbers.put(2, new Value.Int(9));
    for (ContentFormat format :
        List.of(
            ContentFormat.TLV,
            ContentFormat.SENML_JSON,
            ContentFormat.SENML_CBOR,
            ContentFormat.LWM2M_CBOR)) {
      for (Downlink.Write.Mode mode : Downlink.Write.Mode.values()) {
        for (Node node : List.of(instance(1), new Node.MultipleResource(6, numbers))) {
          Path path = node instanceof Node.InstanceNode ? path("/3/1") : path("/3/1/6");
          Downlink.Write write = new Downlink.Write(path, mode, node, Optional.of(format));
          assertThat(across(write, CLIENT)).isEqualTo(write);
        }
      }
    }
  }

  @Test
  @Spec("ETCH-08")
  void no_read_and_no_observe_asks_for_a_format_without_values() {
    for (ContentFormat format :
        List.of(
            ContentFormat.SENML_ETCH_JSON,
            ContentFormat.SENML_ETCH_CBOR,
            ContentFormat.LINK_FORMAT)) {
      Optional<ContentFormat> accept = Optional.of(format);
      for (Downlink<?> operation :
          List.of(
              new Downlink.Read(path("/3/0"), accept),
              new Downlink.Observe(path("/3/0"), accept))) {
        assertThat(ServerDownlinks.request(operation, CLIENT))
            .isInstanceOf(DownlinkRequest.Invalid.class);
      }
    }
    assertThat(
            ServerDownlinks.request(
                new Downlink.Read(path("/3/0"), Optional.of(ContentFormat.SENML_JSON)), CLIENT))
        .isInstanceOf(DownlinkRequest.Ready.class);
  }

  @Test
  @Spec({"DM-07", "DM-16", "DM-102"})
  void create_names_an_instance_or_leaves_it_to_the_client() {
    for (ContentFormat format :
        List.of(
            ContentFormat.TLV,
            ContentFormat.SENML_JSON,
            ContentFormat.SENML_CBOR,
            ContentFormat.LWM2M_CBOR)) {
      Downlink.Create named =
          new Downlink.Create(path("/3"), OptionalInt.of(4), instance(4), Optional.of(format));
      assertThat(across(named, CLIENT)).isEqualTo(named);
    }
    Downlink.Create open =
        new Downlink.Create(
            path("/3"), OptionalInt.empty(), instance(0), Optional.of(ContentFormat.TLV));
    Downlink.Create read = (Downlink.Create) across(open, CLIENT);
    assertThat(read.instanceId()).isEmpty();
    assertThat(read.content().resources()).isEqualTo(instance(0).resources());
  }

  @Test
  @Spec({"DM-103", "DM-104", "FMT-48", "AMB-34"})
  void create_without_id_travels_in_a_format_that_can_leave_it_open() {
    Downlink.Create open =
        new Downlink.Create(path("/3"), OptionalInt.empty(), instance(0), Optional.empty());
    for (Release release : Release.values()) {
      Request request = ready(open, client(release, "", ContentFormat.SENML_CBOR));
      assertThat(request.options().contentFormat())
          .contains(release == Release.V1_2 ? ContentFormat.LWM2M_CBOR : ContentFormat.TLV);
      assertThat(((Downlink.Create) across(open, client(release, ""))).instanceId()).isEmpty();
    }
    Downlink.Create senml =
        new Downlink.Create(
            path("/3"), OptionalInt.empty(), instance(0), Optional.of(ContentFormat.SENML_JSON));
    assertThat(ServerDownlinks.request(senml, CLIENT)).isInstanceOf(DownlinkRequest.Invalid.class);
  }

  @ParameterizedTest
  @Spec("FMT-16")
  @CsvSource({
    "V1_0, '', 11542", "V1_0, 112, 11542", "V1_1, '', 112", "V1_1, 110, 110",
    "V1_1, 11542, 11542", "V1_1, 110 112, 112", "V1_2, '', 11544", "V1_2, 112, 112",
    "V1_2, 112 11544, 11544", "V1_1, 9999, 112"
  })
  void the_format_of_a_write_follows_what_the_client_announces(
      Release release, String announced, int format) {
    ContentFormat[] formats =
        announced.isEmpty()
            ? new ContentFormat[0]
            : java.util.Arrays.stream(announced.split(" "))
                .map(number -> new ContentFormat(Integer.parseInt(number)))
                .toArray(ContentFormat[]::new);
    Downlink.Write write =
        new Downlink.Write(
            path("/3/1"), Downlink.Write.Mode.REPLACE, instance(1), Optional.empty());
    assertThat(ready(write, client(release, "", formats)).options().contentFormat())
        .contains(new ContentFormat(format));
  }

  @Test
  @Spec("FMT-44")
  void an_empty_multiple_resource_travels_in_the_one_format_that_can() {
    Downlink.Write write =
        new Downlink.Write(
            path("/3/1/6"),
            Downlink.Write.Mode.REPLACE,
            new Node.MultipleResource(6, new TreeMap<>()),
            Optional.empty());
    Request request = ready(write, client(Release.V1_1, "", ContentFormat.SENML_CBOR));
    assertThat(request.options().contentFormat()).contains(ContentFormat.TLV);
    Downlink.Write senml = write("/3/1/6", write.node(), ContentFormat.SENML_JSON);
    assertThat(ServerDownlinks.request(senml, CLIENT)).isInstanceOf(DownlinkRequest.Invalid.class);
  }

  @Test
  @Spec({"DM-41", "DM-45", "REG-29"})
  void a_read_is_understood_in_whatever_format_and_with_whatever_names_it_comes() {
    Downlink.Read read = new Downlink.Read(path("/3/1"), Optional.empty());
    for (ContentFormat format :
        List.of(
            ContentFormat.TLV,
            ContentFormat.SENML_JSON,
            ContentFormat.SENML_CBOR,
            ContentFormat.LWM2M_CBOR)) {
      Response response =
          ClientDownlinks.content(read.path(), instance(1), Optional.of(format), CLIENT);
      assertThat(ServerDownlinks.outcome(read, response, CLIENT, NOW))
          .isEqualTo(new Outcome.Answered<>(instance(1)));
    }
    for (String name : List.of("/lwm2m/3/1/1", "/3/1/1")) {
      Response response =
          Response.content(
              Code.CONTENT,
              ContentFormat.SENML_JSON,
              Bytes.ofUtf8("[{\"n\":\"" + name + "\",\"v\":7}]"));
      assertThat(
              ServerDownlinks.outcome(
                  new Downlink.Read(path("/3/1/1"), Optional.empty()),
                  response,
                  client(Release.V1_1, "/lwm2m"),
                  NOW))
          .isEqualTo(new Outcome.Answered<>(new Node.SingleResource(1, new Value.Int(7))));
    }
  }

  @Test
  @Spec({"OBS-43", "OBS-45"})
  void a_notification_may_hold_several_times() {
    Response response =
        Response.content(
            Code.CONTENT,
            ContentFormat.SENML_JSON,
            Bytes.ofUtf8(
                "[{\"bn\":\"/3/1/1\",\"bt\":1700000000,\"t\":-20,\"v\":1},{\"t\":-10,\"v\":2},{\"v\":3}]"));
    Decoded decoded =
        ServerDownlinks.content(path("/3/1/1"), response, CLIENT, Optional.empty(), NOW);
    assertThat(decoded).isInstanceOf(Decoded.Content.class);
    assertThat(((Decoded.Content) decoded).nodes())
        .extracting(timed -> timed.time().orElseThrow().getEpochSecond())
        .containsExactly(1_699_999_980L, 1_699_999_990L, 1_700_000_000L);
  }
}
