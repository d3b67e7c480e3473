// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.link;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// A web link (RFC 6690 §2): a target and its attributes in the order given.
///
/// @param target the URI reference between the angle brackets
/// @param attributes name to value, quotes taken off; an empty [Optional] for an attribute without
///     value
public record Link(String target, SequencedMap<String, Optional<String>> attributes) {
  private static final SequencedMap<String, Optional<String>> NONE =
      Collections.unmodifiableSequencedMap(new LinkedHashMap<>(0));

  public Link {
    attributes =
        attributes.isEmpty()
            ? NONE
            : Collections.unmodifiableSequencedMap(new LinkedHashMap<>(attributes));
  }

  /// A link without attributes.
  public static Link of(String target) {
    return new Link(target, NONE);
  }

  /// This link with one attribute more (or another value for it).
  public Link with(String name, String value) {
    LinkedHashMap<String, Optional<String>> more = new LinkedHashMap<>(attributes);
    more.put(name, Optional.of(value));
    return new Link(target, more);
  }

  /// The value of an attribute; empty where it is absent or has none.
  public Optional<String> attribute(String name) {
    return attributes.getOrDefault(name, Optional.empty());
  }
}
