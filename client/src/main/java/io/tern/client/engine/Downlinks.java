// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.client.ClientEvent;
import io.tern.client.manage.AttributeStore;
import io.tern.client.manage.CompositeReading;
import io.tern.client.manage.CompositeWriting;
import io.tern.client.manage.Discovery;
import io.tern.client.manage.Executing;
import io.tern.client.manage.Lifecycle;
import io.tern.client.manage.Reading;
import io.tern.client.manage.Writing;
import io.tern.client.observe.Observations;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.coap.ClientDownlinks;
import io.tern.lwm2m.coap.DownlinkReading;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.model.CoreVersions;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The way of a server's request to the part that does it, and of the answer back.
final class Downlinks {
  private final Parts parts;
  private final ManagedDevice device;
  private final int operationsMax;
  private final List<Held> held = new ArrayList<>(0);
  private int underWay;

  /// Who does what.
  record Parts(
      Reading reading,
      CompositeReading compositeReading,
      Writing writing,
      CompositeWriting compositeWriting,
      Executing executing,
      Lifecycle lifecycle,
      Discovery discovery,
      AttributeStore attributes,
      Observations observations) {}

  /// A request that came before the client knew that it is registered.
  private record Held(Request request, Responder responder) {}

  Downlinks(Parts parts, ManagedDevice device, int operationsMax) {
    this.parts = parts;
    this.device = device;
    this.operationsMax = operationsMax;
  }

  /// Operations that wait for the device or for the registration.
  int size() {
    return underWay + held.size();
  }

  /// Keeps a request until the registration has completed.
  void hold(Request request, Responder responder, long nowNanos) {
    if (size() >= operationsMax) {
      refuse(responder, Code.SERVICE_UNAVAILABLE, "too many operations at a time", nowNanos);
    } else {
      held.add(new Held(request, responder));
    }
  }

  /// Handles what is held.
  void release(long nowNanos) {
    List<Held> kept = List.copyOf(held);
    held.clear();
    kept.forEach(one -> handle(one.request(), one.responder(), nowNanos));
  }

  /// Refuses what is held: the client is not registered.
  void refuseHeld(long nowNanos) {
    List<Held> kept = List.copyOf(held);
    held.clear();
    kept.forEach(one -> refuseUnregistered(one.responder(), nowNanos));
  }

  void refuseUnregistered(Responder responder, long nowNanos) {
    refuse(responder, Code.SERVICE_UNAVAILABLE, "not registered", nowNanos);
  }

  private void refuse(Responder responder, Code code, String why, long nowNanos) {
    device.onEvent(new ClientEvent.Refused("request", why), nowNanos);
    responder.respond(Response.error(code, why), nowNanos);
  }

  /// Does what `request` asks for and answers it.
  void handle(Request request, Responder responder, long nowNanos) {
    Instant now = Instant.ofEpochSecond(0, nowNanos);
    switch (ClientDownlinks.read(request, device.profile(), now)) {
      case DownlinkReading.Refused(Code code, String why) -> refuse(responder, code, why, nowNanos);
      case DownlinkReading.Understood understood when size() >= operationsMax ->
          refuse(responder, Code.SERVICE_UNAVAILABLE, "too many operations at a time", nowNanos);
      case DownlinkReading.Creates creates when size() >= operationsMax ->
          refuse(responder, Code.SERVICE_UNAVAILABLE, "too many operations at a time", nowNanos);
      case DownlinkReading.Creates(List<Downlink.Create> creates) -> {
        underWay++;
        create(creates, new Answering(Optional.empty(), responder), nowNanos);
      }
      case DownlinkReading.Understood(Downlink<?> operation, Optional<ContentFormat> accept) -> {
        underWay++;
        perform(operation, new Answering(accept, responder), nowNanos);
      }
    }
  }

  /// What the answer to an operation needs.
  private record Answering(Optional<ContentFormat> accept, Responder responder) {}

  private void perform(Downlink<?> operation, Answering to, long nowNanos) {
    switch (operation) {
      case Downlink.Read read ->
          parts.reading().read(read.path(), content(read.path(), read, to), nowNanos);
      case Downlink.Discover discover ->
          parts
              .discovery()
              .discover(
                  discover,
                  id -> CoreVersions.implied(device.profile().release(), id),
                  answering(discover, to, ClientDownlinks::links, (links, n) -> {}),
                  nowNanos);
      case Downlink.Write write ->
          parts
              .writing()
              .write(
                  write,
                  done(
                      write,
                      to,
                      ClientDownlinks.changed(),
                      n -> device.onEvent(new ClientEvent.Written(write.path()), n)),
                  nowNanos);
      case Downlink.WriteAttributes(Path path, Attributes attributes) ->
          done(
                  operation,
                  to,
                  ClientDownlinks.changed(),
                  n -> onAttributesWritten(path, attributes, n))
              .onAnswer(parts.attributes().write(path, attributes), nowNanos);
      case Downlink.Execute execute -> execute(execute, to, nowNanos);
      case Downlink.Create create -> create(List.of(create), to, nowNanos);
      case Downlink.Delete(Path path) -> delete(path, to, nowNanos);
      case Downlink.Observe observe ->
          parts.reading().read(observe.path(), observing(observe, to), nowNanos);
      case Downlink.CancelObservation(Path path) -> {
        parts.observations().cancel(List.of(path), false, nowNanos);
        parts.reading().read(path, content(path, operation, to), nowNanos);
      }
      case Downlink.Composite<?> composite -> perform(composite, to, nowNanos);
    }
  }

  private AnswerListener<Node> content(Path path, Downlink<?> operation, Answering to) {
    return answering(
        operation,
        to,
        node -> ClientDownlinks.content(path, node, to.accept(), device.profile()),
        (node, n) -> {});
  }

  private void perform(Downlink.Composite<?> operation, Answering to, long nowNanos) {
    switch (operation) {
      case Downlink.ReadComposite(var paths, var accept) ->
          parts.compositeReading().read(paths, contents(operation, to), nowNanos);
      case Downlink.CancelObservationComposite(var paths) -> {
        parts.observations().cancel(paths, true, nowNanos);
        parts.compositeReading().read(paths, contents(operation, to), nowNanos);
      }
      case Downlink.ObserveComposite(var paths, var accept, var attributes) -> {
        Observations.Wish wish = new Observations.Wish(paths, true, to.accept(), attributes);
        parts
            .compositeReading()
            .read(
                paths,
                (answer, n) -> {
                  if (answer instanceof Answer.Given<SequencedMap<Path, Node>>(var nodes)) {
                    underWay--;
                    parts.observations().observe(wish, nodes, to.responder(), n);
                  } else {
                    contents(operation, to).onAnswer(answer, n);
                  }
                },
                nowNanos);
      }
      case Downlink.WriteComposite(var changes, var format) ->
          parts
              .compositeWriting()
              .write(
                  changes,
                  done(
                      operation,
                      to,
                      ClientDownlinks.changed(),
                      n ->
                          changes.stream()
                              .map(Change::path)
                              .distinct()
                              .forEach(path -> device.onEvent(new ClientEvent.Written(path), n))),
                  nowNanos);
    }
  }

  private AnswerListener<SequencedMap<Path, Node>> contents(Downlink<?> operation, Answering to) {
    return answering(
        operation,
        to,
        nodes -> ClientDownlinks.contents(nodes, to.accept(), device.profile()),
        (nodes, n) -> {});
  }

  private AnswerListener<Node> observing(Downlink.Observe observe, Answering to) {
    return (answer, nowNanos) -> {
      switch (answer) {
        case Answer.Given<Node>(Node node) -> {
          underWay--;
          Observations.Wish wish =
              Observations.Wish.of(observe.path(), to.accept(), observe.attributes());
          SequencedMap<Path, Node> nodes = new TreeMap<>(Map.of(observe.path(), node));
          parts.observations().observe(wish, nodes, to.responder(), nowNanos);
        }
        case Answer.Refused<Node> refused ->
            content(observe.path(), observe, to).onAnswer(refused, nowNanos);
      }
    };
  }

  private void create(List<Downlink.Create> creates, Answering to, long nowNanos) {
    parts
        .lifecycle()
        .create(
            creates,
            answering(
                creates.getFirst(),
                to,
                ClientDownlinks::created,
                (paths, n) -> paths.forEach(path -> onCreated(path, n))),
            nowNanos);
  }

  private void execute(Downlink.Execute execute, Answering to, long nowNanos) {
    parts
        .executing()
        .execute(
            execute,
            done(
                execute,
                to,
                ClientDownlinks.changed(),
                n ->
                    device.onEvent(
                        new ClientEvent.Executed(execute.path(), execute.arguments()), n)),
            nowNanos);
  }

  private void delete(Path path, Answering to, long nowNanos) {
    Downlink.Delete delete = new Downlink.Delete(path);
    if (path.isInstance()) {
      done(delete, to, ClientDownlinks.deleted(), n -> onDeleted(path, n))
          .onAnswer(parts.lifecycle().delete(path), nowNanos);
    } else {
      parts
          .writing()
          .deleteResourceInstance(
              path,
              done(delete, to, ClientDownlinks.deleted(), n -> onPartDeleted(path, n)),
              nowNanos);
    }
  }

  private void onAttributesWritten(Path path, Attributes attributes, long nowNanos) {
    parts.observations().onAttributesChanged(nowNanos);
    device.onEvent(new ClientEvent.AttributesWritten(path, attributes), nowNanos);
  }

  private void onCreated(Path path, long nowNanos) {
    device.onEvent(new ClientEvent.Created(path), nowNanos);
    device.onTreeChanged(path, nowNanos);
  }

  private void onDeleted(Path path, long nowNanos) {
    device.onEvent(new ClientEvent.Deleted(path), nowNanos);
    device.onTreeChanged(path, nowNanos);
  }

  private void onPartDeleted(Path path, long nowNanos) {
    parts.attributes().forget(path);
    parts.observations().onDeleted(path, nowNanos);
    device.onEvent(new ClientEvent.Deleted(path), nowNanos);
  }

  /// Something to do after the answer.
  private interface After<T> {
    void run(T value, long nowNanos);
  }

  private AnswerListener<Downlink.Done> done(
      Downlink<?> operation, Answering to, Response success, Timers.Task after) {
    return answering(operation, to, done -> success, (done, n) -> after.run(n));
  }

  private <T> AnswerListener<T> answering(
      Downlink<?> operation, Answering to, Function<T, Response> success, After<T> after) {
    return (answer, nowNanos) -> {
      underWay--;
      switch (answer) {
        case Answer.Given<T>(T value) -> {
          to.responder().respond(success.apply(value), nowNanos);
          after.run(value, nowNanos);
        }
        case Answer.Refused<T>(Code code, String why) -> {
          String name = operation.getClass().getSimpleName();
          device.onEvent(new ClientEvent.Refused(name + " " + operation.path(), why), nowNanos);
          to.responder().respond(Response.error(code, why), nowNanos);
        }
      }
    };
  }
}
