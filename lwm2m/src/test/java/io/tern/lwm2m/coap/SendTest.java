// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import static io.tern.lwm2m.coap.DownlinkFixture.NOW;
import static io.tern.lwm2m.coap.DownlinkFixture.client;
import static io.tern.lwm2m.coap.DownlinkFixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.link.LinkLimits;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Uplink;
import io.tern.spec.Spec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendTest {
  private static final ClientProfile CLIENT = client(Release.V1_2, "");

  private static TimedNode value(Optional<Instant> time, long value) {
    return new TimedNode(time, path("/3/0/1"), new Node.SingleResource(1, new Value.Int(value)));
  }

  private static UplinkReading read(Request request) {
    return ServerUplinks.read(request, new ObjectLists(LinkLimits.DEFAULT));
  }

  private static Request post(int format, Bytes payload) {
    Options options =
        Options.builder().uriPath("dp").contentFormat(new ContentFormat(format)).build();
    return Request.of(Code.POST, options, payload);
  }

  private static SendReading values(Request request) {
    assertThat(read(request)).isInstanceOf(UplinkReading.Data.class);
    return ServerUplinks.values((UplinkReading.Data) read(request), CLIENT, NOW);
  }

  @ParameterizedTest
  @ValueSource(ints = {110, 112, 11544})
  @Spec({"SEND-01", "FEAT-16"})
  void the_server_reads_what_the_client_sends(int format) {
    Uplink.Send send =
        new Uplink.Send(List.of(value(Optional.empty(), 7)), new ContentFormat(format));
    Request request = ClientUplinks.send(send, CLIENT).orElseThrow();
    assertThat(request.method()).isEqualTo(Code.POST);
    assertThat(request.options().uriPath()).containsExactly("dp");
    assertThat(values(request)).isEqualTo(new SendReading.Understood(send, Set.of()));
    assertThat(ClientUplinks.result(send, ServerUplinks.taken()))
        .isEqualTo(new UplinkResult.Done());
  }

  @ParameterizedTest
  @ValueSource(ints = {110, 112})
  @Spec({"SEND-07", "OBS-43"})
  void values_of_several_times_stay_apart(int format) {
    Instant then = NOW.minusSeconds(3_600);
    Uplink.Send send =
        new Uplink.Send(
            List.of(value(Optional.of(then), 1), value(Optional.of(then.plusSeconds(60)), 2)),
            new ContentFormat(format));
    assertThat(values(ClientUplinks.send(send, CLIENT).orElseThrow()))
        .isEqualTo(new SendReading.Understood(send, Set.of()));
  }

  @Test
  @Spec({"SEND-02", "SEND-03"})
  void what_is_no_legal_send_is_refused_with_4_00() {
    for (int format : new int[] {0, 42, 60, 11542, 11543, 40}) {
      assertThat(read(post(format, Bytes.ofUtf8("1"))))
          .isInstanceOfSatisfying(
              UplinkReading.Refused.class,
              refused -> assertThat(refused.code()).isEqualTo(Code.BAD_REQUEST));
    }
    Request plain = Request.of(Code.POST, Options.builder().uriPath("dp").build());
    assertThat(read(plain)).isInstanceOf(UplinkReading.Refused.class);
    for (String payload :
        List.of("", "[]", "[{\"n\":\"/3/0/1\"}]", "[{\"n\":\"/3\",\"v\":1}]", "{")) {
      assertThat(values(post(110, Bytes.ofUtf8(payload))))
          .as(payload)
          .isInstanceOf(SendReading.Broken.class);
    }
  }

  @Test
  @Spec("SEND-11")
  void resources_that_no_definition_knows_are_taken() {
    assertThat(values(post(110, Bytes.ofUtf8("[{\"n\":\"/3/0/999\",\"v\":1}]"))))
        .isInstanceOf(SendReading.Understood.class);
  }

  @Test
  @Spec("SEND-05")
  void names_may_have_the_alternate_path() {
    UplinkReading.Data data =
        new UplinkReading.Data(
            ContentFormat.SENML_JSON, Bytes.ofUtf8("[{\"n\":\"/lwm2m/3/0/1\",\"v\":7}]"));
    assertThat(ServerUplinks.values(data, client(Release.V1_2, "/lwm2m"), NOW))
        .isEqualTo(
            new SendReading.Understood(
                new Uplink.Send(List.of(value(Optional.empty(), 7)), ContentFormat.SENML_JSON),
                Set.of()));
  }

  @Test
  @Spec({"SEND-02", "SEND-08"})
  void the_client_understands_every_answer() {
    Uplink.Send send =
        new Uplink.Send(List.of(value(Optional.empty(), 1)), ContentFormat.SENML_CBOR);
    assertThat(ClientUplinks.result(send, Response.error(Code.NOT_FOUND, "none")))
        .isEqualTo(new UplinkResult.Refused(Code.NOT_FOUND, "none"));
    assertThat(ClientUplinks.result(send, Response.of(Code.CREATED)))
        .isInstanceOf(UplinkResult.Unusable.class);
    assertThat(read(Request.of(Code.GET, Options.builder().uriPath("dp").build())))
        .isInstanceOfSatisfying(
            UplinkReading.Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(Code.METHOD_NOT_ALLOWED));
  }
}
