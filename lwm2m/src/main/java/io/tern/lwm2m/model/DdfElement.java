// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An Object or Item of a definition file: what the schema (LWM2M-v1_1.xsd, LwM2M 1.2 Core appendix D)
/// lets it hold, and what it has held so far, each with its line.
final class DdfElement {
  private static final List<String> OBJECT =
      List.of(
          "Name",
          "Description1",
          "ObjectID",
          "ObjectURN",
          "LWM2MVersion",
          "ObjectVersion",
          "MultipleInstances",
          "Mandatory",
          "Resources",
          "Description2");
  private static final List<String> ITEM =
      List.of(
          "Name",
          "Operations",
          "MultipleInstances",
          "Mandatory",
          "Type",
          "RangeEnumeration",
          "Units",
          "Description");
  private static final Set<String> OPTIONAL = Set.of("LWM2MVersion", "ObjectVersion");
  private static final Pattern URN =
      Pattern.compile("urn:oma:lwm2m:(?:oma|ext|x):(\\d{1,5})(?::(\\d{1,3}\\.\\d{1,3}))?");

  private record Child(int line, String text) {}

  private final String label;
  private final int line;
  private final List<String> schema;
  private final Map<String, Child> children = new HashMap<>();
  private final List<Ddf.Warning> warnings = new ArrayList<>();
  private int furthest = -1;

  private DdfElement(String label, int line, List<String> schema) {
    this.label = label;
    this.line = line;
    this.schema = schema;
  }

  static DdfElement object(int line) {
    return new DdfElement("Object", line, OBJECT);
  }

  static DdfElement item(int line, int id) {
    return new DdfElement("Item " + id, line, ITEM);
  }

  String label() {
    return label;
  }

  List<Ddf.Warning> warnings() {
    return warnings;
  }

  /// Whether the schema knows the child, which is there for the first time.
  void begin(String child, int childLine) throws DdfRefusal {
    int place = schema.indexOf(child);
    if (place < 0) {
      throw new DdfRefusal(childLine, DdfRefusal.cut(child) + " is no element of " + label);
    }
    if (children.put(child, new Child(childLine, "")) != null) {
      throw new DdfRefusal(childLine, child + " twice in " + label);
    }
    if (place < furthest && warnings.isEmpty()) {
      String what = child + " of " + label + " stands after " + schema.get(furthest);
      warnings.add(new Ddf.Warning(childLine, Ddf.Leniency.ORDER, what));
    }
    furthest = Math.max(furthest, place);
  }

  /// Takes the text of a child that has begun, as it is in the file.
  void hold(String child, String text) {
    children.put(child, new Child(lineOf(child), text));
  }

  /// Whether all is there that has to be.
  void end() throws DdfRefusal {
    for (String child : schema) {
      if (children.containsKey(child) || OPTIONAL.contains(child)) {
        continue;
      }
      String what = label + " has no " + child;
      if (!child.equals("RangeEnumeration")) {
        throw new DdfRefusal(line, what);
      }
      warnings.add(new Ddf.Warning(line, Ddf.Leniency.NO_RANGE, what));
    }
  }

  private int lineOf(String child) {
    Child found = children.get(child);
    return found == null ? line : found.line();
  }

  private String exact(String child) {
    Child found = children.get(child);
    return found == null ? "" : found.text();
  }

  /// The text of a child, blanks folded.
  String text(String child) {
    return exact(child).strip().replaceAll("\\s+", " ");
  }

  String name() throws DdfRefusal {
    String name = text("Name");
    if (name.isEmpty()) {
      throw refusal("Name", "is empty");
    }
    return name;
  }

  int objectId() throws DdfRefusal {
    return id(text("ObjectID"), "ObjectID of Object", lineOf("ObjectID"));
  }

  /// The id that `text` spells.
  static int id(String text, String what, int line) throws DdfRefusal {
    return Path.parse("/" + text)
        .filter(Path::isObject)
        .map(Path::objectId)
        .orElseThrow(() -> new DdfRefusal(line, what + is(text) + ", must be 0 to 65534"));
  }

  Version objectVersion() throws DdfRefusal {
    return version("ObjectVersion", text("ObjectVersion"));
  }

  /// The newest release that is no newer than the LWM2MVersion, of which the patch counts for nothing.
  Release leastRelease() throws DdfRefusal {
    String text = text("LWM2MVersion");
    Version named = version("LWM2MVersion", text.replaceFirst("^(\\d+\\.\\d+)\\.\\d{1,3}$", "$1"));
    Release least = Release.V1_0;
    for (Release release : Release.values()) {
      boolean reached =
          Version.parse(release.toString()).filter(v -> v.compareTo(named) <= 0).isPresent();
      least = reached ? release : least;
    }
    return least;
  }

  private Version version(String child, String text) throws DdfRefusal {
    if (!text.isEmpty()) {
      return Version.parse(text)
          .filter(version -> Character.isDigit(text.charAt(0)))
          .orElseThrow(() -> refusal(child, is(text) + ", must be a version such as 1.1"));
    }
    if (children.containsKey(child)) {
      warn(child, Ddf.Leniency.EMPTY_VERSION, " is empty, which is taken for 1.0");
    }
    return Version.V1_0;
  }

  /// Whether the ObjectURN is that of the object: a URN without version is of 1.0.
  void checkUrn(int id, Version version) throws DdfRefusal {
    String text = text("ObjectURN");
    Matcher urn = URN.matcher(text);
    if (!urn.matches()) {
      throw refusal("ObjectURN", is(text) + ", must be such as urn:oma:lwm2m:x:" + id + ":1.1");
    }
    String named = urn.group(2) == null ? "1.0" : urn.group(2);
    if (!urn.group(1).equals(Integer.toString(id)) || !named.equals(version.toString())) {
      throw refusal("ObjectURN", is(text) + ", must name object " + id + " in version " + version);
    }
  }

  boolean multiple() throws DdfRefusal {
    return choice("MultipleInstances", List.of("Single", "Multiple")) == 1;
  }

  boolean mandatory() throws DdfRefusal {
    return choice("Mandatory", List.of("Optional", "Mandatory")) == 1;
  }

  ResourceModel.Operations operations() throws DdfRefusal {
    return switch (choice("Operations", List.of("R", "W", "RW", "E", ""))) {
      case 0 -> ResourceModel.Operations.R;
      case 1 -> ResourceModel.Operations.W;
      case 2 -> ResourceModel.Operations.RW;
      case 3 -> ResourceModel.Operations.E;
      default -> ResourceModel.Operations.NONE;
    };
  }

  DataType type() throws DdfRefusal {
    List<DataType> types = List.of(DataType.values());
    return types.get(choice("Type", types.stream().map(DataType::registryName).toList()));
  }

  /// Whether instances and type are what the operations allow (MODEL-07).
  void checkOperations(ResourceModel resource) {
    boolean typed = resource.type() != DataType.NONE;
    if (!resource.operations().executable()) {
      if (!typed) {
        warn("Type", Ddf.Leniency.NO_TYPE, " is empty, only an executable has none");
      }
      return;
    }
    if (resource.multiple()) {
      String what = " is Multiple, an executable is Single";
      warn("MultipleInstances", Ddf.Leniency.MULTIPLE_EXECUTABLE, what);
    }
    if (typed) {
      warn("Type", Ddf.Leniency.TYPED_EXECUTABLE, is(exact("Type")) + ", an executable has none");
    }
  }

  private int choice(String child, List<String> allowed) throws DdfRefusal {
    String text = exact(child);
    int chosen = allowed.indexOf(text);
    if (chosen < 0) {
      String rule = String.join(", ", allowed).replaceAll(", $", " or empty");
      throw refusal(child, is(text) + ", must be " + rule);
    }
    return chosen;
  }

  private void warn(String child, Ddf.Leniency leniency, String what) {
    warnings.add(new Ddf.Warning(lineOf(child), leniency, child + " of " + label + what));
  }

  private DdfRefusal refusal(String child, String rule) {
    return new DdfRefusal(
        lineOf(child), child + " of " + label + (rule.startsWith(" ") ? "" : " ") + rule);
  }

  private static String is(String text) {
    return " is \"" + DdfRefusal.cut(text.replaceAll("\\s+", " ")) + "\"";
  }
}
