// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import io.tern.coap.Bytes;
import java.time.Instant;
import java.util.Optional;

/// The value of a resource or resource instance (LwM2M 1.2 Core §C, data types).
public sealed interface Value {
  /// The data type of this value.
  DataType type();

  /// A String.
  record Text(String value) implements Value {
    @Override
    public DataType type() {
      return DataType.STRING;
    }
  }

  /// An Integer: signed, up to 64 bits.
  record Int(long value) implements Value {
    private static final int SHARED_MIN = -128;
    private static final Int[] SHARED = shared();

    private static Int[] shared() {
      Int[] shared = new Int[1024 - SHARED_MIN];
      for (int i = 0; i < shared.length; i++) {
        shared[i] = new Int(i + SHARED_MIN);
      }
      return shared;
    }

    /// That number; small ones, which most are, are shared.
    public static Int of(long value) {
      long index = value - SHARED_MIN;
      return index >= 0 && index < SHARED.length ? SHARED[(int) index] : new Int(value);
    }

    @Override
    public DataType type() {
      return DataType.INTEGER;
    }
  }

  /// An Unsigned Integer, up to 64 bits: `value` read as unsigned.
  record Unsigned(long value) implements Value {
    @Override
    public DataType type() {
      return DataType.UNSIGNED_INTEGER;
    }

    @Override
    public String toString() {
      return "Unsigned[value=" + Long.toUnsignedString(value) + "]";
    }
  }

  /// A Float: 32 or 64 bits on the wire.
  record Real(double value) implements Value {
    @Override
    public DataType type() {
      return DataType.FLOAT;
    }
  }

  /// A Boolean.
  record Bool(boolean value) implements Value {
    public static final Bool TRUE = new Bool(true);
    public static final Bool FALSE = new Bool(false);

    /// One of the two.
    public static Bool of(boolean value) {
      return value ? TRUE : FALSE;
    }

    @Override
    public DataType type() {
      return DataType.BOOLEAN;
    }
  }

  /// An Opaque.
  record Opaque(Bytes value) implements Value {
    @Override
    public DataType type() {
      return DataType.OPAQUE;
    }
  }

  /// A Time: seconds since 1970-01-01T00:00:00Z, signed.
  record Time(long epochSeconds) implements Value {
    @Override
    public DataType type() {
      return DataType.TIME;
    }

    /// The same as an instant; far values are cut to what an [Instant] can hold.
    public Instant instant() {
      return Instant.ofEpochSecond(
          Math.clamp(epochSeconds, Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()));
    }
  }

  /// An Objlnk: `objectId:instanceId`, each 0 to 65535; `65535:65535` is the null link.
  record ObjectLink(int objectId, int instanceId) implements Value {
    /// The null link.
    public static final ObjectLink NULL = new ObjectLink(65535, 65535);

    public ObjectLink {
      java.util.Objects.checkIndex(objectId, 65536);
      java.util.Objects.checkIndex(instanceId, 65536);
    }

    /// The link that `text` spells, two decimal ids around a colon, or `FFFF:FFFF` as drafts wrote the
    /// null link; empty where it is neither.
    public static Optional<ObjectLink> parse(String text) {
      int colon = text.indexOf(':');
      int object = colon < 0 ? -1 : id(text, 0, colon);
      int instance = colon < 0 ? -1 : id(text, colon + 1, text.length());
      if (object >= 0 && instance >= 0) {
        return Optional.of(new ObjectLink(object, instance));
      }
      return text.equalsIgnoreCase("FFFF:FFFF") ? Optional.of(NULL) : Optional.empty();
    }

    private static int id(String text, int from, int to) {
      if (from == to || to - from > 5) {
        return -1;
      }
      int id = 0;
      for (int i = from; i < to; i++) {
        int digit = text.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          return -1;
        }
        id = id * 10 + digit;
      }
      return id > 65535 ? -1 : id;
    }

    @Override
    public DataType type() {
      return DataType.OBJECT_LINK;
    }

    @Override
    public String toString() {
      return objectId + ":" + instanceId;
    }
  }

  /// A Corelnk: links in RFC 6690 form.
  record CoreLink(String value) implements Value {
    @Override
    public DataType type() {
      return DataType.CORE_LINK;
    }
  }

  /// A value whose type nobody knows: the resource is not in the model and the format does not tell.
  record Raw(Bytes value) implements Value {
    @Override
    public DataType type() {
      return DataType.NONE;
    }
  }
}
