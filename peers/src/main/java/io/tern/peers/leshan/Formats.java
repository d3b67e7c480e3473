// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import java.util.stream.Stream;
import org.eclipse.leshan.core.request.ContentFormat;

/// Content formats by Leshan's names: TLV, JSON, TEXT, OPAQUE, CBOR, SENML_JSON, SENML_CBOR, LINK.
final class Formats {
  private Formats() {}

  static ContentFormat named(String name) {
    return Stream.of(ContentFormat.knownContentFormat)
        .filter(format -> format.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": no such content format"));
  }
}
