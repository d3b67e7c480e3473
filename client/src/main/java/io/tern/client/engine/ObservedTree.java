// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import io.tern.client.AnswerListener;
import io.tern.client.ClientEvent;
import io.tern.client.manage.AttributeStore;
import io.tern.client.manage.CompositeReading;
import io.tern.client.manage.ObjectTree;
import io.tern.client.manage.Reading;
import io.tern.client.object.Server;
import io.tern.client.observe.ObservationPort;
import io.tern.client.observe.Observations;
import io.tern.coap.Response;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.coap.ClientDownlinks;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// What observations see of the client.
final class ObservedTree implements ObservationPort {
  private final Reading reading;
  private final CompositeReading compositeReading;
  private final AttributeStore attributes;
  private final Server server;
  private final ManagedDevice device;
  private final int storedMax;

  /// @param storedMax notifications of one observation that are kept at most
  ObservedTree(
      ObjectTree tree,
      AttributeStore attributes,
      Server server,
      ManagedDevice device,
      int storedMax) {
    this.reading = new Reading(tree);
    this.compositeReading = new CompositeReading(tree);
    this.attributes = attributes;
    this.server = server;
    this.device = device;
    this.storedMax = storedMax;
  }

  @Override
  public void read(Path path, AnswerListener<Node> listener, long nowNanos) {
    reading.read(path, listener, nowNanos);
  }

  @Override
  public void read(
      List<Path> paths, AnswerListener<SequencedMap<Path, Node>> listener, long nowNanos) {
    compositeReading.read(paths, listener, nowNanos);
  }

  @Override
  public Attributes effective(Path path, Attributes request) {
    return server.defaults().effective(path, request, attributes::at);
  }

  @Override
  public void onSilence(long nowNanos) {
    device.onSilence(nowNanos);
  }

  /// Before 1.2 nobody says how many: as many as there is room for (LwM2M 1.2 Core §7.3.2, hqmax).
  @Override
  public int storedMax(Attributes effective) {
    if (!server.storesNotifications()) {
      return 0;
    }
    boolean told = device.profile().release().atLeast(Release.V1_2);
    long wanted = told ? effective.historicalQueueMax().orElse(0) : storedMax;
    return (int) Math.min(wanted, storedMax);
  }

  @Override
  public Response content(
      Observations.Wish wish, SequencedMap<Path, Node> nodes, Optional<Instant> time) {
    return wish.composite()
        ? ClientDownlinks.contents(time, nodes, wish.accept(), device.profile())
        : ClientDownlinks.content(
            new TimedNode(time, wish.path(), nodes.firstEntry().getValue()),
            wish.accept(),
            device.profile());
  }

  @Override
  public void onEvent(ClientEvent event, long nowNanos) {
    device.onEvent(event, nowNanos);
  }
}
