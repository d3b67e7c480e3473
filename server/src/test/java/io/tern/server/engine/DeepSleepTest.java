// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Code;
import io.tern.coap.Handler;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.engine.EndpointGauges;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.ModelSource;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Devices that sleep for hours or weeks and then listen for twenty seconds.
class DeepSleepTest {
  private static final Peer SERVER = peer(5683);
  private static final EndpointName NAME = new EndpointName("meter");
  private static final long AWAKE_NANOS = 20 * SECOND;

  private final EngineFixture fixture = new EngineFixture();
  private final Wire wire = new Wire(5);
  private ServerEngine engine;
  private final Wire.Node server = wire.attach(SERVER, requester -> engine = engineOn(requester));
  private final Meter meter = new Meter();

  private ServerEngine engineOn(io.tern.coap.Requester requester) {
    return fixture.engineOn(wire, requester, ModelSource.NONE);
  }

  /// Answers what it is asked while it is awake, and gets another port from its operator's NAT each time
  /// it wakes up.
  private final class Meter implements Handler {
    final List<String> done = new ArrayList<>();
    final Wire.Node node = wire.attach(peer(1), requester -> this);
    int port = 1;
    long awakeUntil = Long.MAX_VALUE;
    String location = "";

    @Override
    public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
      assertThat(nowNanos).as("asked while awake").isLessThan(awakeUntil);
      String at = String.join("/", request.options().uriPath());
      done.add(request.method() + " " + at);
      responder.respond(
          request.method().equals(Code.GET) ? FakeRequester.text("7") : Response.of(Code.CHANGED),
          nowNanos);
    }

    Response tell(Request request) {
      List<Response> answers = new ArrayList<>();
      node.requester()
          .request(
              SERVER,
              request,
              (reply, now) -> answers.add(((Reply.Answered) reply).response()),
              wire.now);
      wire.run(AWAKE_NANOS);
      assertThat(answers).hasSize(1);
      return answers.getFirst();
    }

    void wakeUp() {
      node.move(peer(++port));
      awakeUntil = wire.now + AWAKE_NANOS;
      assertThat(tell(EngineFixture.update(location)).code()).isEqualTo(Code.CHANGED);
    }
  }

  private void submit(Downlink<?> operation) {
    engine
        .commands()
        .submit(NAME, operation, 0, OptionalLong.empty(), (submission, now) -> {}, wire.now);
  }

  private List<Command.State> states() {
    return fixture.commands.of(NAME).stream().map(Command::state).toList();
  }

  /// All that is left of a device that sleeps: its registration, the timer of its end, and its commands.
  private void assertNothingHeldButTheRegistration() {
    assertThat(server.gauges()).isEqualTo(new EndpointGauges(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    ServerGauges gauges = engine.gauges();
    assertThat(gauges.expiries()).isEqualTo(1);
    assertThat(gauges.operations()).isZero();
  }

  @ParameterizedTest
  @Spec({"N5", "QM-03", "QM-06", "REG-49"})
  @ValueSource(longs = {6, 30 * 24})
  void what_waited_for_a_device_that_slept_long_reaches_it_in_twenty_seconds(long hours) {
    Response created =
        meter.tell(
            EngineFixture.register(
                EngineFixture.LINKS, "ep=meter", "lwm2m=1.1", "Q", "lt=" + 31 * 86_400));
    meter.location = created.options().locationPath().getLast();
    meter.awakeUntil = wire.now;
    wire.run(600 * SECOND);
    assertNothingHeldButTheRegistration();
    submit(new Downlink.Read(path("/3/0/9"), Optional.empty()));
    submit(
        new Downlink.Write(
            path("/1/0/1"),
            Downlink.Write.Mode.REPLACE,
            new Node.SingleResource(1, new Value.Int(300)),
            Optional.empty()));
    submit(new Downlink.Execute(path("/3/0/4"), Arguments.NONE));
    wire.run(hours * 3600 * SECOND);
    assertThat(meter.done).isEmpty();
    assertThat(states()).hasSize(3).hasOnlyElementsOfType(Command.State.Queued.class);
    assertNothingHeldButTheRegistration();

    meter.wakeUp();
    assertThat(meter.done).containsExactly("0.01 3/0/9", "0.03 1/0/1", "0.02 3/0/4");
    assertThat(states())
        .allSatisfy(
            state ->
                assertThat(((Command.State.Ended) state).outcome())
                    .isInstanceOf(Outcome.Answered.class));
    assertThat(fixture.registration(meter.location).peer()).isEqualTo(peer(2));
    wire.run(600 * SECOND);
    assertNothingHeldButTheRegistration();
    assertThat(engine.gauges().commands()).isZero();
  }
}
