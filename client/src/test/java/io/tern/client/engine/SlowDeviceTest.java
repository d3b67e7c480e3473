// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.client.ClientConfig;
import io.tern.client.ClientEvent;
import io.tern.client.ClientEvents;
import io.tern.client.ClientLimits;
import io.tern.client.DeviceCode;
import io.tern.client.object.ObjectInstance;
import io.tern.client.object.Temperature;
import io.tern.coap.BodySource;
import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.ObservationListener;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.coap.Token;
import io.tern.coap.Transfer;
import io.tern.coap.timer.TimerWheel;
import io.tern.lwm2m.Release;
import io.tern.spec.Spec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Code of the device that answers later, as on threads of its own: the engine goes on meanwhile.
class SlowDeviceTest implements DeviceCode, Requester {
  private static final long NOW = Stage.START;

  private final TimerWheel timers = new TimerWheel(NOW);
  private final Deque<Runnable> calls = new ArrayDeque<>();
  private final List<ReplyListener> uplinks = new ArrayList<>();
  private final List<ClientEvent> events = new ArrayList<>();
  private double celsius = 20;

  @Override
  public <T> void call(Supplier<Answer<T>> code, AnswerListener<T> listener, long nowNanos) {
    calls.add(() -> listener.onAnswer(code.get(), NOW));
  }

  @Override
  public boolean post(Timers.Task task) {
    task.run(NOW);
    return true;
  }

  @Override
  public Cancellable request(Peer peer, Request request, ReplyListener listener, long nowNanos) {
    uplinks.add(listener);
    return now -> {};
  }

  @Override
  public Cancellable transfer(Peer peer, Transfer transfer, ReplyListener listener, long nowNanos) {
    throw new AssertionError("no large bodies here");
  }

  @Override
  public Observation observe(
      Peer peer, Request request, ObservationListener listener, long nowNanos) {
    throw new AssertionError("a client does not observe");
  }

  /// What came back for one request.
  private static final class Answered implements Responder {
    final List<Response> responses = new ArrayList<>();
    final List<Response> notifications = new ArrayList<>();

    @Override
    public void respond(Response response, long nowNanos) {
      responses.add(response);
    }

    @Override
    public void respond(Response head, BodySource body, long nowNanos) {
      throw new AssertionError("no large bodies here");
    }

    @Override
    public Relation respondObserving(Response response, RelationListener listener, long nowNanos) {
      responses.add(response);
      return new Relation() {
        @Override
        public Token token() {
          return Token.EMPTY;
        }

        @Override
        public Peer peer() {
          return Stage.SERVER;
        }

        @Override
        public void notify(Response next, boolean confirmable, long now) {
          notifications.add(next);
        }

        @Override
        public void end() {}
      };
    }
  }

  private final ObjectInstance thermometer =
      ObjectInstance.of(Temperature.MODEL, 0).reading(Temperature.SENSOR_VALUE, () -> celsius);

  private ClientEngine client(ClientLimits limits) {
    ClientConfig config = Stage.config(Release.V1_1).withLimits(limits);
    ClientEvents listener = (event, now) -> events.add(event);
    ClientEngine client = new ClientEngine(config, this, timers, new SplittableRandom(1), listener);
    client.serve(thermometer, NOW);
    client.start(this, NOW);
    return client;
  }

  private void register() {
    Request any = Request.of(Code.POST, Stage.path("/rd").build());
    uplinks.getFirst().onReply(new Reply.Answered(Stage.SERVER, Stage.accept(any)), NOW);
  }

  private static Answered ask(ClientEngine client, String path, boolean observe) {
    var options = Stage.path(path).accept(ContentFormat.TEXT);
    if (observe) {
      options.observe(0);
    }
    Answered answered = new Answered();
    client.onRequest(Stage.SERVER, Request.of(Code.GET, options.build()), answered, NOW);
    return answered;
  }

  private void runCalls() {
    while (!calls.isEmpty()) {
      calls.poll().run();
    }
  }

  private static List<String> texts(List<Response> responses) {
    return responses.stream().map(response -> response.payload().utf8()).toList();
  }

  @Test
  @Spec("DM-32")
  void a_read_waits_for_the_device_while_others_are_answered() {
    ClientEngine client = client(ClientLimits.DEFAULT);
    register();
    Answered slow = ask(client, "/3303/0/5700", false);
    assertThat(slow.responses).isEmpty();
    assertThat(client.gauges().operations()).isEqualTo(1);
    assertThat(texts(ask(client, "/3/0/16", false).responses)).containsExactly("U");
    runCalls();
    assertThat(texts(slow.responses)).containsExactly("20.0");
    assertThat(client.gauges().operations()).isZero();
  }

  @Test
  @Spec({"DM-32", "ARCH-05"})
  void more_operations_at_a_time_than_allowed_are_refused() {
    ClientEngine client = client(new ClientLimits(9, 9, 9, 9, 99, 2, 9));
    List<Answered> held =
        List.of(
            ask(client, "/3303/0/5700", false),
            ask(client, "/3303/0/5700", false),
            ask(client, "/3303/0/5700", false));
    assertThat(held.get(2).responses.getFirst().code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    register();
    Answered third = ask(client, "/3/0/16", false);
    assertThat(third.responses.getFirst().code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    runCalls();
    assertThat(texts(held.get(0).responses)).containsExactly("20.0");
    assertThat(texts(held.get(1).responses)).containsExactly("20.0");
    assertThat(texts(ask(client, "/3/0/16", false).responses)).containsExactly("U");
  }

  @Test
  @Spec("ARCH-05")
  void held_requests_are_refused_when_the_registration_fails() {
    ClientEngine client = client(ClientLimits.DEFAULT);
    Answered held = ask(client, "/3/0/16", false);
    uplinks.getFirst().onReply(new Reply.TimedOut(), NOW);
    assertThat(held.responses)
        .singleElement()
        .extracting(Response::code)
        .isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(client.gauges().operations()).isZero();
  }

  @Test
  @Spec("ATT-56")
  void a_change_while_the_device_is_being_asked_is_looked_at_afterwards() {
    ClientEngine client = client(ClientLimits.DEFAULT);
    register();
    Answered observed = ask(client, "/3303/0/5700", true);
    runCalls();
    celsius = 21;
    thermometer.changed(Temperature.SENSOR_VALUE);
    timers.advance(NOW);
    assertThat(calls).hasSize(1);
    thermometer.changed(Temperature.SENSOR_VALUE);
    timers.advance(NOW);
    assertThat(calls).hasSize(1);
    calls.poll().run();
    celsius = 22;
    timers.advance(NOW);
    runCalls();
    assertThat(texts(observed.responses)).containsExactly("20.0");
    assertThat(texts(observed.notifications)).containsExactly("21.0", "22.0");
  }

  @Test
  @Spec({"OBS-17", "REG-70"})
  void an_answer_that_comes_after_the_observation_ended_notifies_nobody() {
    ClientEngine client = client(ClientLimits.DEFAULT);
    register();
    Answered observed = ask(client, "/3303/0/5700", true);
    runCalls();
    celsius = 30;
    thermometer.changed(Temperature.SENSOR_VALUE);
    timers.advance(NOW);
    client.stop(NOW);
    runCalls();
    assertThat(observed.notifications).isEmpty();
    assertThat(events).hasAtLeastOneElementOfType(ClientEvent.ObservationEnded.class);
  }
}
