// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.Bytes;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;

/// The last things that happened in a simulated world, for the reader of a failed test.
public final class SimTrace {
  private static final int LINES_MAX = 200;

  private final SimClock clock;
  private final ArrayDeque<Line> lines = new ArrayDeque<>(LINES_MAX);
  private long forgotten;

  SimTrace(SimClock clock) {
    this.clock = clock;
  }

  private sealed interface Line {
    Duration at();
  }

  private record Packet(Duration at, String from, String to, Bytes datagram, String fate)
      implements Line {}

  private record Note(Duration at, String text) implements Line {}

  void packet(String from, String to, Bytes datagram, String fate) {
    add(new Packet(clock.elapsed(), from, to, datagram, fate));
  }

  void note(String text) {
    add(new Note(clock.elapsed(), text));
  }

  private void add(Line line) {
    if (lines.size() == LINES_MAX) {
      lines.removeFirst();
      forgotten++;
    }
    lines.add(line);
  }

  /// One line for each of the last packets and notes, oldest first. Times count from the start of the
  /// world.
  @Override
  public String toString() {
    var text = new StringBuilder();
    if (forgotten > 0) {
      text.append("  (").append(forgotten).append(" earlier lines)\n");
    }
    for (Line line : lines) {
      text.append(String.format(Locale.ROOT, "%12.6f s  ", line.at().toNanos() / 1e9));
      switch (line) {
        case Packet packet ->
            text.append(packet.from)
                .append(" -> ")
                .append(packet.to)
                .append("  ")
                .append(spell(packet.datagram))
                .append("  [")
                .append(packet.fate)
                .append(']');
        case Note note -> text.append("-- ").append(note.text);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String spell(Bytes datagram) {
    return switch (UdpCodec.decode(datagram)) {
      case Decoded.Ok(var message) -> message.toString();
      case Decoded.Bad bad -> datagram + " (" + bad.reason() + ")";
    };
  }
}
