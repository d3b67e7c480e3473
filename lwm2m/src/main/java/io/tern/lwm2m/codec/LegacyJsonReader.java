// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the JSON of LwM2M 1.0. Base name and base time may stand behind the entries, so these are kept
/// until the end.
final class LegacyJsonReader {
  private final JsonReader reader;
  private final Reading reading;
  private final Tolerances tolerances;
  private final SenmlNames names;
  private final List<Entry> entries = new ArrayList<>();
  private String baseName;
  private boolean hasBaseName;
  private boolean hasBaseTime;
  private final Scalar baseTime = new Scalar().whole(0);
  private boolean hasEntries;

  /// @param base the request path, which names are relative to where there is no base name
  LegacyJsonReader(Bytes payload, Path base, Reading reading, Tolerances tolerances) {
    this.reader = new JsonReader(payload, reading.limits().nestingMax());
    this.reading = reading;
    this.tolerances = tolerances;
    this.names = new SenmlNames(reading.prefix());
    this.baseName = base.isRoot() ? "" : base.toString();
  }

  private record Entry(String name, Scalar time, Scalar value) {}

  /// Whether the payload is an array. Reads nothing.
  boolean isArray() {
    return reader.peek() == JsonKind.ARRAY;
  }

  /// Adds all entries to `leaves`; the answer is what is wrong with the payload, if anything.
  Optional<Malformed> readInto(Leaves leaves) {
    reader.enterObject();
    while (reader.hasNext()) {
      reader.readName();
      if (reader.nameIs("bn")) {
        refuseTwice("base name", hasBaseName);
        baseName = reader.readText();
        hasBaseName = true;
      } else if (reader.nameIs("bt")) {
        refuseTwice("base time", hasBaseTime);
        reader.readNumber(baseTime);
        hasBaseTime = true;
      } else if (reader.nameIs("e")) {
        readEntries();
      } else {
        reader.skip();
      }
    }
    reader.leave();
    String where = entries.isEmpty() || hasEntries ? "payload" : "entry " + entries.size();
    Optional<String> fault = reader.finish();
    if (fault.isPresent()) {
      return Optional.of(new Malformed(where, fault.get()));
    }
    return hasEntries ? resolve(leaves) : Optional.of(new Malformed("payload", "no entries"));
  }

  private void refuseTwice(String field, boolean isKnown) {
    if (isKnown) {
      reader.fail(field + " given twice");
    }
  }

  private void readEntries() {
    if (hasEntries) {
      reader.fail("entries given twice");
      return;
    }
    reader.enterArray();
    while (reader.hasNext()) {
      if (entries.size() == reading.limits().valuesMax()) {
        reader.fail("more than " + reading.limits().valuesMax() + " entries");
      }
      readEntry();
    }
    reader.leave();
    hasEntries = !reader.isBroken();
  }

  private void readEntry() {
    String name = "";
    boolean hasName = false;
    Scalar time = new Scalar().whole(0);
    boolean hasTime = false;
    Optional<Scalar> value = Optional.empty();
    reader.enterObject();
    while (reader.hasNext()) {
      reader.readName();
      if (reader.nameIs("n")) {
        refuseTwice("name", hasName);
        name = reader.readText();
        hasName = true;
      } else if (reader.nameIs("t")) {
        refuseTwice("time", hasTime);
        reader.readNumber(time);
        hasTime = true;
      } else {
        Optional<Scalar> found = readValue();
        if (found.isPresent() && value.isPresent()) {
          reader.fail("more than one value");
        }
        value = found.isPresent() ? found : value;
      }
    }
    reader.leave();
    if (value.isEmpty()) {
      reader.fail("no value");
    }
    entries.add(new Entry(name, time, value.orElseGet(Scalar::new)));
  }

  private Optional<Scalar> readValue() {
    if (reader.nameIs("v")) {
      return Optional.of(reader.readNumber(new Scalar()));
    }
    if (reader.nameIs("sv")) {
      return Optional.of(new Scalar().text(reader.readText()));
    }
    if (reader.nameIs("bv")) {
      return Optional.of(new Scalar().flag(reader.readBoolean()));
    }
    if (reader.nameIs("ov")) {
      return Optional.of(new Scalar().link(reader.readText()));
    }
    reader.skip();
    return Optional.empty();
  }

  private Optional<Malformed> resolve(Leaves leaves) {
    for (int i = 0; i < entries.size(); i++) {
      Optional<String> problem = resolve(entries.get(i), leaves);
      if (problem.isPresent()) {
        return Optional.of(new Malformed("entry " + (i + 1), problem.get()));
      }
    }
    return Optional.empty();
  }

  private Optional<String> resolve(Entry entry, Leaves leaves) {
    String front = front(entry.name);
    Optional<Path> path = names.path(front, entry.name);
    Optional<Duration> base = SenmlTime.of(baseTime);
    Optional<Duration> time = SenmlTime.of(entry.time);
    if (path.isEmpty()) {
      return Optional.of("the name is no path");
    }
    if (base.isEmpty() || time.isEmpty()) {
      return Optional.of("the time is out of range");
    }
    Optional<Instant> at = SenmlTime.resolve(base.get().plus(time.get()), reading.now());
    boolean isBytes = path.get().depth() > 2 && isBytes(path.get(), entry.value);
    return namesRefusal(front, entry.name)
        .or(() -> isBytes ? decode(entry.value) : Optional.empty())
        .or(() -> tolerances.useOfTime(at, reading.now()))
        .or(() -> leaves.add(at, path.get(), entry.value));
  }

  /// Why names are refused that are understood only because they are tolerated.
  private Optional<String> namesRefusal(String front, String name) {
    Optional<String> refusal = Optional.empty();
    if (hasBaseName && front.length() > baseName.length()) {
      refusal = tolerances.use(Tolerance.OLD_JSON_NAMES_WITHOUT_SLASH_BETWEEN);
    }
    boolean isAbsolute = (front.isEmpty() ? name : front).startsWith("/");
    return isAbsolute
        ? refusal
        : refusal.or(() -> tolerances.use(Tolerance.OLD_JSON_NAME_WITHOUT_SLASH));
  }

  /// What to put before a name: the base name, with a slash where the two need one.
  private String front(String name) {
    if (name.startsWith("/")) {
      return hasBaseName && !baseName.equals("/") ? baseName : "";
    }
    boolean needsSlash = !name.isEmpty() && !baseName.isEmpty() && !baseName.endsWith("/");
    return needsSlash ? baseName + "/" : baseName;
  }

  /// Text stands for bytes, too, if the resource is made of them.
  private boolean isBytes(Path path, Scalar value) {
    return value.kind() == Scalar.Kind.TEXT && reading.type(path) == DataType.OPAQUE;
  }

  /// Makes bytes of a text in base64; what is none stays. The answer is why the text is refused, if so.
  private Optional<String> decode(Scalar value) {
    String text = value.textValue();
    Optional<Bytes> bytes = Base64Text.decode(text);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    value.data(bytes.get());
    return Base64Text.isPadded(text) ? Optional.empty() : tolerances.use(Tolerance.BASE64_VARIANT);
  }
}
