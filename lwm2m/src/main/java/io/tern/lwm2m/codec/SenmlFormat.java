// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.TimedNode;
import java.util.List;
import java.util.Optional;

/// application/senml+json (110) and application/senml+cbor (112): everything, with times (LwM2M 1.2 Core
/// §7.4.4, RFC 8428).
///
/// @param scan reads what most devices write, quickly; whatever it does not, `source` does
record SenmlFormat(
    ContentFormat number, SenmlSource.Opener scan, SenmlSource.Opener source, SenmlSink.Opener sink)
    implements Format {
  private static final int RECORD_BYTES_EXPECTED = 16;

  static final SenmlFormat JSON =
      new SenmlFormat(
          ContentFormat.SENML_JSON,
          (payload, limits, tolerances) -> new SenmlJsonScan(payload),
          SenmlJsonSource::new,
          SenmlJsonSink::new);
  static final SenmlFormat CBOR =
      new SenmlFormat(
          ContentFormat.SENML_CBOR,
          (payload, limits, tolerances) -> new SenmlCborScan(payload),
          SenmlCborSource::new,
          SenmlCborSink::new);

  @Override
  public Decoded decode(Path base, Bytes payload, Reading reading) {
    Decoded usual = decode(base, payload, scan, reading);
    if (usual instanceof Decoded.Content) {
      return usual;
    }
    return decode(base, payload, source, reading);
  }

  /// Reads a payload by what `opener` opens.
  static Decoded decode(Path base, Bytes payload, SenmlSource.Opener opener, Reading reading) {
    Tolerances tolerances = new Tolerances(reading);
    SenmlPack pack =
        new SenmlPack(opener.open(payload, reading.limits(), tolerances), reading, tolerances);
    Leaves leaves = new Leaves(base, reading, tolerances, payload.size() / RECORD_BYTES_EXPECTED);
    Optional<Malformed> fault =
        pack.read(
            (time, record) -> {
              if (!record.hasValue()) {
                return Optional.of("no value");
              }
              return record.value.isNothing()
                  ? Optional.of("null is no value here")
                  : leaves.add(time, record.pathBits, record.pathDepth, record.value);
            });
    return fault.isPresent() ? new Decoded.Broken(fault.get()) : leaves.decoded();
  }

  @Override
  public Encoded encode(Path path, List<TimedNode> nodes, Models models) {
    List<Leaf> leaves = Leaf.of(nodes);
    SenmlSink target = sink.open(leaves.size());
    Optional<String> refusal = SenmlWriting.write(target, leaves);
    return refusal.isPresent()
        ? unsupported(refusal.get())
        : new Encoded.Payload(number, target.toBytes());
  }
}
