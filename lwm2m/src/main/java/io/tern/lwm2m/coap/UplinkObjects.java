// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.coap.link.Link;
import io.tern.coap.link.LinkFormat;
import io.tern.coap.link.LinkLimits;
import io.tern.coap.link.Links;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.codec.Tolerance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The payload of Register and Update: links to object list and back (LwM2M 1.2 Core §6.2.1).
sealed interface UplinkObjects {
  /// Objects that nobody announces: Security, OSCORE, COSE. A server drops such links.
  Set<Integer> NEVER_LISTED = Set.of(0, 21, 23);

  /// Content formats kept of a `ct`.
  int FORMATS_MAX = 32;

  /// The greatest Content-Format number.
  int FORMAT_NUMBER_MAX = 65_535;

  /// What ends a number.
  int NO_DIGIT = -1;

  /// The bytes of the alternate path, which every downlink repeats.
  int ALTERNATE_PATH_MAX = 128;

  /// The object list.
  ///
  /// @param tolerances the deviations that were needed to understand it; most often none
  record Parsed(ObjectList objects, Set<Tolerance> tolerances) implements UplinkObjects {
    /// One that is as it should be.
    Parsed(ObjectList objects) {
      this(objects, Set.of());
    }
  }

  /// The payload breaks a rule or a limit.
  record Refused(Code code, String why) implements UplinkObjects {}

  /// The object list that `payload` announces. Links that name no object or instance, unknown
  /// attributes and unusable versions are ignored.
  static UplinkObjects parse(Bytes payload, LinkLimits limits) {
    if (payload.size() > limits.bytesMax()) {
      return new Refused(
          Code.REQUEST_ENTITY_TOO_LARGE,
          "an object list has at most " + limits.bytesMax() + " bytes");
    }
    return switch (LinkFormat.parse(payload, limits)) {
      case Links.Parsed(List<Link> links) -> ofLinks(links);
      case Links.Broken(Malformed reason) -> new Refused(Code.BAD_REQUEST, reason.toString());
    };
  }

  private static UplinkObjects ofLinks(List<Link> links) {
    Optional<Link> root = links.stream().filter(UplinkObjects::isRoot).findFirst();
    String alternatePath = root.map(link -> withoutSlash(link.target())).orElse("");
    if (!isAlternatePath(alternatePath)) {
      return new Refused(Code.BAD_REQUEST, "not a legal alternate path");
    }
    List<ContentFormat> formats =
        root.or(() -> links.stream().filter(link -> link.target().equals("/")).findFirst())
            .flatMap(link -> link.attribute("ct"))
            .map(UplinkObjects::formats)
            .orElse(List.of());
    List<SupportedObject> objects = objects(links, alternatePath, 2);
    if (!objects.isEmpty()) {
      return new Parsed(new ObjectList(alternatePath, formats, objects));
    }
    List<SupportedObject> implied = objects(links, alternatePath, 4);
    return implied.isEmpty()
        ? new Refused(Code.BAD_REQUEST, "no object is announced")
        : new Parsed(
            new ObjectList(alternatePath, formats, implied),
            Set.of(Tolerance.LINKS_BELOW_INSTANCES));
  }

  private static boolean isRoot(Link link) {
    return link.attribute("rt")
        .map(types -> List.of(types.split(" ", -1)).contains("oma.lwm2m"))
        .orElse(false);
  }

  private static String withoutSlash(String target) {
    return target.endsWith("/") ? target.substring(0, target.length() - 1) : target;
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
  private static List<ContentFormat> formats(String numbers) {
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
    return formats;
  }

  /// The objects and instances that links of at most `depthMax` ids name.
  private static List<SupportedObject> objects(
      List<Link> links, String alternatePath, int depthMax) {
    SortedMap<Integer, SortedSet<Integer>> instances = new TreeMap<>();
    SortedMap<Integer, Version> versions = new TreeMap<>();
    for (Link link : links) {
      Optional<Path> path = path(link.target(), alternatePath, depthMax);
      if (path.isPresent()) {
        int object = path.get().objectId();
        SortedSet<Integer> known = instances.computeIfAbsent(object, id -> new TreeSet<>());
        if (path.get().isInstance()) {
          known.add(path.get().instanceId());
        }
        link.attribute("ver")
            .flatMap(Version::parse)
            .ifPresent(version -> versions.putIfAbsent(object, version));
      }
    }
    List<SupportedObject> objects = new ArrayList<>();
    instances.forEach(
        (id, ids) ->
            objects.add(
                new SupportedObject(id, Optional.ofNullable(versions.get(id)), List.copyOf(ids))));
    return objects;
  }

  /// The object or instance that a link names; with an alternate path both `/lwm2m/3/0` and `/3/0`.
  private static Optional<Path> path(String target, String alternatePath, int depthMax) {
    String below =
        !alternatePath.isEmpty() && target.startsWith(alternatePath + "/")
            ? target.substring(alternatePath.length())
            : target;
    return Path.parse(below.length() > 1 ? withoutSlash(below) : below)
        .filter(path -> !path.isRoot() && path.depth() <= depthMax)
        .map(path -> path.depth() > 2 ? path.prefix(2) : path)
        .filter(path -> !NEVER_LISTED.contains(path.objectId()));
  }

  /// The payload that announces `objects`: the root link where it says something, then each object
  /// that has a version or no instance, then the instances.
  ///
  /// Versions go without quotes to servers of 1.0 as well, although that release wrote them in quotes
  /// (VER-04): a widespread server refuses the whole registration for them, and readers take both.
  static Bytes write(ObjectList objects) {
    List<Link> links = new ArrayList<>();
    String root = objects.alternatePath();
    if (!root.isEmpty() || !objects.formats().isEmpty()) {
      links.add(rootLink(objects));
    }
    for (SupportedObject object : objects.objects()) {
      if (NEVER_LISTED.contains(object.id())) {
        continue;
      }
      String target = root + "/" + object.id();
      if (object.version().isPresent() || object.instances().isEmpty()) {
        Link link = Link.of(target);
        links.add(
            object.version().map(version -> link.with("ver", version.toString())).orElse(link));
      }
      object.instances().forEach(instance -> links.add(Link.of(target + "/" + instance)));
    }
    return LinkFormat.write(links);
  }

  private static Link rootLink(ObjectList objects) {
    String root = objects.alternatePath();
    Link link = Link.of(root.isEmpty() ? "/" : root).with("rt", "oma.lwm2m");
    if (objects.formats().isEmpty()) {
      return link;
    }
    List<String> numbers =
        objects.formats().stream().map(format -> Integer.toString(format.number())).toList();
    return link.with("ct", String.join(" ", numbers));
  }
}
