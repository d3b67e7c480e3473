// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

import io.tern.coap.ContentFormat;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.model.Models;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a client is and how it behaves.
///
/// @param endpoint its name; empty where the security layer tells it (1.1 and newer)
/// @param release what it registers as; lower ones are tried where the server refuses it (4.12)
/// @param account the server
/// @param queueMode whether it tells the server that it sleeps
/// @param sms its MSISDN, digits only
/// @param alternatePath where its data model is rooted: empty, or such as `/lwm2m`
/// @param formats content formats it announces and prefers for its answers, best first, as far as
///     [#formats(Release)] lets it
/// @param models the object definitions of each release
public record ClientConfig(
    Optional<EndpointName> endpoint,
    Release release,
    ServerAccount account,
    boolean queueMode,
    Optional<String> sms,
    String alternatePath,
    List<ContentFormat> formats,
    Function<Release, Models> models,
    ClientLimits limits) {
  /// What a client announces unless told otherwise.
  public static final List<ContentFormat> FORMATS_DEFAULT =
      List.of(
          ContentFormat.SENML_CBOR,
          ContentFormat.SENML_JSON,
          ContentFormat.CBOR,
          ContentFormat.TLV,
          ContentFormat.LWM2M_CBOR);

  public ClientConfig {
    if (endpoint.isEmpty() && release == Release.V1_0) {
      throw new IllegalArgumentException("a client of 1.0 has an endpoint name");
    }
    formats = List.copyOf(formats);
  }

  /// The content formats for a server of that release: 1.0 has no way to announce what it does not
  /// know, 1.1 does not know LwM2M CBOR.
  public List<ContentFormat> formats(Release spoken) {
    return switch (spoken) {
      case V1_0 -> List.of();
      case V1_1 ->
          formats.stream().filter(format -> !format.equals(ContentFormat.LWM2M_CBOR)).toList();
      case V1_2 -> formats;
    };
  }

  /// A client without queue mode, rooted at `/`, with the default formats and limits.
  public static ClientConfig of(
      EndpointName endpoint,
      Release release,
      ServerAccount account,
      Function<Release, Models> models) {
    return new ClientConfig(
        Optional.of(endpoint),
        release,
        account,
        false,
        Optional.empty(),
        "",
        FORMATS_DEFAULT,
        models,
        ClientLimits.DEFAULT);
  }

  /// This with queue mode or without.
  public ClientConfig withQueueMode(boolean sleeps) {
    return new ClientConfig(
        endpoint, release, account, sleeps, sms, alternatePath, formats, models, limits);
  }

  /// This with another root of the data model.
  public ClientConfig withAlternatePath(String path) {
    return new ClientConfig(
        endpoint, release, account, queueMode, sms, path, formats, models, limits);
  }

  /// This with other content formats.
  public ClientConfig withFormats(List<ContentFormat> preferred) {
    return new ClientConfig(
        endpoint, release, account, queueMode, sms, alternatePath, preferred, models, limits);
  }

  /// This with other limits.
  public ClientConfig withLimits(ClientLimits other) {
    return new ClientConfig(
        endpoint, release, account, queueMode, sms, alternatePath, formats, models, other);
  }
}
