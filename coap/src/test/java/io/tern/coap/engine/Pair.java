// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Handler;
import io.tern.coap.Peer;
import io.tern.coap.Response;
import io.tern.coap.timer.TimerWheel;
import java.util.SplittableRandom;

/// Two endpoints and a network between them that loses, repeats, delays and reorders, all in virtual
/// time and all from one seed.
final class Pair {
  static final long SECOND = Played.SECOND;
  static final Peer LEFT = Peer.udp(new Address.Name("left"));
  static final Peer RIGHT = Peer.udp(new Address.Name("right"));

  final SplittableRandom random;
  final TimerWheel timers = new TimerWheel(Played.START);
  final Played.Log events = new Played.Log();
  final Weather weather;
  final Endpoint left;
  final Endpoint right;
  long now = Played.START;
  int datagrams;
  Handler onLeft = (peer, request, responder, at) -> responder.respond(NOT_FOUND, at);
  Handler onRight = onLeft;

  private static final Response NOT_FOUND = Response.of(io.tern.coap.Code.NOT_FOUND);

  /// @param lossPercent how many datagrams are lost
  /// @param repeatPercent how many come twice
  /// @param delayNanosMin shortest time on the way
  /// @param delayNanosMax longest; datagrams overtake each other where it is larger
  record Weather(int lossPercent, int repeatPercent, long delayNanosMin, long delayNanosMax) {
    static final Weather CALM = new Weather(0, 0, 0, 0);
  }

  Pair(long seed, Weather weather, EndpointConfig leftConfig, EndpointConfig rightConfig) {
    this.random = new SplittableRandom(seed);
    this.weather = weather;
    left =
        new Endpoint(
            leftConfig,
            timers,
            random.split(),
            Handler.later(() -> onLeft),
            (peer, datagram) -> post(true, datagram),
            events);
    right =
        new Endpoint(
            rightConfig,
            timers,
            random.split(),
            Handler.later(() -> onRight),
            (peer, datagram) -> post(false, datagram),
            events);
  }

  private void post(boolean toRight, Bytes datagram) {
    datagrams++;
    assertThat(datagram.size()).isLessThanOrEqualTo(1152);
    if (random.nextInt(100) < weather.lossPercent()) {
      return;
    }
    deliver(toRight, datagram);
    if (random.nextInt(100) < weather.repeatPercent()) {
      deliver(toRight, datagram);
    }
  }

  private void deliver(boolean toRight, Bytes datagram) {
    long delay = random.nextLong(weather.delayNanosMin(), Math.max(1, weather.delayNanosMax()) + 1);
    timers.at(
        now + delay,
        at -> {
          if (toRight) {
            right.receive(LEFT, datagram, at);
          } else {
            left.receive(RIGHT, datagram, at);
          }
        });
  }

  /// Lets time pass, timer by timer.
  void pass(double seconds) {
    long until = now + (long) (seconds * SECOND);
    while (timers.nextWakeUpNanos() <= until) {
      now = Math.max(now, timers.nextWakeUpNanos());
      timers.advance(now);
    }
    now = until;
    timers.advance(now);
  }

  /// Nothing is left of anything when the lifetimes are over.
  void endsEmpty(String what) {
    pass(900);
    EndpointGauges nothing = new EndpointGauges(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(left.gauges()).as("left, %s", what).isEqualTo(nothing);
    assertThat(right.gauges()).as("right, %s", what).isEqualTo(nothing);
    assertThat(timers.pending()).as("timers, %s", what).isZero();
    assertThat(events.failures).as(what).isEmpty();
  }
}
