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
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// SenML JSON and SenML CBOR: one record per value (RFC 8428, LwM2M 1.2 Core §7.4.4).
record SenmlFormat(
    ContentFormat number,
    BiFunction<Bytes, DecodeLimits, SenmlSource> source,
    Supplier<SenmlSink> sink)
    implements Format {
  static final SenmlFormat JSON =
      new SenmlFormat(ContentFormat.SENML_JSON, SenmlJsonSource::new, SenmlJsonSink::new);
  static final SenmlFormat CBOR =
      new SenmlFormat(ContentFormat.SENML_CBOR, SenmlCborSource::new, SenmlCborSink::new);

  @Override
  public Decoded decode(Path base, Bytes payload, Reading reading) {
    SenmlPack pack = new SenmlPack(source.apply(payload, reading.limits()), reading);
    Leaves leaves = new Leaves(base, reading);
    Optional<Malformed> fault =
        pack.read(
            (path, time, record) -> {
              if (!record.hasValue()) {
                return Optional.of("no value");
              }
              return record.value instanceof Scalar.Nothing
                  ? Optional.of("null is no value here")
                  : leaves.add(time, path, record.value);
            });
    return fault.isPresent() ? new Decoded.Broken(fault.get()) : leaves.decoded(pack.warnings());
  }

  @Override
  public Encoded encode(Path path, List<TimedNode> nodes, Models models) {
    SenmlSink target = sink.get();
    Optional<String> refusal = new SenmlWriting(target, Leaf.of(nodes)).write();
    return refusal.isPresent()
        ? unsupported(refusal.get())
        : new Encoded.Payload(number, target.toBytes());
  }
}
