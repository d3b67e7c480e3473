// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.leshan.core.link.DefaultLinkParser;
import org.eclipse.leshan.core.link.DefaultLinkSerializer;
import org.eclipse.leshan.core.link.Link;
import org.eclipse.leshan.core.link.LinkParseException;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;
import org.eclipse.leshan.core.node.ObjectLink;
import org.eclipse.leshan.core.util.datatype.ULong;

/// One value at one path, as a word `PATH=TYPE:VALUE`: `/3/0/9=INTEGER:95`.
///
/// Types are Leshan's (STRING, INTEGER, UNSIGNED_INTEGER, FLOAT, BOOLEAN, OPAQUE, TIME, OBJLNK,
/// CORELINK). OPAQUE is written in hex, TIME as an ISO instant, OBJLNK as `3:0`, CORELINK in link
/// format.
record Leaf(LwM2mPath path, ResourceModel.Type type, Object value) {

  static Leaf of(LwM2mPath path, LwM2mResource single) {
    return new Leaf(path, single.getType(), single.getValue());
  }

  static Leaf of(LwM2mPath path, LwM2mResourceInstance instance) {
    return new Leaf(path, instance.getType(), instance.getValue());
  }

  /// Reads `PATH=TYPE:VALUE`, or `TYPE:VALUE` which stands for the value at `target`.
  static Leaf parse(String word, LwM2mPath target) {
    int equals = word.startsWith("/") ? word.indexOf('=') : -1;
    LwM2mPath path = equals < 0 ? target : new LwM2mPath(word.substring(0, equals));
    String typed = word.substring(equals + 1);
    int colon = typed.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(word + ": expected PATH=TYPE:VALUE");
    }
    ResourceModel.Type type = ResourceModel.Type.valueOf(typed.substring(0, colon));
    return new Leaf(path, type, parseValue(type, typed.substring(colon + 1)));
  }

  static List<Leaf> parseAll(List<String> words, LwM2mPath target) {
    return words.stream().map(word -> parse(word, target)).toList();
  }

  static Object parseValue(ResourceModel.Type type, String text) {
    return switch (type) {
      case STRING -> text;
      case INTEGER -> Long.valueOf(text);
      case UNSIGNED_INTEGER -> ULong.valueOf(text);
      case FLOAT -> Double.valueOf(text);
      case BOOLEAN -> Boolean.valueOf(text);
      case OPAQUE -> HexFormat.of().parseHex(text);
      case TIME -> Date.from(Instant.parse(text));
      case OBJLNK -> ObjectLink.decodeFromString(text);
      case CORELINK -> parseLinks(text);
      case NONE -> throw new IllegalArgumentException("a resource of type NONE has no value");
    };
  }

  private static Link[] parseLinks(String text) {
    try {
      return new DefaultLinkParser().parseCoreLinkFormat(text.getBytes(UTF_8));
    } catch (LinkParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  String word() {
    return path + "=" + type + ":" + valueText();
  }

  private String valueText() {
    return switch (value) {
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case Date date -> date.toInstant().toString();
      case ObjectLink link -> link.encodeToString();
      case Link[] links -> new DefaultLinkSerializer().serializeCoreLinkFormat(links);
      default -> value.toString();
    };
  }
}
