// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import java.util.Optional;

/// The version of an object, `major.minor` (LwM2M 1.2 Core §7.2.2), each 0 to 255.
public record Version(int major, int minor) implements Comparable<Version> {
  /// What an object has when nothing is said.
  public static final Version V1_0 = new Version(1, 0);

  public Version {
    java.util.Objects.checkIndex(major, 256);
    java.util.Objects.checkIndex(minor, 256);
  }

  /// The version that `text` spells, quoted or not; empty where it is none.
  public static Optional<Version> parse(String text) {
    String bare =
        text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
            ? text.substring(1, text.length() - 1)
            : text;
    int dot = bare.indexOf('.');
    if (dot < 1 || dot > 3 || bare.length() - dot < 2 || bare.length() - dot > 4) {
      return Optional.empty();
    }
    int major = number(bare, 0, dot);
    int minor = number(bare, dot + 1, bare.length());
    return major < 0 || minor < 0 || major > 255 || minor > 255
        ? Optional.empty()
        : Optional.of(new Version(major, minor));
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  @Override
  public int compareTo(Version other) {
    return major != other.major ? major - other.major : minor - other.minor;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
