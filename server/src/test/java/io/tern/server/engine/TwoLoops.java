// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Code;
import io.tern.coap.Peer;
import io.tern.coap.Response;
import io.tern.server.Neighbours;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/// Two loops of one server with mailboxes that the test delivers, or that are full.
final class TwoLoops implements Neighbours {
  final EngineFixture server;
  final List<FakeRequester> requesters = List.of(new FakeRequester(), new FakeRequester());
  final List<ServerEngine> engines = new ArrayList<>();
  boolean full;
  private final Queue<Runnable> mailbox = new ArrayDeque<>();

  TwoLoops(EngineFixture server) {
    this.server = server;
    for (int loop = 0; loop < 2; loop++) {
      engines.add(server.engine(loop, requesters.get(loop), this));
    }
  }

  @Override
  public int loops() {
    return 2;
  }

  @Override
  public boolean post(int loop, Errand errand) {
    return !full && mailbox.add(() -> errand.run(engines.get(loop), server.now));
  }

  /// Delivers what was posted, and what comes of that.
  void deliver() {
    while (!mailbox.isEmpty()) {
      mailbox.remove().run();
    }
  }

  /// Lets a moment pass: timers that are due now, and what they post.
  void settle() {
    for (int i = 0; i < 4; i++) {
      server.advance(10_000_000);
      deliver();
    }
  }

  /// Registers over a loop and returns the handle.
  String registered(int loop, Peer peer, String endpoint, String... query) {
    List<String> all = new ArrayList<>(List.of("ep=" + endpoint, "lwm2m=1.1"));
    all.addAll(List.of(query));
    Response response =
        server.request(
            engines.get(loop),
            peer,
            EngineFixture.register(EngineFixture.LINKS, all.toArray(String[]::new)));
    assertThat(response.code()).isEqualTo(Code.CREATED);
    return response.options().locationPath().getLast();
  }

  /// What both loops hold.
  List<ServerGauges> gauges() {
    return engines.stream().map(ServerEngine::gauges).toList();
  }
}
