// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import java.util.Optional;

/// A release of the LwM2M enabler, as the `lwm2m` parameter of Register names it (`major.minor`).
public enum Release {
  V1_0("1.0"),
  V1_1("1.1"),
  V1_2("1.2");

  private final String text;

  Release(String text) {
    this.text = text;
  }

  /// The release that `text` names; empty where this is none we know.
  public static Optional<Release> parse(String text) {
    for (Release release : values()) {
      if (release.text.equals(text)) {
        return Optional.of(release);
      }
    }
    return Optional.empty();
  }

  /// Whether this release is `other` or newer.
  public boolean atLeast(Release other) {
    return compareTo(other) >= 0;
  }

  /// `1.0`, `1.1` or `1.2`.
  @Override
  public String toString() {
    return text;
  }
}
