// SPDX-License-Identifier: Apache-2.0

package io.tern.server.client;

import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Recent;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.coap.ClientProfile;
import io.tern.lwm2m.coap.ServerDownlinks;
import io.tern.lwm2m.codec.DecodeLimits;
import io.tern.server.ModelSource;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.Terms;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What devices of one kind have in common, held once: their terms, and how to talk to them. A kind that
/// was long not asked for is forgotten and made again when needed.
public final class Profiles {
  private static final int KINDS_MAX = 4_096;

  /// Clients of which a refusal is remembered; most refuse nothing.
  private static final int REFUSALS_MAX = 16_384;

  private final ModelSource models;
  private final DecodeLimits limits;
  private final Map<Terms, Terms> terms = new Recent<>(KINDS_MAX);
  private final Map<Kind, ClientProfile> profiles = new Recent<>(KINDS_MAX);
  private final Map<RegistrationId, Set<ContentFormat>> refusals = new Recent<>(REFUSALS_MAX);

  /// @param limits how much an answer may hold
  public Profiles(ModelSource models, DecodeLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  /// The one copy of these terms.
  public Terms shared(Terms own) {
    Terms known = terms.putIfAbsent(own, own);
    return known == null ? own : known;
  }

  /// How to talk to a client.
  public ClientProfile of(Registration registration) {
    Kind kind = new Kind(registration.terms().release(), registration.terms().objects());
    ClientProfile profile =
        profiles.computeIfAbsent(
            kind,
            k ->
                new ClientProfile(
                    k.release,
                    k.objects.alternatePath(),
                    k.objects.formats(),
                    models.models(k.release, k.objects),
                    limits));
    Set<ContentFormat> refused = refusals.get(registration.id());
    return refused == null ? profile : profile.refusing(refused);
  }

  /// Remembers which format a client refused: what it was asked to answer in with 4.06, what it was sent
  /// with 4.15 (FMT-16).
  ///
  /// @param asked the options of the request
  /// @param code that of the answer
  public void learn(RegistrationId id, Options asked, Code code) {
    ServerDownlinks.refusedFormat(asked, code)
        .ifPresent(
            refused ->
                refusals.merge(
                    id,
                    Set.of(refused),
                    (known, more) -> {
                      Set<ContentFormat> all = new HashSet<>(known);
                      all.addAll(more);
                      return Set.copyOf(all);
                    }));
  }

  private record Kind(Release release, ObjectList objects) {}
}
