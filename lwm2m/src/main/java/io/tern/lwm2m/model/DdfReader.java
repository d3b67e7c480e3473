// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import io.tern.lwm2m.Version;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads object definition files, the XML of the OMA registry (LwM2M 1.2 Core appendix D).
///
/// Such a file may come from anybody. It is read without document types, entities and inclusions, so
/// nothing outside it is ever looked at (CVE-2023-41034), and within [DdfLimits].
///
/// It is held against the schema LWM2M-v1_1.xsd, which takes in that of 1.0, against itself (the URN is
/// that of the object, no object is there twice in one version) and against MODEL-07. Rules that files
/// of the registry break, [Ddf.Leniency], lead to a warning, all others to an error with the line of the
/// element. Descriptions are skipped.
public final class DdfReader {
  private static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

  private final XMLStreamReader xml;
  private final DdfLimits limits;
  private final List<Ddf.Warning> warnings = new ArrayList<>();
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
      return new DdfReader(xml, limits).document();
    } catch (DdfRefusal e) {
      return broken(e.line(), e.what());
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

  private Ddf.Parsed document() throws XMLStreamException {
    List<ObjectModel> objects = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    toRoot();
    while (toChild("LWM2M")) {
      if (!xml.getLocalName().equals("Object")) {
        throw refusal(DdfRefusal.cut(xml.getLocalName()) + " is no element of LWM2M");
      }
      if (objects.size() == limits.objectsMax()) {
        throw refusal("more than " + limits.objectsMax() + " objects");
      }
      int line = line();
      ObjectModel object = object();
      if (!seen.add(object.id() + " in version " + object.version())) {
        throw new DdfRefusal(
            line, "Object " + object.id() + " twice in version " + object.version());
      }
      objects.add(object);
    }
    while (xml.hasNext()) {
      next();
    }
    if (objects.isEmpty()) {
      throw refusal("LWM2M has no Object");
    }
    return new Ddf.Parsed(objects, warnings);
  }

  private void toRoot() throws XMLStreamException {
    while (next() != XMLStreamConstants.START_ELEMENT) {
      // comments and blanks before the root
    }
    if (!xml.getLocalName().equals("LWM2M")) {
      throw refusal("the root is not LWM2M");
    }
    attribute("");
  }

  private ObjectModel object() throws XMLStreamException {
    attribute("ObjectType");
    DdfElement object = DdfElement.object(line());
    TreeMap<Integer, ResourceModel> resources = new TreeMap<>();
    while (toChild(object.label())) {
      if (xml.getLocalName().equals("Resources")) {
        object.begin("Resources", line());
        resources(resources);
      } else {
        hold(object);
      }
    }
    object.end();
    int id = object.objectId();
    Version version = object.objectVersion();
    object.checkUrn(id, version);
    ObjectModel model =
        new ObjectModel(
            id,
            version,
            object.leastRelease(),
            object.name(),
            object.multiple(),
            object.mandatory(),
            resources);
    warn(object);
    return model;
  }

  private void resources(Map<Integer, ResourceModel> resources) throws XMLStreamException {
    attribute("");
    int line = line();
    while (toChild("Resources")) {
      if (!xml.getLocalName().equals("Item")) {
        throw refusal(DdfRefusal.cut(xml.getLocalName()) + " is no element of Resources");
      }
      int id = DdfElement.id(attribute("ID").strip(), "ID of Item", line());
      if (resources.containsKey(id)) {
        throw refusal("Item " + id + " twice in Resources");
      }
      if (resources.size() == limits.resourcesMax()) {
        throw refusal("more than " + limits.resourcesMax() + " resources");
      }
      resources.put(id, resource(id));
    }
    if (resources.isEmpty()) {
      throw new DdfRefusal(line, "Resources has no Item");
    }
  }

  private ResourceModel resource(int id) throws XMLStreamException {
    DdfElement item = DdfElement.item(line(), id);
    while (toChild(item.label())) {
      hold(item);
    }
    item.end();
    ResourceModel resource =
        new ResourceModel(
            id,
            item.name(),
            item.operations(),
            item.multiple(),
            item.mandatory(),
            item.type(),
            item.text("RangeEnumeration"),
            item.text("Units"));
    item.checkOperations(resource);
    warn(item);
    return resource;
  }

  private void warn(DdfElement element) {
    element.warnings().stream()
        .limit(limits.warningsMax() - warnings.size())
        .forEach(warnings::add);
  }

  /// The one attribute that the element the reader is at must have, `name`; none where that is empty.
  private String attribute(String name) throws XMLStreamException {
    String value = "";
    boolean found = name.isEmpty();
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      if (INSTANCE.equals(xml.getAttributeNamespace(i))) {
        continue;
      }
      if (name.isEmpty() || !xml.getAttributeLocalName(i).equals(name)) {
        String other = DdfRefusal.cut(xml.getAttributeLocalName(i));
        throw refusal(other + " is no attribute of " + xml.getLocalName());
      }
      found = true;
      value = xml.getAttributeValue(i);
    }
    if (!found) {
      throw refusal(xml.getLocalName() + " has no " + name);
    }
    return value;
  }

  /// Moves to the next child of the element that the reader is in, `parent`; false at its end.
  private boolean toChild(String parent) throws XMLStreamException {
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          return true;
        }
        case XMLStreamConstants.END_ELEMENT -> {
          return false;
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (!xml.isWhiteSpace()) {
            throw refusal("text between the elements of " + parent);
          }
        }
        default -> {
          // blanks and comments between elements
        }
      }
    }
  }

  /// Keeps the text of the element the reader is at, which is a child of `parent`; of a description
  /// nothing.
  private void hold(DdfElement parent) throws XMLStreamException {
    String name = xml.getLocalName();
    int line = line();
    parent.begin(name, line);
    attribute("");
    boolean kept = !name.startsWith("Description");
    StringBuilder text = new StringBuilder();
    for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
      switch (event) {
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (kept && text.length() + xml.getTextLength() > limits.textCharsMax()) {
            throw new DdfRefusal(
                line, name + " of " + parent.label() + " longer than " + limits.textCharsMax());
          }
          if (kept) {
            text.append(xml.getText());
          }
        }
        case XMLStreamConstants.START_ELEMENT ->
            throw refusal("an element in " + name + " of " + parent.label());
        default -> {
          // comments
        }
      }
    }
    parent.hold(name, text.toString());
    // XML 1.1 can spell them, a name or a unit has no need of them.
    if (parent.text(name).chars().anyMatch(Character::isISOControl)) {
      throw new DdfRefusal(line, "a control character in " + name + " of " + parent.label());
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

  private int line() {
    return Math.max(1, xml.getLocation().getLineNumber());
  }

  private DdfRefusal refusal(String what) {
    return new DdfRefusal(line(), what);
  }
}
