// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.link;

import io.tern.coap.Malformed;
import java.util.List;

/// What a list of links turned out to be.
public sealed interface Links {
  /// The links in the order given.
  record Parsed(List<Link> links) implements Links {
    public Parsed {
      links = List.copyOf(links);
    }
  }

  /// Not a list of links, or over a limit.
  record Broken(Malformed reason) implements Links {}
}
