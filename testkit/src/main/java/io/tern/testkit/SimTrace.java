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
  /// Enough for the message of a failed test.
  static final int LAST_LINES = 200;

  /// Enough for one world that is looked at alone.
  static final int EVERYTHING = 1_000_000;

  private final SimClock clock;
  private final int linesMax;
  private final ArrayDeque<Line> lines = new ArrayDeque<>();
  private long forgotten;

  SimTrace(SimClock clock, int linesMax) {
    this.clock = clock;
    this.linesMax = linesMax;
  }

  private sealed interface Line {
    Duration at();
  }

  private record Sent(Duration at, String from, String to, Bytes datagram, long delayNanos)
      implements Line {}

  private record Lost(Duration at, String from, String to, Bytes datagram, String why)
      implements Line {}

  private record Note(Duration at, String text) implements Line {}

  void packet(String from, String to, Bytes datagram, long delayNanos) {
    add(new Sent(clock.elapsed(), from, to, datagram, delayNanos));
  }

  void packet(String from, String to, Bytes datagram, String why) {
    add(new Lost(clock.elapsed(), from, to, datagram, why));
  }

  void note(String text) {
    add(new Note(clock.elapsed(), text));
  }

  private void add(Line line) {
    if (lines.size() == linesMax) {
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
      text.append(seconds(line.at().toNanos())).append("  ");
      text.append(
          switch (line) {
            case Sent(var at, var from, var to, var datagram, var delayNanos) ->
                from
                    + " -> "
                    + to
                    + "  "
                    + spell(datagram)
                    + "  [after "
                    + seconds(delayNanos).strip()
                    + "]";
            case Lost(var at, var from, var to, var datagram, var why) ->
                from + " -> " + to + "  " + spell(datagram) + "  [" + why + "]";
            case Note(var at, var note) -> "-- " + note;
          });
      text.append('\n');
    }
    return text.toString();
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%10.3f s", nanos / 1e9);
  }

  private static String spell(Bytes datagram) {
    return switch (UdpCodec.decode(datagram)) {
      case Decoded.Ok(var message) -> message.toString();
      case Decoded.Bad bad -> datagram + " (" + bad.reason() + ")";
    };
  }
}
