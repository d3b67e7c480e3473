// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.codec.Encoded;
import io.tern.lwm2m.node.Node;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Function;

/// Which content format carries what to and from which client (LwM2M 1.2 Core §7.4).
final class FormatChoice {
  /// What can carry any node, in the order we like them.
  private static final List<ContentFormat> TREE =
      List.of(
          ContentFormat.LWM2M_CBOR,
          ContentFormat.SENML_CBOR,
          ContentFormat.SENML_JSON,
          ContentFormat.TLV);

  private FormatChoice() {}

  /// The formats to try for a payload to a client, best first: what it announces, else what its
  /// release makes likely. A lone opaque value travels as it is.
  static List<ContentFormat> towards(ClientProfile client, Node node) {
    SequencedSet<ContentFormat> choice = new LinkedHashSet<>();
    if (isOpaque(node)) {
      choice.add(ContentFormat.OPAQUE);
    }
    // TLV carries no paths, so an alternate path cannot be misunderstood in it.
    boolean tlvFirst =
        client.release() == Release.V1_0
            || needsTlv(node)
            || (!client.alternatePath().isEmpty() && client.formats().contains(ContentFormat.TLV));
    if (tlvFirst) {
      choice.add(ContentFormat.TLV);
    }
    TREE.stream().filter(client.formats()::contains).forEach(choice::add);
    choice.addAll(likely(client.release()));
    if (isLoneValue(node)) {
      choice.add(ContentFormat.TEXT);
    }
    List<ContentFormat> rest =
        choice.stream().filter(format -> !client.refused().contains(format)).toList();
    return rest.isEmpty() ? List.copyOf(choice) : rest;
  }

  private static List<ContentFormat> likely(Release release) {
    return switch (release) {
      case V1_0 -> List.of(ContentFormat.TLV);
      case V1_1 -> TREE.subList(1, TREE.size());
      case V1_2 -> TREE;
    };
  }

  /// The formats a client tries for an answer when the server asks for none: those it prefers, else
  /// what its release makes likely.
  static List<ContentFormat> ofAnswer(ClientProfile client) {
    SequencedSet<ContentFormat> choice = new LinkedHashSet<>(client.formats());
    choice.addAll(likely(client.release()));
    return List.copyOf(choice);
  }

  /// The first payload that one of `candidates` can carry, else why the last could not.
  static Encoded first(List<ContentFormat> candidates, Function<ContentFormat, Encoded> encode) {
    List<Encoded> failures = new ArrayList<>();
    for (ContentFormat candidate : candidates) {
      Encoded encoded = encode.apply(candidate);
      if (encoded instanceof Encoded.Payload) {
        return encoded;
      }
      failures.add(encoded);
    }
    return failures.getLast();
  }

  /// `asked` alone, or the choice.
  static List<ContentFormat> orChosen(Optional<ContentFormat> asked, List<ContentFormat> chosen) {
    return asked.map(List::of).orElse(chosen);
  }

  /// Whether only TLV can say it: that a multiple resource has no instance.
  static boolean needsTlv(Node node) {
    return switch (node) {
      case Node.ObjectNode(int id, var instances) ->
          instances.values().stream().anyMatch(FormatChoice::needsTlv);
      case Node.InstanceNode(int id, var resources) ->
          resources.values().stream().anyMatch(FormatChoice::needsTlv);
      case Node.MultipleResource(int id, var values) -> values.isEmpty();
      default -> false;
    };
  }

  /// Some clients take a single value as text alone. Opaque is none of those: as text it would be base64 of
  /// one dialect or another (FMT-17).
  private static boolean isLoneValue(Node node) {
    return (node instanceof Node.SingleResource || node instanceof Node.ResourceInstanceNode)
        && !isOpaque(node);
  }

  private static boolean isOpaque(Node node) {
    return switch (node) {
      case Node.SingleResource(int id, Value value) -> value instanceof Value.Opaque;
      case Node.ResourceInstanceNode(int id, Value value) -> value instanceof Value.Opaque;
      default -> false;
    };
  }
}
