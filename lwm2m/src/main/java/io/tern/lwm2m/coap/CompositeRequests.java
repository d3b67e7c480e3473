// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.AttributeQuery;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.codec.Encoded;
import io.tern.lwm2m.codec.Formats;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The server's side of composite operations: FETCH and iPATCH on the root, with the paths in the
/// payload (LwM2M 1.1; LwM2M 1.2 Transport §6.4.4).
///
/// SenML-ETCH came with 1.2. Towards a client that announces nothing it is tried first where it may be
/// known, and SenML when the client refuses it.
final class CompositeRequests {
  private static final List<ContentFormat> CBOR =
      List.of(ContentFormat.SENML_ETCH_CBOR, ContentFormat.SENML_CBOR);
  private static final List<ContentFormat> JSON =
      List.of(ContentFormat.SENML_ETCH_JSON, ContentFormat.SENML_JSON);
  private static final Set<ContentFormat> ETCH =
      Set.of(ContentFormat.SENML_ETCH_CBOR, ContentFormat.SENML_ETCH_JSON);

  private CompositeRequests() {}

  static DownlinkRequest request(Downlink.Composite<?> operation, ClientProfile client) {
    if (!client.release().atLeast(Release.V1_1)) {
      return invalid("a client of 1.0 has no composite operations");
    }
    Optional<String> unanswerable = unanswerable(operation);
    if (unanswerable.isPresent()) {
      return invalid(unanswerable.get());
    }
    List<ContentFormat> bodies = bodies(operation, client);
    return bodies.isEmpty()
        ? invalid("only SenML-ETCH of 1.2 can remove a resource instance")
        : request(operation, client, bodies.getFirst());
  }

  /// The same in the next format of its body, where the client refused `format`.
  static Optional<Request> otherwise(
      Downlink.Composite<?> operation, ContentFormat format, ClientProfile client) {
    List<ContentFormat> bodies = bodies(operation, client);
    int next = bodies.indexOf(format) + 1;
    return next > 0
            && next < bodies.size()
            && request(operation, client, bodies.get(next))
                instanceof DownlinkRequest.Ready(Request ready)
        ? Optional.of(ready)
        : Optional.empty();
  }

  /// The formats to try for the body: first what the client announces, then what its release makes
  /// likely; the family of the format that the answer shall have before the other. What the client has
  /// refused is left out, unless there is nothing else.
  private static List<ContentFormat> bodies(Downlink.Composite<?> operation, ClientProfile client) {
    boolean json = false;
    boolean removes = false;
    switch (operation) {
      case Downlink.WriteComposite(var changes, var format) -> {
        if (format.isPresent()) {
          return List.of(format.get());
        }
        removes = changes.stream().anyMatch(Change.Remove.class::isInstance);
      }
      case Downlink.ReadComposite(var paths, var accept) -> json = isJson(accept);
      case Downlink.ObserveComposite(var paths, var accept, var attributes) ->
          json = isJson(accept);
      case Downlink.CancelObservationComposite cancel -> {}
    }
    List<ContentFormat> order = new ArrayList<>(json ? JSON : CBOR);
    order.addAll(json ? CBOR : JSON);
    List<ContentFormat> bodies = new ArrayList<>(order);
    bodies.retainAll(client.formats());
    order.removeAll(bodies);
    if (!client.release().atLeast(Release.V1_2)) {
      order.removeAll(ETCH);
    }
    bodies.addAll(order);
    if (removes) {
      bodies.retainAll(ETCH);
    }
    List<ContentFormat> hopeful = new ArrayList<>(bodies);
    hopeful.removeAll(client.refused());
    return hopeful.isEmpty() ? bodies : hopeful;
  }

  private static boolean isJson(Optional<ContentFormat> accept) {
    return accept.equals(Optional.of(ContentFormat.SENML_JSON));
  }

  /// Why nobody can answer `operation` in the format that it asks for.
  private static Optional<String> unanswerable(Downlink.Composite<?> operation) {
    Optional<ContentFormat> accept =
        switch (operation) {
          case Downlink.ReadComposite read -> read.accept();
          case Downlink.ObserveComposite observe -> observe.accept();
          default -> Optional.empty();
        };
    return accept
        .filter(format -> !CompositeReadings.ANSWERS.contains(format))
        .map(CompositeReadings::noAnswer);
  }

  private static DownlinkRequest request(
      Downlink.Composite<?> operation, ClientProfile client, ContentFormat body) {
    Options.Builder options = Options.builder();
    return switch (operation) {
      case Downlink.ReadComposite(var paths, var accept) ->
          fetch(paths, body, answered(options, accept, body, client), client);
      case Downlink.CancelObservationComposite(var paths) ->
          fetch(paths, body, answered(options, Optional.empty(), body, client), client);
      case Downlink.ObserveComposite(var paths, var accept, var attributes) -> {
        Optional<String> unfit = unfit(attributes, client).or(() -> unshared(attributes));
        AttributeQuery.write(attributes).forEach(options::uriQuery);
        yield unfit.isPresent()
            ? invalid(unfit.get())
            : fetch(paths, body, answered(options, accept, body, client), client);
      }
      case Downlink.WriteComposite(var changes, var format) -> {
        Optional<String> misfit = misfit(changes, client.models());
        yield misfit.isPresent()
            ? invalid(misfit.get())
            : payload(
                Code.IPATCH, options, Formats.encodePatch(body, changes, client.alternatePath()));
      }
    };
  }

  private static Options.Builder answered(
      Options.Builder options,
      Optional<ContentFormat> accept,
      ContentFormat body,
      ClientProfile client) {
    return options.accept(accept.orElseGet(() -> answer(body, client)));
  }

  /// The format of the answer: of the family of the body, unless the client has refused that.
  private static ContentFormat answer(ContentFormat body, ClientProfile client) {
    ContentFormat same = CompositeReadings.family(body);
    ContentFormat other =
        same.equals(ContentFormat.SENML_CBOR) ? ContentFormat.SENML_JSON : ContentFormat.SENML_CBOR;
    boolean refused = client.refused().contains(same) && !client.refused().contains(other);
    return refused ? other : same;
  }

  /// Why these attributes cannot go with an observation of this client.
  static Optional<String> unfit(Attributes attributes, ClientProfile client) {
    if (attributes.isEmpty()) {
      return Optional.empty();
    }
    if (!client.release().atLeast(Release.V1_2)) {
      return Optional.of("attributes of one observation came with 1.2");
    }
    return attributes.unset().isEmpty()
        ? Optional.empty()
        : Optional.of("an observation has nothing to unset");
  }

  private static Optional<String> unshared(Attributes attributes) {
    boolean threshold =
        attributes.greaterThan().isPresent()
            || attributes.lessThan().isPresent()
            || attributes.step().isPresent()
            || attributes.risingEdge().isPresent();
    return threshold ? Optional.of("several paths have no threshold in common") : Optional.empty();
  }

  private static DownlinkRequest fetch(
      List<Path> paths, ContentFormat body, Options.Builder options, ClientProfile client) {
    return payload(Code.FETCH, options, Formats.encodePaths(body, paths, client.alternatePath()));
  }

  private static Optional<String> misfit(List<Change> changes, Models models) {
    return changes.stream().flatMap(change -> misfit(change, models).stream()).findFirst();
  }

  private static Optional<String> misfit(Change change, Models models) {
    return switch (change) {
      case Change.Put(Path path, Value value) when path.isResource() ->
          ModelCheck.misfit(path, new Node.SingleResource(path.resourceId(), value), models);
      case Change.Put(Path path, Value value) when path.isResourceInstance() ->
          ModelCheck.misfit(
              path, new Node.ResourceInstanceNode(path.resourceInstanceId(), value), models);
      case Change.Remove(Path path) when path.isResourceInstance() -> Optional.empty();
      case Change other -> Optional.of(other.path() + " is no value of a resource");
    };
  }

  private static DownlinkRequest payload(Code method, Options.Builder options, Encoded encoded) {
    return switch (encoded) {
      case Encoded.Payload(ContentFormat format, Bytes bytes) ->
          new DownlinkRequest.Ready(
              Request.of(method, options.contentFormat(format).build(), bytes));
      case Encoded.Unsupported(ContentFormat format, String why) -> invalid(why);
    };
  }

  private static DownlinkRequest invalid(String why) {
    return new DownlinkRequest.Invalid(why);
  }
}
