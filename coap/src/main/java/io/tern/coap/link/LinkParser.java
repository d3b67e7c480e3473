// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.link;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One pass over the text of a list of links. A fault is kept in `fault`; every method returns at once
/// where there is one.
final class LinkParser {
  private final Bytes text;
  private final LinkLimits limits;
  private final List<Link> links = new ArrayList<>();
  private final Set<LinkLeniency> forgiven = EnumSet.noneOf(LinkLeniency.class);
  private final Set<String> quoted = new HashSet<>(4);
  private final Set<String> bare = new HashSet<>(4);
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
    while (fault.isEmpty() && skipBlanks()) {
      if (text.get(at) == ',') {
        forgiven.add(LinkLeniency.EMPTY);
        at++;
        continue;
      }
      readLink();
      if (fault.isEmpty() && at < text.size() && ++at == text.size()) {
        forgiven.add(LinkLeniency.EMPTY);
      }
    }
    if (fault.isEmpty()) {
      return new Links.Parsed(links, new Links.Spelling(forgiven, quoted, bare));
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
      } else if (skipSemicolons()) {
        if (++count > limits.attributesMax()) {
          fault = "more than " + limits.attributesMax() + " attributes";
          break;
        }
        String name = readName();
        Optional<String> value = readValue(name);
        if (attributes.putIfAbsent(name, value) != null) {
          forgiven.add(LinkLeniency.REPEATED);
        }
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

  private Optional<String> readValue(String name) {
    if (!fault.isEmpty() || !skipBlanks() || text.get(at) != '=') {
      return Optional.empty();
    }
    at++;
    if (skipBlanks() && text.get(at) == '"') {
      quoted.add(name);
      return Optional.of(readQuoted());
    }
    String value = readPlain();
    if (value.isEmpty()) {
      forgiven.add(LinkLeniency.EMPTY);
    } else {
      bare.add(name);
    }
    return Optional.of(value);
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

  /// Moves past semicolons; false where no attribute follows.
  private boolean skipSemicolons() {
    at++;
    while (skipBlanks() && text.get(at) == ';') {
      forgiven.add(LinkLeniency.EMPTY);
      at++;
    }
    if (at < text.size() && text.get(at) != ',') {
      return true;
    }
    forgiven.add(LinkLeniency.EMPTY);
    return false;
  }

  /// Moves past blanks; false at the end.
  private boolean skipBlanks() {
    while (at < text.size()
        && (text.get(at) == ' '
            || text.get(at) == '\t'
            || text.get(at) == '\r'
            || text.get(at) == '\n')) {
      forgiven.add(LinkLeniency.BLANKS);
      at++;
    }
    return at < text.size();
  }
}
