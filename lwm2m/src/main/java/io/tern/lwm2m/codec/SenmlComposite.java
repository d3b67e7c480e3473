// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The bodies of FETCH and iPATCH in SenML and SenML-ETCH, both as JSON and CBOR (RFC 8790, LwM2M 1.2 Core
/// §7.4.5). SenML differs in that it cannot remove.
record SenmlComposite(
    ContentFormat number, SenmlSource.Opener source, SenmlSink.Opener sink, boolean canRemove) {
  /// The one of that number; empty where there is none.
  static Optional<SenmlComposite> of(ContentFormat format) {
    return switch (format.number()) {
      case 110 -> Optional.of(json(format, false));
      case 112 -> Optional.of(cbor(format, false));
      case 320 -> Optional.of(json(format, true));
      case 322 -> Optional.of(cbor(format, true));
      default -> Optional.empty();
    };
  }

  private static SenmlComposite json(ContentFormat format, boolean canRemove) {
    return new SenmlComposite(format, SenmlJsonSource::new, SenmlJsonSink::new, canRemove);
  }

  private static SenmlComposite cbor(ContentFormat format, boolean canRemove) {
    return new SenmlComposite(format, SenmlCborSource::new, SenmlCborSink::new, canRemove);
  }

  private SenmlPack pack(Bytes payload, Reading reading, Tolerances tolerances) {
    return new SenmlPack(source.open(payload, reading.limits(), tolerances), reading, tolerances);
  }

  DecodedPaths decodePaths(Bytes payload, Reading reading) {
    Tolerances tolerances = new Tolerances(reading);
    SenmlPack pack = pack(payload, reading, tolerances);
    Set<Path> paths = new LinkedHashSet<>();
    Optional<Malformed> fault =
        pack.read(
            (time, record) -> {
              paths.add(record.path());
              return pathFault(record);
            });
    if (fault.isPresent()) {
      return new DecodedPaths.Broken(fault.get());
    }
    return paths.isEmpty()
        ? new DecodedPaths.Broken(new Malformed("pack", "no path"))
        : new DecodedPaths.Paths(List.copyOf(paths), tolerances.used());
  }

  /// What a record has that does not name a path. SenML ignores other fields, SenML-ETCH does not.
  private Optional<String> pathFault(SenmlRecord record) {
    if (record.hasValue() || record.has(SenmlLabel.SUM) || record.has(SenmlLabel.UPDATE_TIME)) {
      return Optional.of("a value where a path is asked for");
    }
    return canRemove && (record.has(SenmlLabel.BASE_VERSION) || record.has(SenmlLabel.OTHER))
        ? Optional.of("a field beside the path, its time and its unit")
        : Optional.empty();
  }

  DecodedPatch decodePatch(Bytes payload, Reading reading) {
    Tolerances tolerances = new Tolerances(reading);
    SenmlPack pack = pack(payload, reading, tolerances);
    Leaves leaves = new Leaves(Path.ROOT, reading, tolerances, 8);
    List<Change> changes = new ArrayList<>();
    Optional<Malformed> fault =
        pack.read(
            (time, record) -> {
              Path path = record.path();
              if (!record.hasValue()) {
                return Optional.of("no value");
              }
              if (record.value.isNothing()) {
                changes.add(new Change.Remove(path));
                return removalFault(path);
              }
              Optional<String> problem = leaves.add(Optional.empty(), path, record.value);
              if (problem.isEmpty()) {
                changes.add(new Change.Put(path, leaves.last()));
              }
              return problem;
            });
    if (!canRemove && fault.isEmpty()) {
      fault = leaves.conflict();
    }
    if (fault.isPresent()) {
      return new DecodedPatch.Broken(fault.get());
    }
    return changes.isEmpty()
        ? new DecodedPatch.Broken(new Malformed("pack", "no change"))
        : new DecodedPatch.Changes(changes, tolerances.used());
  }

  private Optional<String> removalFault(Path path) {
    if (!canRemove) {
      return Optional.of("null is no value here");
    }
    return path.isResourceInstance()
        ? Optional.empty()
        : Optional.of("only resource instances can be removed");
  }

  Encoded encodePaths(List<Path> paths, String prefix) {
    SenmlSink target = sink.open(paths.size());
    for (Path path : paths) {
      target.beginRecord(1);
      target.name(path.isRoot() && !prefix.isEmpty() ? prefix : prefix + path);
      target.endRecord();
    }
    return new Encoded.Payload(number, target.toBytes());
  }

  Encoded encodePatch(List<Change> changes, String prefix) {
    if (!canRemove && Change.repeated(changes).isPresent()) {
      return unsupported("two values for one path");
    }
    SenmlSink target = sink.open(changes.size());
    for (Change change : changes) {
      Optional<String> refusal =
          switch (change) {
            case Change.Put(var path, var value) -> target.refusal(value);
            case Change.Remove remove -> canRemove ? Optional.empty() : Optional.of("a removal");
          };
      if (refusal.isPresent()) {
        return unsupported(refusal.get());
      }
      target.beginRecord(2);
      target.name(prefix + change.path());
      switch (change) {
        case Change.Put(var path, var value) -> target.value(value);
        case Change.Remove remove -> target.removal();
      }
      target.endRecord();
    }
    return new Encoded.Payload(number, target.toBytes());
  }

  private Encoded unsupported(String what) {
    return new Encoded.Unsupported(number, number + " cannot carry " + what);
  }
}
