// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.link;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// One pass over the text of a list of links. A fault is kept in `fault`; every method returns at once
/// where there is one.
final class LinkParser {
  private final Bytes text;
  private final LinkLimits limits;
  private final List<Link> links = new ArrayList<>();
  private int at;
  private String fault = "";

  LinkParser(Bytes text, LinkLimits limits) {
    this.text = text;
    this.limits = limits;
  }

  Links parse() {
    if (text.size() > limits.bytesMax()) {
      fault = text.size() + " bytes, more than " + limits.bytesMax();
    }
    while (fault.isEmpty() && skipTo(',')) {
      readLink();
    }
    if (fault.isEmpty()) {
      return new Links.Parsed(links);
    }
    return new Links.Broken(new Malformed("link " + (links.size() + 1) + " at byte " + at, fault));
  }

  private void readLink() {
    if (links.size() == limits.linksMax()) {
      fault = "more than " + limits.linksMax() + " links";
    } else if (text.get(at) != '<') {
      fault = "no '<'";
    } else {
      int from = ++at;
      while (at < text.size() && isTarget(text.get(at))) {
        at++;
      }
      if (at == text.size() || text.get(at) != '>') {
        fault = at == text.size() ? "'<' without '>'" : "control character in a target";
        return;
      }
      String target = utf8(from, at++);
      Link link = readAttributes(target);
      if (fault.isEmpty()) {
        links.add(link);
      }
    }
  }

  /// The link of `target` with the attributes that follow, up to a comma or the end.
  private Link readAttributes(String target) {
    Link bare = Link.of(target);
    if (!skipBlanks() || text.get(at) == ',') {
      return bare;
    }
    LinkedHashMap<String, Optional<String>> attributes = new LinkedHashMap<>();
    int count = 0;
    while (fault.isEmpty() && skipBlanks() && text.get(at) != ',') {
      if (text.get(at) != ';') {
        fault = "neither ',' nor ';'";
      } else if (skipTo(';') && text.get(at) != ',') {
        if (++count > limits.attributesMax()) {
          fault = "more than " + limits.attributesMax() + " attributes";
          break;
        }
        String name = readName();
        Optional<String> value = readValue();
        attributes.putIfAbsent(name, value);
      }
    }
    return new Link(target, attributes);
  }

  private String readName() {
    int from = at;
    while (at < text.size() && LinkFormat.isNameCharacter(text.get(at))) {
      at++;
    }
    if (at == from) {
      fault = "no attribute name";
    }
    return text.slice(from, at).utf8();
  }

  private Optional<String> readValue() {
    if (!fault.isEmpty() || !skipBlanks() || text.get(at) != '=') {
      return Optional.empty();
    }
    at++;
    if (!skipBlanks()) {
      return Optional.of("");
    }
    return Optional.of(text.get(at) == '"' ? readQuoted() : readPlain());
  }

  private String readPlain() {
    int from = at;
    while (at < text.size() && isPlain(text.get(at))) {
      at++;
    }
    return utf8(from, at);
  }

  private static boolean isTarget(int c) {
    return c != '>' && c >= ' ' && c != 0x7F;
  }

  private static boolean isPlain(int c) {
    return c > ' ' && c != ';' && c != ',' && c != '"' && c != 0x7F;
  }

  private String readQuoted() {
    int from = ++at;
    boolean escaped = false;
    while (at < text.size() && text.get(at) != '"') {
      if (text.get(at) == '\\') {
        escaped = true;
        at++;
      }
      at++;
    }
    if (at >= text.size()) {
      at = text.size();
      fault = "quote without end";
      return "";
    }
    String quoted = utf8(from, at++);
    return escaped ? unescape(quoted) : quoted;
  }

  private static String unescape(String quoted) {
    StringBuilder plain = new StringBuilder(quoted.length());
    for (int i = 0; i < quoted.length(); i++) {
      char c = quoted.charAt(i);
      plain.append(c == '\\' && i + 1 < quoted.length() ? quoted.charAt(++i) : c);
    }
    return plain.toString();
  }

  private String utf8(int from, int to) {
    Optional<String> decoded = text.slice(from, to).utf8Strict();
    if (decoded.isEmpty()) {
      fault = "malformed UTF-8";
    }
    return decoded.orElse("");
  }

  /// Moves past blanks and `separator`s; false at the end.
  private boolean skipTo(int separator) {
    while (skipBlanks() && text.get(at) == separator) {
      at++;
    }
    return at < text.size();
  }

  /// Moves past blanks; false at the end.
  private boolean skipBlanks() {
    while (at < text.size()
        && (text.get(at) == ' '
            || text.get(at) == '\t'
            || text.get(at) == '\r'
            || text.get(at) == '\n')) {
      at++;
    }
    return at < text.size();
  }
}
