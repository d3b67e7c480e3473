// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.attr.AttributeQuery;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.codec.DecodedPatch;
import io.tern.lwm2m.codec.DecodedPaths;
import io.tern.lwm2m.codec.Formats;
import io.tern.lwm2m.op.Downlink;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The client's side of composite operations: FETCH and iPATCH on the root (LwM2M 1.1).
final class CompositeReadings {
  /// What answers a composite operation: SenML-ETCH is for the body of a request alone (DM-09, OBS-04).
  static final Set<ContentFormat> ANSWERS =
      Set.of(ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR, ContentFormat.LWM2M_CBOR);

  private CompositeReadings() {}

  /// What to say of a format that is none of [#ANSWERS].
  static String noAnswer(ContentFormat format) {
    return format + " answers no composite operation, SenML and LwM2M CBOR do";
  }

  static DownlinkReading read(Request request, ClientProfile client, Instant now) {
    Code method = request.method();
    boolean composite = method.equals(Code.FETCH) || method.equals(Code.IPATCH);
    if (!composite || !client.release().atLeast(Release.V1_1)) {
      return refused(Code.METHOD_NOT_ALLOWED, "the root has no such operation");
    }
    Optional<ContentFormat> format = request.options().contentFormat();
    if (format.isEmpty()) {
      return refused(Code.UNSUPPORTED_CONTENT_FORMAT, "a payload has a Content-Format");
    }
    return method.equals(Code.FETCH)
        ? fetch(request, format.get(), client, now)
        : patch(request, format.get(), client, now);
  }

  private static DownlinkReading fetch(
      Request request, ContentFormat format, ClientProfile client, Instant now) {
    return switch (Formats.decodePaths(format, request.payload(), client.reading(now))) {
      case DecodedPaths.Unsupported unsupported ->
          refused(Code.UNSUPPORTED_CONTENT_FORMAT, format + " cannot name paths");
      case DecodedPaths.Broken(Malformed reason) -> refused(Code.BAD_REQUEST, reason.toString());
      case DecodedPaths.Paths(List<Path> paths, var warnings) -> {
        Optional<ContentFormat> accept = request.options().accept();
        Optional<ContentFormat> answer = Optional.of(accept.orElseGet(() -> family(format)));
        yield fetch(request.options(), paths, answer, client);
      }
    };
  }

  private static DownlinkReading fetch(
      Options options, List<Path> paths, Optional<ContentFormat> accept, ClientProfile client) {
    int observe = options.observe().orElse(-1);
    if (observe == 1) {
      return new DownlinkReading.Understood(new Downlink.CancelObservationComposite(paths), accept);
    }
    if (accept.isPresent() && !ANSWERS.contains(accept.get())) {
      return refused(Code.NOT_ACCEPTABLE, noAnswer(accept.get()));
    }
    if (observe != 0) {
      return new DownlinkReading.Understood(new Downlink.ReadComposite(paths, accept), accept);
    }
    return switch (ClientDownlinks.ofObservation(options, Path.ROOT, client)) {
      case AttributeQuery.Parsed.Bad(Malformed reason) ->
          refused(Code.BAD_REQUEST, reason.toString());
      case AttributeQuery.Parsed.Ok(Attributes attributes) ->
          new DownlinkReading.Understood(
              new Downlink.ObserveComposite(paths, accept, attributes), accept);
    };
  }

  /// What answers a body of that format where the server does not say: JSON answers JSON.
  static ContentFormat family(ContentFormat body) {
    return body.equals(ContentFormat.SENML_JSON) || body.equals(ContentFormat.SENML_ETCH_JSON)
        ? ContentFormat.SENML_JSON
        : ContentFormat.SENML_CBOR;
  }

  private static DownlinkReading patch(
      Request request, ContentFormat format, ClientProfile client, Instant now) {
    return switch (Formats.decodePatch(format, request.payload(), client.reading(now))) {
      case DecodedPatch.Unsupported unsupported ->
          refused(Code.UNSUPPORTED_CONTENT_FORMAT, format + " cannot name what it changes");
      case DecodedPatch.Broken(Malformed reason) -> refused(Code.BAD_REQUEST, reason.toString());
      case DecodedPatch.Changes(List<Change> changes, var warnings) ->
          hidden(changes)
              ? refused(Code.UNAUTHORIZED, "an object that is not for servers")
              : new DownlinkReading.Understood(
                  new Downlink.WriteComposite(changes, Optional.of(format)), Optional.empty());
    };
  }

  private static boolean hidden(List<Change> changes) {
    return changes.stream()
        .anyMatch(change -> UplinkObjects.NEVER_LISTED.contains(change.path().objectId()));
  }

  private static DownlinkReading refused(Code code, String why) {
    return new DownlinkReading.Refused(code, why);
  }
}
