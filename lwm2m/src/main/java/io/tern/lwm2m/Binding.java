// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The bindings a client supports, as the `b` parameter of Register names them (LwM2M 1.2 Core §6.2.1.2).
/// Queue mode is not part of it: a 1.0 binding `UQ` is this `U` plus queue mode.
public record Binding(Set<Letter> letters) {
  /// CoAP over UDP alone, the default.
  public static final Binding U = new Binding(EnumSet.of(Letter.U));

  /// CoAP over TCP alone.
  public static final Binding T = new Binding(EnumSet.of(Letter.T));

  public Binding {
    if (letters.isEmpty()) {
      throw new IllegalArgumentException("a binding names at least one transport");
    }
    letters = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(letters));
  }

  /// The letters of `text`, each at most once, in any order; empty where one is unknown, repeated or
  /// missing altogether. `Q` is not a letter here.
  public static Optional<Binding> parse(String text) {
    if (text.equals("U")) { // as most say
      return Optional.of(U);
    }
    EnumSet<Letter> letters = EnumSet.noneOf(Letter.class);
    for (int i = 0; i < text.length(); i++) {
      int ordinal = "UTSNMH".indexOf(text.charAt(i));
      if (ordinal < 0 || !letters.add(Letter.values()[ordinal])) {
        return Optional.empty();
      }
    }
    return letters.isEmpty() ? Optional.empty() : Optional.of(new Binding(letters));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    letters.forEach(text::append);
    return text.toString();
  }

  /// One transport binding.
  public enum Letter {
    /// CoAP over UDP.
    U,
    /// CoAP over TCP.
    T,
    /// SMS.
    S,
    /// Non-IP (3GPP CIoT, LoRaWAN).
    N,
    /// MQTT.
    M,
    /// HTTP.
    H
  }
}
