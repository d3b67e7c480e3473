// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.ContentFormat;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.codec.DecodeLimits;
import io.tern.lwm2m.codec.Reading;
import io.tern.lwm2m.model.Models;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// What the messages to and from one client depend on. The server fills it from the registration, the
/// client from its configuration.
///
/// @param alternatePath the root of its data model: empty, or such as `/lwm2m`
/// @param formats the content formats it announces (server), or prefers, best first (client); empty
///     where only the release tells
/// @param models the object definitions that hold for it
/// @param refused formats that it refused with 4.06 or 4.15, not used again as long as there are others
///     (FMT-16)
public record ClientProfile(
    Release release,
    String alternatePath,
    List<ContentFormat> formats,
    Models models,
    DecodeLimits limits,
    Set<ContentFormat> refused) {
  public ClientProfile {
    formats = List.copyOf(formats);
    refused = Set.copyOf(refused);
  }

  /// A profile of a client that has refused no format.
  public ClientProfile(
      Release release,
      String alternatePath,
      List<ContentFormat> formats,
      Models models,
      DecodeLimits limits) {
    this(release, alternatePath, formats, models, limits, Set.of());
  }

  /// The same of a client that has refused these formats.
  public ClientProfile refusing(Set<ContentFormat> which) {
    return new ClientProfile(release, alternatePath, formats, models, limits, which);
  }

  /// The profile of a client that announced `objects`.
  public static ClientProfile of(Release release, ObjectList objects, Models models) {
    return new ClientProfile(
        release, objects.alternatePath(), objects.formats(), models, DecodeLimits.DEFAULT);
  }

  /// The segments of the alternate path, none for the root.
  List<String> alternateSegments() {
    return alternatePath.isEmpty() ? List.of() : List.of(alternatePath.substring(1).split("/", -1));
  }

  /// How payloads from and to it are read: names in SenML may have the alternate path or leave it out.
  Reading reading(Instant now) {
    return new Reading(models, limits, now, alternatePath);
  }
}
