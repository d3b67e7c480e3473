// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.link;

import io.tern.coap.Malformed;
import java.util.List;
import java.util.Set;

/// What a list of links turned out to be.
public sealed interface Links {
  /// The links in the order given.
  ///
  /// @param spelling how they were written
  record Parsed(List<Link> links, Spelling spelling) implements Links {
    public Parsed {
      links = List.copyOf(links);
    }
  }

  /// What the values of attributes do not tell.
  ///
  /// @param forgiven where the text left the grammar; most often nowhere
  /// @param quoted the attributes that have a value in quotes, on any link
  /// @param bare the attributes that have a value without quotes, on any link
  record Spelling(Set<LinkLeniency> forgiven, Set<String> quoted, Set<String> bare) {
    public Spelling {
      forgiven = Set.copyOf(forgiven);
      quoted = Set.copyOf(quoted);
      bare = Set.copyOf(bare);
    }
  }

  /// Not a list of links, or over a limit.
  record Broken(Malformed reason) implements Links {}
}
