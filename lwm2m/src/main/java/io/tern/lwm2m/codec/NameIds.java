// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Path;

/// Reads a name made of ids and slashes, such as `/3/0/9` or `6/0`, or the front of one, such as `/3/0/`, so
/// that no text has to be made of it.
final class NameIds {
  private static final int DEPTH_MAX = 4;
  private static final int NO_ID = -1;
  private static final int BROKEN = -2;

  private long bits;
  private int depth;
  private boolean absolute;
  private boolean open;

  /// Reads the name that the bytes from `from` to `to` spell; whether it is made of ids, and if it has none, of
  /// a slash.
  boolean read(Bytes text, int from, int to) {
    begin(from < to && text.get(from) == '/');
    int id = NO_ID;
    for (int at = absolute ? from + 1 : from; at < to; at++) {
      id = with(id, text.get(at));
      if (id == BROKEN) {
        return false;
      }
    }
    return end(id);
  }

  /// Reads the name that the bytes from `from` up to a quotation mark spell; where that is, -1 where the name
  /// is not made of ids, or has no end.
  int readQuoted(byte[] text, int from) {
    begin(from < text.length && text[from] == '/');
    int id = NO_ID;
    for (int at = absolute ? from + 1 : from; at < text.length; at++) {
      if (text[at] == '"') {
        return end(id) ? at : -1;
      }
      id = with(id, text[at]);
      if (id == BROKEN) {
        return -1;
      }
    }
    return -1;
  }

  private void begin(boolean withSlash) {
    bits = 0;
    depth = 0;
    absolute = withSlash;
  }

  /// The id with another character.
  private int with(int id, int c) {
    if (c >= '0' && c <= '9' && id != 0) {
      int longer = id < 0 ? c - '0' : id * 10 + c - '0';
      return longer > Path.ID_MAX ? BROKEN : longer;
    }
    return c == '/' && push(id) ? NO_ID : BROKEN;
  }

  private boolean end(int id) {
    open = id < 0;
    return open ? absolute || depth > 0 : push(id);
  }

  private boolean push(int id) {
    if (id < 0 || depth == DEPTH_MAX) {
      return false;
    }
    bits |= (long) id << 48 - 16 * depth++;
    return true;
  }

  /// Whether it began with a slash.
  boolean isAbsolute() {
    return absolute;
  }

  /// Whether it ended with a slash, so that another id can follow at once.
  boolean isOpen() {
    return open;
  }

  /// The ids as [Path#ofBits] takes them.
  long bits() {
    return bits;
  }

  /// How many ids there are.
  int depth() {
    return depth;
  }

  /// Whether the ids can stand below a path of so many ids.
  boolean fitsBelow(int levels) {
    return levels + depth <= DEPTH_MAX;
  }

  /// The name as text.
  @Override
  public String toString() {
    String text = Path.ofBits(bits, depth).toString();
    String whole = absolute ? text : text.substring(1);
    return open && depth > 0 ? whole + "/" : whole;
  }
}
