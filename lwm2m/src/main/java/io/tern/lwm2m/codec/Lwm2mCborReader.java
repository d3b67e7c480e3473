// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import io.tern.coap.cbor.CborKind;
import io.tern.coap.cbor.CborReader;
import io.tern.lwm2m.Path;
import java.util.Optional;

/// Reads the maps of a LwM2M CBOR payload: the keys from the top down to a value, each one id or an array
/// of ids, are its path.
final class Lwm2mCborReader {
  /// An instance id that leaves the choice to the client, in Create alone.
  private static final int OPEN_ID = 65535;

  private static final int IDS_MAX = 4;

  private final CborReader reader;
  private final Leaves leaves;
  private final String prefix;
  private final boolean creating;
  private final Tolerances tolerances;
  private final Scalar scalar = new Scalar();
  private final int[] ids = new int[IDS_MAX];
  private boolean hasOpenInstance;
  private boolean hasNumberedInstance;

  /// @param creating whether the instance id may be left open; then it is read as 0
  Lwm2mCborReader(
      Bytes payload, Reading reading, Leaves leaves, Tolerances tolerances, boolean creating) {
    this.reader = CborScalar.reader(payload, reading.limits());
    this.leaves = leaves;
    this.tolerances = tolerances;
    this.prefix = reading.prefix();
    this.creating = creating;
  }

  /// Reads the whole payload; the answer is what is wrong with it, if anything.
  Optional<Malformed> read() {
    readMap(0);
    if (hasOpenInstance && hasNumberedInstance) {
      reader.fail("an instance without id beside others");
    }
    return reader.finish();
  }

  /// Whether the instance was left without id.
  boolean hasOpenInstance() {
    return hasOpenInstance;
  }

  /// Reads a map below the first `depth` of the ids.
  private void readMap(int depth) {
    reader.enterMap();
    if (!reader.hasNext()) {
      reader.fail("an empty map");
    }
    while (reader.hasNext()) {
      int end = readKey(depth);
      if (reader.peek() != CborKind.MAP) {
        readLeaf(end);
      } else if (end == IDS_MAX) {
        reader.fail("a map below a resource instance");
      } else {
        readMap(end);
      }
    }
    reader.leave();
  }

  /// Reads a key behind the first `depth` ids; answers how many ids there are then.
  private int readKey(int depth) {
    if (reader.peek() != CborKind.ARRAY) {
      return readKeyPart(depth);
    }
    reader.enterArray();
    int end = depth;
    while (reader.hasNext()) {
      end = readKeyPart(end);
    }
    if (end == depth) {
      reader.fail("a key without id");
    }
    reader.leave();
    return end;
  }

  private int readKeyPart(int depth) {
    if (depth == 0 && reader.peek() == CborKind.TEXT) {
      if (!prefix.endsWith("/" + reader.readText())) {
        reader.fail("an unknown prefix");
      }
      return 0;
    }
    long id = reader.readUnsigned();
    boolean open = creating && depth == 1 && id == OPEN_ID;
    if (depth == 1) {
      hasOpenInstance |= open;
      hasNumberedInstance |= !open;
    }
    if (depth == IDS_MAX || (!open && (id < 0 || id > Path.ID_MAX))) {
      reader.fail(depth == IDS_MAX ? "a path of more than four ids" : "an id out of range");
      return depth;
    }
    ids[depth] = open ? 0 : (int) id;
    return depth + 1;
  }

  private void readLeaf(int depth) {
    long bits = 0;
    for (int i = 0; i < depth; i++) {
      bits |= (long) ids[i] << 48 - 16 * i;
    }
    CborScalar.readLeaf(reader, scalar);
    if (reader.isBroken()) {
      return;
    }
    Optional<String> fault =
        scalar.isNothing()
            ? leaves.misplaced(bits, depth).or(() -> tolerances.use(Tolerance.CBOR_NULL))
            : leaves.add(Optional.empty(), bits, depth, scalar);
    if (fault.isPresent()) {
      reader.fail(fault.get());
    }
  }
}
