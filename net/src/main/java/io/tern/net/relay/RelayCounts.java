// SPDX-License-Identifier: Apache-2.0

package io.tern.net.relay;

/// What a relay has done.
///
/// @param up towards the server
/// @param down towards the clients
/// @param clients clients seen
public record RelayCounts(Direction up, Direction down, int clients) {
  /// What happened in one direction.
  ///
  /// @param received datagrams that came
  /// @param passed datagrams passed on, copies included
  /// @param lost datagrams lost by chance, by a black hole or because too much was under way
  /// @param duplicated datagrams that were passed on twice
  /// @param tooLarge datagrams over the size limit of the link
  public record Direction(long received, long passed, long lost, long duplicated, long tooLarge) {
    static final Direction NONE = new Direction(0, 0, 0, 0, 0);

    Direction plusReceived() {
      return new Direction(received + 1, passed, lost, duplicated, tooLarge);
    }

    Direction plusPassed() {
      return new Direction(received, passed + 1, lost, duplicated, tooLarge);
    }

    Direction plusLost() {
      return new Direction(received, passed, lost + 1, duplicated, tooLarge);
    }

    Direction plusDuplicated() {
      return new Direction(received, passed, lost, duplicated + 1, tooLarge);
    }

    Direction plusTooLarge() {
      return new Direction(received, passed, lost, duplicated, tooLarge + 1);
    }
  }
}
