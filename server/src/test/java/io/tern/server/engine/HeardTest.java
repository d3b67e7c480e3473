// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.op.Downlink;
import io.tern.spec.Spec;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whatever a client in queue mode says, it is awake: what waits for it goes out, also where what it said
/// is refused or makes no sense.
class HeardTest {
  private final EngineFixture server = new EngineFixture();
  private FakeRequester.Observed observed;

  @BeforeEach
  void a_command_waits_for_a_client_that_sleeps() {
    String handle = server.registered(peer(1), "d", "Q");
    observed = server.observed(handle, "/3303/0/1");
    server.advance(100 * SECOND);
    server
        .engine()
        .commands()
        .submit(
            new EndpointName("d"),
            new Downlink.Read(path("/3/0/1"), Optional.empty()),
            0,
            OptionalLong.empty(),
            (submission, now) -> {},
            server.now);
    assertThat(server.requester.paths()).isEmpty();
  }

  private Code send(String senml) {
    Options options =
        Options.builder().uriPath("dp").contentFormat(ContentFormat.SENML_JSON).build();
    Response response =
        server.request(peer(1), Request.of(Code.POST, options, Bytes.ofUtf8(senml)));
    assertThat(server.requester.paths()).as("before the answer").isEmpty();
    server.advance(2_000_000);
    return response.code();
  }

  @Test
  @Spec({"QM-04", "QM-05"})
  void a_send_that_makes_no_sense_wakes_the_queue_up() {
    assertThat(send("[{")).isEqualTo(Code.BAD_REQUEST);
    assertThat(server.requester.paths()).containsExactly("1");
  }

  @Test
  @Spec({"QM-04", "QM-05"})
  void a_send_about_what_the_client_did_not_announce_wakes_the_queue_up() {
    assertThat(send("[{\"n\":\"/9/9/9\",\"v\":7}]")).isEqualTo(Code.NOT_FOUND);
    assertThat(server.requester.paths()).containsExactly("1");
  }

  @Test
  @Spec({"QM-04", "QM-05"})
  void a_notification_that_makes_no_sense_wakes_the_queue_up() {
    observed.listener.onNotification(peer(1), FakeRequester.observing("seven", 2), server.now);
    server.advance(2_000_000);
    assertThat(server.requester.paths()).containsExactly("1");
  }

  @Test
  @Spec({"QM-04", "QM-05"})
  void so_does_one_in_a_format_that_nobody_knows() {
    Options options = Options.builder().observe(2).contentFormat(new ContentFormat(9999)).build();
    observed.listener.onNotification(
        peer(1), new Response(Code.CONTENT, options, Bytes.ofUtf8("7")), server.now);
    server.advance(2_000_000);
    assertThat(server.requester.paths()).containsExactly("1");
  }
}
