// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.link.Link;
import io.tern.coap.link.LinkLeniency;
import io.tern.coap.link.Links;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.codec.Tolerance;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// One pass over the links of a Register or Update: what they announce, and what was forgiven in them.
final class ObjectListReading {
  /// Content formats kept of a `ct`.
  private static final int FORMATS_MAX = 32;

  private static final int FORMAT_NUMBER_MAX = 65_535;
  private static final int NO_DIGIT = -1;

  /// The bytes of the alternate path, which every downlink repeats.
  private static final int ALTERNATE_PATH_MAX = 128;

  private final List<Link> links;
  private final Links.Spelling spelling;
  private final Set<Tolerance> needed = EnumSet.noneOf(Tolerance.class);
  private String alternatePath = "";

  ObjectListReading(Links.Parsed parsed) {
    links = parsed.links();
    spelling = parsed.spelling();
  }

  UplinkObjects read() {
    noteSpelling();
    Optional<Link> root = links.stream().filter(ObjectListReading::isRoot).findFirst();
    alternatePath = root.map(link -> withoutSlash(link.target())).orElse("");
    if (!isAlternatePath(alternatePath)) {
      return new UplinkObjects.Refused(Code.BAD_REQUEST, "not a legal alternate path");
    }
    List<ContentFormat> formats =
        root.or(() -> links.stream().filter(link -> link.target().equals("/")).findFirst())
            .flatMap(link -> link.attribute("ct"))
            .map(this::formats)
            .orElse(List.of());
    Announced listed = new Announced();
    Announced implied = new Announced();
    for (Link link : links) {
      announced(link).ifPresent(path -> (path.depth() <= 2 ? listed : implied).add(path, link));
    }
    if (!implied.instances.isEmpty()) {
      needed.add(Tolerance.LINKS_BELOW_INSTANCES);
    }
    List<SupportedObject> objects = (listed.instances.isEmpty() ? implied : listed).objects();
    return objects.isEmpty()
        ? new UplinkObjects.Refused(Code.BAD_REQUEST, "no object is announced")
        : new UplinkObjects.Parsed(new ObjectList(alternatePath, formats, objects), needed);
  }

  /// What was forgiven in a list of links by its grammar alone.
  static Set<Tolerance> needed(Links.Spelling spelling) {
    Set<Tolerance> needed = EnumSet.noneOf(Tolerance.class);
    for (LinkLeniency leniency : spelling.forgiven()) {
      needed.add(
          switch (leniency) {
            case BLANKS -> Tolerance.LINKS_BLANKS;
            case EMPTY -> Tolerance.LINKS_EMPTY;
            case REPEATED -> Tolerance.LINKS_REPEATED;
          });
    }
    return needed;
  }

  private void noteSpelling() {
    needed.addAll(needed(spelling));
    if (spelling.quoted().contains("ver")) {
      needed.add(Tolerance.VERSION_QUOTED);
    }
    if (spelling.bare().contains("ver")) {
      needed.add(Tolerance.VERSION_BARE);
    }
  }

  private static boolean isRoot(Link link) {
    return link.attribute("rt")
        .map(types -> List.of(types.split(" ", -1)).contains("oma.lwm2m"))
        .orElse(false);
  }

  /// `target` without the slash at its end, which the root alone has.
  private String withoutSlash(String target) {
    if (!target.endsWith("/")) {
      return target;
    }
    if (target.length() > 1) {
      needed.add(Tolerance.LINKS_TRAILING_SLASH);
    }
    return target.substring(0, target.length() - 1);
  }

  /// Empty for the root, or segments of which none could be an object id.
  private static boolean isAlternatePath(String path) {
    if (path.isEmpty()) {
      return true;
    }
    if (path.charAt(0) != '/' || path.length() > ALTERNATE_PATH_MAX) {
      return false;
    }
    for (String segment : path.substring(1).split("/", -1)) {
      if (segment.isEmpty() || segment.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return false;
      }
    }
    return true;
  }

  /// The numbers of a `ct`; what is none is left out.
  private List<ContentFormat> formats(String numbers) {
    List<ContentFormat> formats = new ArrayList<>();
    int number = -1;
    for (int i = 0; i <= numbers.length() && formats.size() < FORMATS_MAX; i++) {
      int digit = i < numbers.length() ? numbers.charAt(i) - '0' : NO_DIGIT;
      if (digit >= 0 && digit <= 9) {
        number = Math.min(Math.max(number, 0) * 10 + digit, FORMAT_NUMBER_MAX + 1);
        continue;
      }
      if (number >= 0 && number <= FORMAT_NUMBER_MAX) {
        ContentFormat format = new ContentFormat(number);
        if (!formats.contains(format)) {
          formats.add(format);
        }
      }
      number = -1;
    }
    String kept =
        formats.stream()
            .map(format -> Integer.toString(format.number()))
            .collect(Collectors.joining(" "));
    if (!numbers.equals(kept)) {
      needed.add(Tolerance.LINKS_FORMATS);
    }
    return formats;
  }

  /// What a link names of the data model; with an alternate path both `/lwm2m/3/0` and `/3/0`.
  private Optional<Path> announced(Link link) {
    String target = link.target();
    if (target.equals("/") || isRoot(link)) {
      return Optional.empty();
    }
    boolean below = !alternatePath.isEmpty() && target.startsWith(alternatePath + "/");
    Optional<Path> path =
        Path.parse(withoutSlash(below ? target.substring(alternatePath.length()) : target))
            .filter(any -> !any.isRoot());
    if (path.isEmpty()) {
      needed.add(Tolerance.LINKS_OF_NOTHING);
      return path;
    }
    if (!below && !alternatePath.isEmpty()) {
      needed.add(Tolerance.LINKS_BESIDE_ALTERNATE_PATH);
    }
    if (UplinkObjects.NEVER_LISTED.contains(path.get().objectId())) {
      needed.add(Tolerance.LINKS_NEVER_LISTED);
      return Optional.empty();
    }
    return path;
  }

  /// The objects and instances that some of the links name.
  private final class Announced {
    private final SortedMap<Integer, SortedSet<Integer>> instances = new TreeMap<>();
    private final SortedMap<Integer, Version> versions = new TreeMap<>();

    void add(Path path, Link link) {
      int object = path.objectId();
      SortedSet<Integer> known = instances.computeIfAbsent(object, id -> new TreeSet<>());
      boolean isNew = path.isObject() || known.add(path.instanceId());
      if (!isNew && path.isInstance()) {
        needed.add(Tolerance.LINKS_REPEATED);
      }
      if (!link.attributes().containsKey("ver")) {
        return;
      }
      Optional<Version> version = link.attribute("ver").flatMap(Version::parse);
      version.ifPresent(first -> versions.putIfAbsent(object, first));
      if (version.isEmpty() || !version.get().equals(versions.get(object))) {
        needed.add(Tolerance.VERSION_UNUSABLE);
      }
    }

    List<SupportedObject> objects() {
      List<SupportedObject> objects = new ArrayList<>();
      instances.forEach(
          (id, ids) ->
              objects.add(
                  new SupportedObject(
                      id, Optional.ofNullable(versions.get(id)), List.copyOf(ids))));
      return objects;
    }
  }
}
