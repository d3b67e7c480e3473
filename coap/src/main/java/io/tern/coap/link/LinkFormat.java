// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.link;

import io.tern.coap.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Lists of links to text and back (RFC 6690 §2).
///
/// The parser takes more than the grammar allows, because devices send more: blanks around
/// separators, empty entries (`</1>,`, `</1>;;rt=x`), an unquoted value that should be quoted and the
/// other way round, an attribute that is repeated (the first one counts, as RFC 8288 §3.3 has it for
/// `rel`). What of it the grammar does not have is told as [LinkLeniency]. It refuses what has no single
/// reading: text outside angle brackets, an open bracket or quote, a value that ends in the middle,
/// malformed UTF-8. Targets are kept as written.
///
/// What the writer writes, the parser reads back unchanged.
public final class LinkFormat {
  /// Attributes whose value peers expect in quotes, whatever it is (RFC 6690 §2, OMA examples).
  private static final Set<String> ALWAYS_QUOTED = Set.of("anchor", "if", "rel", "rt", "title");

  private LinkFormat() {}

  /// The links in `text`, within [LinkLimits#DEFAULT].
  public static Links parse(Bytes text) {
    return parse(text, LinkLimits.DEFAULT);
  }

  /// The links in `text`. Stops at the first fault or limit.
  public static Links parse(Bytes text, LinkLimits limits) {
    return new LinkParser(text, limits).parse();
  }

  /// The text of `links`. A value is quoted where it is no plain number, version or word.
  ///
  /// @throws IllegalArgumentException if a target or an attribute name has a character that link
  ///     format cannot carry there
  public static Bytes write(List<Link> links) {
    return write(links, ALWAYS_QUOTED);
  }

  private static Bytes write(List<Link> links, Set<String> quoted) {
    StringBuilder text = new StringBuilder(links.size() * 12);
    for (Link link : links) {
      if (!text.isEmpty()) {
        text.append(',');
      }
      if (link.target().chars().anyMatch(c -> c == '>' || c < ' ' || c == 0x7F)) {
        throw new IllegalArgumentException("link target: " + link.target());
      }
      text.append('<').append(link.target()).append('>');
      for (Map.Entry<String, Optional<String>> attribute : link.attributes().entrySet()) {
        write(attribute.getKey(), attribute.getValue(), quoted, text);
      }
    }
    return Bytes.ofUtf8(text.toString());
  }

  private static void write(
      String name, Optional<String> value, Set<String> quoted, StringBuilder text) {
    if (name.isEmpty() || !name.chars().allMatch(LinkFormat::isNameCharacter)) {
      throw new IllegalArgumentException("link attribute name: " + name);
    }
    text.append(';').append(name);
    if (value.isEmpty()) {
      return;
    }
    String plain = value.get();
    text.append('=');
    if (!quoted.contains(name) && !plain.isEmpty() && plain.chars().allMatch(LinkFormat::isPlain)) {
      text.append(plain);
      return;
    }
    text.append('"');
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    text.append('"');
  }

  /// Whether `c` may stand in the name of an attribute: visible ASCII but separators.
  static boolean isNameCharacter(int c) {
    return c > ' ' && c < 0x7F && c != ';' && c != ',' && c != '=' && c != '"' && c != '<'
        && c != '>' && c != '\\';
  }

  private static boolean isPlain(int c) {
    return c >= '0' && c <= '9'
        || c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '.'
        || c == '-'
        || c == '+'
        || c == '_';
  }
}
