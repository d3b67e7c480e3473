// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Malformed;
import io.tern.coap.link.Link;
import io.tern.coap.link.LinkFormat;
import io.tern.coap.link.LinkLimits;
import io.tern.coap.link.Links;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.codec.Tolerance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The payload of Register and Update: links to object list and back (LwM2M 1.2 Core §6.2.1).
sealed interface UplinkObjects {
  /// Objects that nobody announces: Security, OSCORE, COSE. A server drops such links.
  Set<Integer> NEVER_LISTED = Set.of(0, 21, 23);

  /// The object list.
  ///
  /// @param tolerances the deviations that were needed to understand it; most often none. How versions
  ///     are written is a deviation in one release or the other, so both ways are told
  record Parsed(ObjectList objects, Set<Tolerance> tolerances) implements UplinkObjects {
    /// One that is as it should be.
    Parsed(ObjectList objects) {
      this(objects, Set.of());
    }
  }

  /// The payload breaks a rule or a limit.
  record Refused(Code code, String why) implements UplinkObjects {}

  /// The object list that `payload` announces. Links that name no object or instance and unusable
  /// versions are left out and told as deviations, unknown attributes without a word (REG-25).
  static UplinkObjects parse(Bytes payload, LinkLimits limits) {
    if (payload.size() > limits.bytesMax()) {
      return new Refused(
          Code.REQUEST_ENTITY_TOO_LARGE,
          "an object list has at most " + limits.bytesMax() + " bytes");
    }
    return switch (LinkFormat.parse(payload, limits)) {
      case Links.Parsed parsed -> new ObjectListReading(parsed).read();
      case Links.Broken(Malformed reason) -> new Refused(Code.BAD_REQUEST, reason.toString());
    };
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
