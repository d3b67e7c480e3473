// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Payloads to nodes and back, in every content format (LwM2M 1.2 Core §7.4).
public final class Formats {
  private static final int OLD_NUMBER_MIN = 1541;
  private static final int OLD_NUMBER_MAX = 1544;

  private Formats() {}

  /// Whether values can be read and written in `format` at all.
  public static boolean knows(ContentFormat format) {
    return format(format).isPresent();
  }

  /// What is wrong with a payload for `base` that was [Decoded.Unsupported].
  public static Malformed unsupported(ContentFormat format, Path base) {
    String what = base.isRoot() ? "several values" : base.toString();
    String why = knows(format) ? format + " cannot carry " + what : withoutValues(format);
    return new Malformed("Content-Format", why);
  }

  /// Reads the payload of a request or response for `base`.
  ///
  /// An object path leads to an object node, an instance path to an instance node, a resource path to
  /// a single or multiple resource, a resource instance path to a resource instance. Values have the
  /// type that `models` gives their resource; without it the type that the format tells, or
  /// [io.tern.lwm2m.Value.Raw] where it tells none (TLV).
  ///
  /// @param now what a relative time in the payload refers to
  public static Decoded decode(
      ContentFormat format,
      Path base,
      Bytes payload,
      Models models,
      DecodeLimits limits,
      Instant now) {
    return decode(format, base, payload, new Reading(models, limits, now));
  }

  /// Reads the payload of a request or response for `base`, as above.
  public static Decoded decode(ContentFormat format, Path base, Bytes payload, Reading reading) {
    if (isTlv(format)) {
      return TlvFormat.INSTANCE.decode(base, payload, reading);
    }
    Optional<Format> known = format(format);
    if (known.isEmpty()) {
      return new Decoded.Unsupported(format);
    }
    Decoded decoded = known.get().decode(base, payload, reading);
    boolean isOld = format.number() >= OLD_NUMBER_MIN && format.number() <= OLD_NUMBER_MAX;
    return isOld ? ofOldNumber(format, decoded, reading) : decoded;
  }

  /// 1541 to 1544 are numbers from before the registration of the media types: read, never written.
  private static Decoded ofOldNumber(ContentFormat format, Decoded decoded, Reading reading) {
    Tolerances tolerances = new Tolerances(reading);
    if (tolerances.use(Tolerance.OLD_FORMAT_NUMBER).isPresent()) {
      return new Decoded.Unsupported(format);
    }
    return decoded instanceof Decoded.Content content
        ? Decoded.with(content, tolerances.used())
        : decoded;
  }

  /// Reads the payload of Create on the object path `object`.
  public static DecodedCreate decodeCreate(
      ContentFormat format,
      Path object,
      Bytes payload,
      Models models,
      DecodeLimits limits,
      Instant now) {
    if (!object.isObject()) {
      throw new IllegalArgumentException("Create aims at an object");
    }
    return format(format)
        .map(known -> known.decodeCreate(object, payload, new Reading(models, limits, now)))
        .orElseGet(() -> new DecodedCreate.Unsupported(format));
  }

  /// Writes `node`, which lies at `path`.
  public static Encoded encode(ContentFormat format, Path path, Node node, Models models) {
    if (isTlv(format)) {
      return TlvFormat.INSTANCE.encode(path, node, models);
    }
    Optional<Format> known = format(format);
    return known.isPresent() ? known.get().encode(path, node, models) : unknown(format);
  }

  /// Writes nodes that lie at or below `path`, with their times where they have some. Formats without
  /// times, and formats for one node, refuse what they cannot carry.
  public static Encoded encode(
      ContentFormat format, Path path, List<TimedNode> nodes, Models models) {
    if (isTlv(format)) {
      return TlvFormat.INSTANCE.encode(path, nodes, models);
    }
    Optional<Format> known = format(format);
    return known.isPresent() ? known.get().encode(path, nodes, models) : unknown(format);
  }

  /// Writes the content of Create on the object path `object`.
  ///
  /// @param instanceId empty to leave the id to the client, which not every format can say
  public static Encoded encodeCreate(
      ContentFormat format,
      Path object,
      OptionalInt instanceId,
      Node.InstanceNode content,
      Models models) {
    return format(format)
        .map(known -> known.encodeCreate(object, instanceId, content, models))
        .orElseGet(() -> unknown(format));
  }

  /// Reads the body of Read-Composite and Observe-Composite: SenML or SenML-ETCH, JSON or CBOR.
  public static DecodedPaths decodePaths(ContentFormat format, Bytes payload, Reading reading) {
    return SenmlComposite.of(format)
        .map(known -> known.decodePaths(payload, reading))
        .orElseGet(() -> new DecodedPaths.Unsupported(format));
  }

  /// Writes the body of Read-Composite and Observe-Composite.
  ///
  /// @param paths at least one; the root for everything
  public static Encoded encodePaths(ContentFormat format, List<Path> paths) {
    return encodePaths(format, paths, "");
  }

  /// Writes the body of Read-Composite and Observe-Composite, as above.
  ///
  /// @param prefix what stands in front of every path: an alternate path such as `/lwm2m`, or empty
  public static Encoded encodePaths(ContentFormat format, List<Path> paths, String prefix) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("no path");
    }
    return SenmlComposite.of(format)
        .map(known -> known.encodePaths(paths, prefix))
        .orElseGet(() -> new Encoded.Unsupported(format, format + " cannot name paths"));
  }

  /// Reads the body of Write-Composite: SenML or SenML-ETCH, JSON or CBOR, or LwM2M CBOR.
  public static DecodedPatch decodePatch(ContentFormat format, Bytes payload, Reading reading) {
    if (format.equals(ContentFormat.LWM2M_CBOR)) {
      return Lwm2mCborFormat.INSTANCE.decodePatch(payload, reading);
    }
    return SenmlComposite.of(format)
        .map(known -> known.decodePatch(payload, reading))
        .orElseGet(() -> new DecodedPatch.Unsupported(format));
  }

  /// Writes the body of Write-Composite. SenML-ETCH alone can carry removals.
  ///
  /// @param changes at least one
  public static Encoded encodePatch(ContentFormat format, List<Change> changes) {
    return encodePatch(format, changes, "");
  }

  /// Writes the body of Write-Composite, as above.
  ///
  /// @param prefix what stands in front of every path in a format that spells paths, or empty
  public static Encoded encodePatch(ContentFormat format, List<Change> changes, String prefix) {
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("no change");
    }
    if (format.equals(ContentFormat.LWM2M_CBOR)) {
      return Lwm2mCborFormat.INSTANCE.encodePatch(changes);
    }
    return SenmlComposite.of(format)
        .map(known -> known.encodePatch(changes, prefix))
        .orElseGet(() -> new Encoded.Unsupported(format, format + " cannot name what it changes"));
  }

  private static Encoded unknown(ContentFormat format) {
    return new Encoded.Unsupported(format, withoutValues(format));
  }

  /// What to say of a format that is not one of [#knows].
  private static String withoutValues(ContentFormat format) {
    if (format.equals(ContentFormat.LINK_FORMAT)) {
      return format + " carries links and no values";
    }
    return SenmlComposite.of(format).isPresent()
        ? format + " is for the requests of composite operations alone"
        : format + " is not known";
  }

  /// Asked first and called directly: a value in TLV is read as quickly as a format is looked up.
  private static boolean isTlv(ContentFormat format) {
    return format.number() == ContentFormat.TLV.number();
  }

  /// The format of that number.
  private static Optional<Format> format(ContentFormat format) {
    return switch (format.number()) {
      case 0, 1541 -> Optional.of(TextFormat.INSTANCE);
      case 42, 1544 -> Optional.of(OpaqueFormat.INSTANCE);
      case 60 -> Optional.of(CborFormat.INSTANCE);
      case 11542, 1542 -> Optional.of(TlvFormat.INSTANCE);
      case 110 -> Optional.of(SenmlFormat.JSON);
      case 112 -> Optional.of(SenmlFormat.CBOR);
      case 11543, 1543 -> Optional.of(LegacyJsonFormat.INSTANCE);
      case 11544 -> Optional.of(Lwm2mCborFormat.INSTANCE);
      default -> Optional.empty();
    };
  }
}
