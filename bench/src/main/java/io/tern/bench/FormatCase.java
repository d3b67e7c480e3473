// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.codec.Encoded;
import io.tern.lwm2m.codec.Formats;
import io.tern.lwm2m.node.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// What is read and written: a payload of one size in one format.
///
/// @param size `device`, `pack` or `value`
/// @param peerFormat what Leshan reads and writes in its place, by Leshan's name
record FormatCase(
    String size,
    ContentFormat format,
    Path path,
    Bytes payload,
    String peerFormat,
    Bytes peerPayload) {
  private static final int PACK_INSTANCES = 25;

  String name() {
    return size + "-" + format;
  }

  /// All sizes in a format. Leshan has no LwM2M CBOR; the same tree in SenML CBOR stands for it.
  static List<FormatCase> all(FormatKind kind) {
    ContentFormat format = kind.format();
    return List.of(
        of("value", format, Path.of(3303, 0, 5700), single(5700, real(22.5))),
        of("device", format, Path.of(3, 0), device()),
        of("pack", format, Path.of(3303), pack()));
  }

  private static FormatCase of(String size, ContentFormat format, Path path, Node node) {
    ContentFormat peer =
        format.equals(ContentFormat.LWM2M_CBOR) ? ContentFormat.SENML_CBOR : format;
    String peerName =
        peer.equals(ContentFormat.TLV)
            ? "TLV"
            : peer.equals(ContentFormat.SENML_JSON) ? "SENML_JSON" : "SENML_CBOR";
    return new FormatCase(
        size, format, path, payload(format, path, node), peerName, payload(peer, path, node));
  }

  private static Bytes payload(ContentFormat format, Path path, Node node) {
    if (Formats.encode(format, path, node, TernCodec.MODELS) instanceof Encoded.Payload payload) {
      return payload.bytes();
    }
    throw new IllegalStateException(format + " cannot carry " + path);
  }

  /// Every readable resource of the Device object.
  private static Node device() {
    return Node.InstanceNode.of(
        0,
        List.of(
            single(0, new Value.Text("Acme Metering")),
            single(1, new Value.Text("AM-200")),
            single(2, new Value.Text("SN-00045871")),
            single(3, new Value.Text("2.11.4")),
            multiple(6, 1, 5),
            multiple(7, 3_700, 5_000),
            multiple(8, 125, 900),
            single(9, new Value.Int(87)),
            single(10, new Value.Int(15_360)),
            multiple(11, 0),
            single(13, new Value.Time(1_700_000_000)),
            single(14, new Value.Text("+01:00")),
            single(15, new Value.Text("Europe/Berlin")),
            single(16, new Value.Text("U")),
            single(17, new Value.Text("water-meter")),
            single(18, new Value.Text("1.4")),
            single(19, new Value.Text("2.0")),
            single(20, new Value.Int(0)),
            single(21, new Value.Int(524_288))));
  }

  /// 100 values: four resources of 25 sensors.
  private static Node pack() {
    List<Node.InstanceNode> instances = new ArrayList<>();
    for (int id = 0; id < PACK_INSTANCES; id++) {
      instances.add(
          Node.InstanceNode.of(
              id,
              List.of(
                  single(5601, real(18.25 + id)),
                  single(5602, real(26.5 + id)),
                  single(5700, real(21.3 + id)),
                  single(5701, new Value.Text("Cel")))));
    }
    return Node.ObjectNode.of(3303, instances);
  }

  private static Value real(double number) {
    return new Value.Real(number);
  }

  private static Node.SingleResource single(int id, Value value) {
    return new Node.SingleResource(id, value);
  }

  private static Node.MultipleResource multiple(int id, long... numbers) {
    TreeMap<Integer, Value> values = new TreeMap<>();
    for (int i = 0; i < numbers.length; i++) {
      values.put(i, new Value.Int(numbers[i]));
    }
    return new Node.MultipleResource(id, values);
  }
}
