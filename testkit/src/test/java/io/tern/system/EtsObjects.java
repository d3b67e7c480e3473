// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What clients of any make hold in the cases of the ETS: its test configurations 1, 3 to 7, 9 to 12, 15
/// and 16 in one.
final class EtsObjects {
  static final int APN_CONNECTION_PROFILE = 11;
  static final int PORTFOLIO = 16;

  /// Held in its version 1.1.
  static final int CELLULAR = 10;

  /// Values by the paths of resources and resource instances.
  static final SequencedMap<Path, Value> VALUES = values();

  private EtsObjects() {}

  private static SequencedMap<Path, Value> values() {
    SequencedMap<Path, Value> values = new LinkedHashMap<>();
    values.putAll(device());
    put(values, "/6/0/5", new Value.Time(1_367_491_215));
    real(values, "/6/0/0", 43.5723);
    real(values, "/6/0/1", 153.2176);
    real(values, "/6/0/2", 140);
    real(values, "/6/0/3", 100);
    put(values, "/6/0/4", opaque("0102"));
    real(values, "/6/0/6", 3);
    numbers(values, "/7/0", 10, 11, 2_000, 3_000, 512, 256);
    number(values, "/7/0/8", 3_600);
    number(values, "/10/0/4", 3_600);
    number(values, "/10/0/5", 60);
    put(values, "/10/0/8", opaque("0D"));
    put(values, "/10/0/9", opaque("1D"));
    put(values, "/10/0/11/0", new Value.ObjectLink(APN_CONNECTION_PROFILE, 0));
    put(values, "/10/0/12", new Value.Unsigned(7));
    put(values, "/10/0/13", new Value.Unsigned(3));
    put(values, "/10/0/14", new Value.Unsigned(1));
    put(values, "/11/0/0", new Value.Text("first"));
    put(values, "/11/0/3", new Value.Bool(false));
    number(values, "/11/0/4", 3);
    List<String> identities = List.of("Host", "Hive", "Maker", "Model");
    for (int i = 0; i < identities.size(); i++) {
      put(values, "/16/0/0/" + i, new Value.Text(identities.get(i)));
    }
    for (int i = 0; i < 2; i++) {
      put(values, "/19/" + i + "/0/0", opaque("CAFE0" + i));
      number(values, "/19/" + i + "/1", 1);
      put(values, "/19/" + i + "/3", new Value.Text("readings"));
    }
    number(values, "/20/0/4010", 1);
    number(values, "/20/0/4013", 0);
    put(values, "/20/0/4014", opaque("00010203"));
    number(values, "/20/0/4015", 0);
    return values;
  }

  private static SequencedMap<Path, Value> device() {
    SequencedMap<Path, Value> values = new LinkedHashMap<>();
    put(values, "/3/0/0", new Value.Text("Tern"));
    put(values, "/3/0/1", new Value.Text("T1"));
    put(values, "/3/0/2", new Value.Text("007"));
    put(values, "/3/0/3", new Value.Text("1.0"));
    number(values, "/3/0/6/0", 1);
    number(values, "/3/0/6/1", 5);
    number(values, "/3/0/7/0", 3_800);
    number(values, "/3/0/7/1", 5_000);
    number(values, "/3/0/8/0", 125);
    number(values, "/3/0/8/1", 900);
    number(values, "/3/0/9", 90);
    number(values, "/3/0/10", 15);
    number(values, "/3/0/11/0", 0);
    put(values, "/3/0/13", new Value.Time(1_700_000_000));
    put(values, "/3/0/14", new Value.Text("+02:00"));
    put(values, "/3/0/15", new Value.Text("Europe/Berlin"));
    put(values, "/3/0/16", new Value.Text("U"));
    put(values, "/3/0/17", new Value.Text("meter"));
    put(values, "/3/0/18", new Value.Text("h1"));
    put(values, "/3/0/19", new Value.Text("s1"));
    number(values, "/3/0/20", 0);
    number(values, "/3/0/21", 64);
    number(values, "/4/0/0", 41);
    number(values, "/4/0/1/0", 41);
    number(values, "/4/0/2", -92);
    number(values, "/4/0/3", 2);
    put(values, "/4/0/4/0", new Value.Text("192.0.2.7"));
    put(values, "/4/0/5/0", new Value.Text("192.0.2.1"));
    number(values, "/4/0/6", 5);
    put(values, "/4/0/7/0", new Value.Text("internet"));
    number(values, "/4/0/8", 69_696_969);
    number(values, "/4/0/9", 5);
    number(values, "/4/0/10", 260);
    return values;
  }

  private static Value opaque(String hex) {
    return new Value.Opaque(Bytes.ofHex(hex));
  }

  private static void numbers(SequencedMap<Path, Value> values, String instance, long... numbers) {
    for (int i = 0; i < numbers.length; i++) {
      number(values, instance + "/" + i, numbers[i]);
    }
  }

  private static void number(SequencedMap<Path, Value> values, String path, long number) {
    put(values, path, new Value.Int(number));
  }

  private static void real(SequencedMap<Path, Value> values, String path, double number) {
    put(values, path, new Value.Real(number));
  }

  private static void put(SequencedMap<Path, Value> values, String path, Value value) {
    values.put(Path.parse(path).orElseThrow(), value);
  }

  /// A value as the peers write it on their command line: type and text.
  static String word(Value value) {
    return switch (value) {
      case Value.Text(String text) -> "STRING:" + text;
      case Value.Int(long number) -> "INTEGER:" + number;
      case Value.Unsigned(long bits) -> "UNSIGNED_INTEGER:" + Long.toUnsignedString(bits);
      case Value.Real(double number) -> "FLOAT:" + number;
      case Value.Bool(boolean flag) -> "BOOLEAN:" + flag;
      case Value.Opaque(Bytes bytes) -> "OPAQUE:" + bytes.hex();
      case Value.Raw(Bytes bytes) -> "OPAQUE:" + bytes.hex();
      case Value.Time(long seconds) -> "TIME:" + Instant.ofEpochSecond(seconds);
      case Value.ObjectLink(int object, int instance) -> "OBJLNK:" + object + ":" + instance;
      case Value.CoreLink(String links) -> "CORELINK:" + links;
    };
  }
}
