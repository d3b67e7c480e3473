// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Version;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads object definition files, the XML of the OMA registry (LwM2M 1.2 Core appendix D).
///
/// Such a file may come from anybody. It is read without document types, entities and inclusions, so
/// nothing outside it is ever looked at (CVE-2023-41034), and within [DdfLimits]. Elements that say
/// nothing to us, descriptions above all, are skipped.
public final class DdfReader {
  private final XMLStreamReader xml;
  private final DdfLimits limits;
  private int depth;

  private DdfReader(XMLStreamReader xml, DdfLimits limits) {
    this.xml = xml;
    this.limits = limits;
  }

  /// The definitions in `document`.
  public static Ddf read(Bytes document, DdfLimits limits) {
    if (document.size() > limits.documentBytesMax()) {
      return broken(1, "longer than " + limits.documentBytesMax() + " bytes");
    }
    Optional<String> text = text(document);
    if (text.isEmpty()) {
      return broken(1, "neither UTF-8 nor UTF-16 with its mark");
    }
    try {
      XMLStreamReader xml = factory().createXMLStreamReader(new StringReader(text.get()));
      return new Ddf.Parsed(new DdfReader(xml, limits).document());
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNumber());
      return broken(line, what(e));
    } catch (RuntimeException e) {
      // The JDK's parser answers some broken documents with other exceptions than its own.
      return broken(1, "no XML: " + e.getClass().getSimpleName());
    }
  }

  /// The text without byte order mark. Decoded here: the JDK's parser prints what it finds in bytes to
  /// standard error.
  private static Optional<String> text(Bytes document) {
    boolean wide = document.size() > 1 && isMark(document.get(0), document.get(1));
    Charset charset = wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    try {
      String text = charset.newDecoder().decode(document.asBuffer()).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isMark(int first, int second) {
    return (first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE);
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setXMLResolver(
        (publicId, systemId, baseUri, namespace) -> {
          throw new XMLStreamException("refers to something outside the file");
        });
    return factory;
  }

  private static Ddf.Broken broken(int line, String what) {
    return new Ddf.Broken(line, new Malformed("line " + line, what));
  }

  /// The parser's message without the place, which is told apart, and on one short line.
  private static String what(XMLStreamException e) {
    String message = String.valueOf(e.getMessage());
    int start = message.indexOf("Message: ");
    String what = message.substring(start < 0 ? 0 : start + 9).replaceAll("\\s+", " ").strip();
    return what.length() > 160 ? what.substring(0, 160) : what;
  }

  private List<ObjectModel> document() throws XMLStreamException {
    List<ObjectModel> objects = new ArrayList<>();
    toRoot();
    while (toChild()) {
      if (!xml.getLocalName().equals("Object")) {
        skip();
        continue;
      }
      if (objects.size() == limits.objectsMax()) {
        throw refusal("more than " + limits.objectsMax() + " objects");
      }
      objects.add(object());
    }
    while (xml.hasNext()) {
      next();
    }
    if (objects.isEmpty()) {
      throw refusal("no Object");
    }
    return objects;
  }

  private void toRoot() throws XMLStreamException {
    while (next() != XMLStreamConstants.START_ELEMENT) {
      // comments and blanks before the root
    }
    if (!xml.getLocalName().equals("LWM2M")) {
      throw refusal("the root is not LWM2M");
    }
  }

  private ObjectModel object() throws XMLStreamException {
    Map<String, String> texts = new HashMap<>();
    TreeMap<Integer, ResourceModel> resources = new TreeMap<>();
    while (toChild()) {
      String name = xml.getLocalName();
      switch (name) {
        case "Name",
            "ObjectID",
            "LWM2MVersion",
            "ObjectVersion",
            "MultipleInstances",
            "Mandatory" ->
            keep(texts, name);
        case "Resources" -> {
          while (toChild()) {
            ResourceModel resource = resource();
            if (resources.put(resource.id(), resource) != null) {
              throw refusal("two resources " + resource.id());
            }
            if (resources.size() > limits.resourcesMax()) {
              throw refusal("more than " + limits.resourcesMax() + " resources");
            }
          }
        }
        default -> skip();
      }
    }
    String version = texts.getOrDefault("ObjectVersion", "");
    return new ObjectModel(
        id("ObjectID", required(texts, "ObjectID")),
        version.isEmpty()
            ? Version.V1_0
            : Version.parse(version).orElseThrow(() -> refusal("ObjectVersion " + version)),
        leastRelease(texts.getOrDefault("LWM2MVersion", "")),
        required(texts, "Name"),
        isMultiple(texts),
        isMandatory(texts),
        resources);
  }

  private ResourceModel resource() throws XMLStreamException {
    if (!xml.getLocalName().equals("Item")) {
      throw refusal("Resources holds " + cut(xml.getLocalName()));
    }
    int id = id("Item ID", Optional.ofNullable(xml.getAttributeValue(null, "ID")).orElse(""));
    Map<String, String> texts = new HashMap<>();
    while (toChild()) {
      String name = xml.getLocalName();
      switch (name) {
        case "Name",
            "Operations",
            "MultipleInstances",
            "Mandatory",
            "Type",
            "RangeEnumeration",
            "Units" ->
            keep(texts, name);
        default -> skip();
      }
    }
    return new ResourceModel(
        id,
        required(texts, "Name"),
        operations(texts.getOrDefault("Operations", "")),
        isMultiple(texts),
        isMandatory(texts),
        type(texts.getOrDefault("Type", "")),
        texts.getOrDefault("RangeEnumeration", ""),
        texts.getOrDefault("Units", ""));
  }

  /// The newest release that is no newer than the version in `text`, of which the patch counts for
  /// nothing; a text that is no version says nothing.
  private static Release leastRelease(String text) {
    Version named =
        Version.parse(text.replaceFirst("^(\\d+\\.\\d+)\\.\\d+$", "$1")).orElse(Version.V1_0);
    Release least = Release.V1_0;
    for (Release release : Release.values()) {
      boolean reached =
          Version.parse(release.toString()).filter(v -> v.compareTo(named) <= 0).isPresent();
      least = reached ? release : least;
    }
    return least;
  }

  private String required(Map<String, String> texts, String name) throws XMLStreamException {
    String text = texts.getOrDefault(name, "");
    if (text.isEmpty()) {
      throw refusal("no " + name);
    }
    return text;
  }

  private int id(String name, String text) throws XMLStreamException {
    return Path.parse("/" + text)
        .filter(Path::isObject)
        .map(Path::objectId)
        .orElseThrow(() -> refusal(name + " " + cut(text)));
  }

  private boolean isMultiple(Map<String, String> texts) throws XMLStreamException {
    return switch (required(texts, "MultipleInstances")) {
      case "Multiple" -> true;
      case "Single" -> false;
      default -> throw refusal("MultipleInstances is neither Single nor Multiple");
    };
  }

  private boolean isMandatory(Map<String, String> texts) throws XMLStreamException {
    return switch (required(texts, "Mandatory")) {
      case "Mandatory" -> true;
      case "Optional" -> false;
      default -> throw refusal("Mandatory is neither Mandatory nor Optional");
    };
  }

  private ResourceModel.Operations operations(String text) throws XMLStreamException {
    return switch (text) {
      case "" -> ResourceModel.Operations.NONE;
      case "R" -> ResourceModel.Operations.R;
      case "W" -> ResourceModel.Operations.W;
      case "RW" -> ResourceModel.Operations.RW;
      case "E" -> ResourceModel.Operations.E;
      default -> throw refusal("Operations " + cut(text));
    };
  }

  private DataType type(String text) throws XMLStreamException {
    for (DataType type : DataType.values()) {
      if (type.registryName().equalsIgnoreCase(text)) {
        return type;
      }
    }
    throw refusal("Type " + cut(text));
  }

  /// Moves to the next child of the element that the reader is in; false at its end.
  private boolean toChild() throws XMLStreamException {
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          return true;
        }
        case XMLStreamConstants.END_ELEMENT -> {
          return false;
        }
        default -> {
          // blanks and comments between elements
        }
      }
    }
  }

  private void skip() throws XMLStreamException {
    int outside = depth - 1;
    while (depth > outside) {
      next();
    }
  }

  /// Keeps the text of the element the reader is at, blanks folded, by its name.
  private void keep(Map<String, String> texts, String name) throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
      switch (event) {
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (text.length() + xml.getTextLength() > limits.textCharsMax()) {
            throw refusal(name + " longer than " + limits.textCharsMax());
          }
          text.append(xml.getText());
        }
        case XMLStreamConstants.START_ELEMENT -> throw refusal("an element in " + name);
        default -> {
          // comments
        }
      }
    }
    String folded = text.toString().strip().replaceAll("\\s+", " ");
    // XML 1.1 can spell them, a name or a unit has no need of them.
    if (folded.chars().anyMatch(Character::isISOControl)) {
      throw refusal("a control character in " + name);
    }
    if (texts.put(name, folded) != null) {
      throw refusal(name + " twice");
    }
  }

  /// The next event of the parser, refused where no definition needs it.
  private int next() throws XMLStreamException {
    int event = xml.next();
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> {
        if (++depth > limits.depthMax()) {
          throw refusal("more than " + limits.depthMax() + " elements inside one another");
        }
        if (xml.getNamespaceURI() != null) {
          throw refusal("an element of another namespace");
        }
      }
      case XMLStreamConstants.END_ELEMENT -> depth--;
      case XMLStreamConstants.DTD -> throw refusal("a document type");
      case XMLStreamConstants.ENTITY_REFERENCE -> throw refusal("an entity");
      default -> {
        // text, comments, processing instructions
      }
    }
    return event;
  }

  private XMLStreamException refusal(String what) {
    return new XMLStreamException(what, xml.getLocation());
  }

  private static String cut(String text) {
    return text.length() > 40 ? text.substring(0, 40) : text;
  }
}
