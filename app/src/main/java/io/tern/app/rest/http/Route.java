// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import java.util.Set;

/// A call that is served.
///
/// @param path with names in braces; see [Template]
/// @param query the names of the parameters it knows
/// @param body what it expects
public record Route(Method method, String path, Set<String> query, Body body, Handler handler) {
  public Route {
    query = Set.copyOf(query);
  }

  /// What a request brings along.
  public enum Body {
    /// Nothing; a body is refused.
    NONE,
    /// A JSON document.
    JSON,
    /// A JSON document, or nothing.
    OPTIONAL_JSON,
    /// An XML document, which the route reads itself.
    XML
  }

  /// Serves the call, on a virtual thread; may block.
  @FunctionalInterface
  public interface Handler {
    /// The answer.
    Reply handle(Call call);
  }
}
