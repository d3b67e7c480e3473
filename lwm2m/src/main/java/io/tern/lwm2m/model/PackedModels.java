// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Version;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Object definitions in a few bytes each: what the build writes and [Registry] reads.
///
/// All numbers are big-endian and unsigned.
///
///     file     = "TRN1" u16:objects u16:strings object-entry* string* object*
///     entry    = u16:id u8:major u8:minor u16:name u8:flags u32:offset of the object
///     string   = u16:bytes utf-8*
///     object   = u16:resources resource*
///     resource = u16:id u16:name u8:operations u8:flags u8:type u16:range u16:units
///
/// Names, ranges and units are numbers of strings; flags are 1 multiple, 2 mandatory, those of an entry
/// also 4 times the number of the release; entries are ascending by id and version.
final class PackedModels {
  private static final int MAGIC = 0x54524E31;
  private static final int HEADER_BYTES = 8;
  private static final int ENTRY_BYTES = 11;
  private static final int RESOURCE_BYTES = 11;
  private static final int MULTIPLE = 1;
  private static final int MANDATORY = 2;
  private static final int RELEASE_SHIFT = 2;
  private static final List<Release> RELEASES = List.of(Release.values());
  private static final List<DataType> TYPES = List.of(DataType.values());
  private static final List<ResourceModel.Operations> OPERATIONS =
      List.of(ResourceModel.Operations.values());

  private final ByteBuffer file;
  private final int size;
  private final int[] stringOffsets;

  /// Takes a file that [#pack] wrote; anything else is our own bug.
  PackedModels(Bytes packed) {
    file = packed.asBuffer();
    if (file.getInt(0) != MAGIC) {
      throw new IllegalArgumentException("no packed object definitions");
    }
    size = u16(4);
    stringOffsets = new int[u16(6)];
    int at = HEADER_BYTES + size * ENTRY_BYTES;
    for (int i = 0; i < stringOffsets.length; i++) {
      stringOffsets[i] = at;
      at += 2 + u16(at);
    }
  }

  /// How many definitions there are.
  int size() {
    return size;
  }

  /// Id and version of a definition as one ascending number.
  int key(int index) {
    return file.getInt(entry(index));
  }

  String name(int index) {
    return string(u16(entry(index) + 4));
  }

  /// A fresh copy of a definition.
  ObjectModel model(int index) {
    int entry = entry(index);
    int flags = u8(entry + 6);
    int object = file.getInt(entry + 7);
    TreeMap<Integer, ResourceModel> resources = new TreeMap<>();
    for (int i = 0; i < u16(object); i++) {
      ResourceModel resource = resource(object + 2 + i * RESOURCE_BYTES);
      resources.put(resource.id(), resource);
    }
    return new ObjectModel(
        u16(entry),
        new Version(u8(entry + 2), u8(entry + 3)),
        RELEASES.get(flags >> RELEASE_SHIFT),
        name(index),
        (flags & MULTIPLE) != 0,
        (flags & MANDATORY) != 0,
        resources);
  }

  private ResourceModel resource(int at) {
    int flags = u8(at + 5);
    return new ResourceModel(
        u16(at),
        string(u16(at + 2)),
        OPERATIONS.get(u8(at + 4)),
        (flags & MULTIPLE) != 0,
        (flags & MANDATORY) != 0,
        TYPES.get(u8(at + 6)),
        string(u16(at + 7)),
        string(u16(at + 9)));
  }

  private static int entry(int index) {
    return HEADER_BYTES + index * ENTRY_BYTES;
  }

  private String string(int number) {
    int at = stringOffsets[number];
    byte[] utf8 = new byte[u16(at)];
    file.get(at + 2, utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private int u8(int at) {
    return file.get(at) & 0xFF;
  }

  private int u16(int at) {
    return file.getShort(at) & 0xFFFF;
  }

  /// Id and version as one ascending number.
  static int key(int id, Version version) {
    return id << 16 | version.major() << 8 | version.minor();
  }

  /// The packed form of `models`; of two with one id and version the later wins.
  static Bytes pack(Collection<ObjectModel> models) {
    TreeMap<Integer, ObjectModel> sorted = new TreeMap<>(Integer::compareUnsigned);
    models.forEach(model -> sorted.put(key(model.id(), model.version()), model));
    Strings strings = new Strings();
    int objectBytes = 0;
    for (ObjectModel model : sorted.values()) {
      strings.number(model.name());
      objectBytes += 2 + model.resources().size() * RESOURCE_BYTES;
      for (ResourceModel resource : model.resources().values()) {
        strings.number(resource.name());
        strings.number(resource.range());
        strings.number(resource.units());
      }
    }
    int at = HEADER_BYTES + sorted.size() * ENTRY_BYTES + strings.bytes();
    ByteBuffer file = ByteBuffer.allocate(at + objectBytes);
    file.putInt(MAGIC).putShort(u16Of(sorted.size())).putShort(u16Of(strings.all().size()));
    for (ObjectModel model : sorted.values()) {
      file.putInt(key(model.id(), model.version())).putShort(strings.number(model.name()));
      int release = RELEASES.indexOf(model.leastRelease()) << RELEASE_SHIFT;
      file.put((byte) (flags(model.multiple(), model.mandatory()) | release)).putInt(at);
      at += 2 + model.resources().size() * RESOURCE_BYTES;
    }
    for (byte[] string : strings.all()) {
      file.putShort(u16Of(string.length)).put(string);
    }
    for (ObjectModel model : sorted.values()) {
      file.putShort(u16Of(model.resources().size()));
      model.resources().values().forEach(resource -> put(file, resource, strings));
    }
    return Bytes.wrap(file.array());
  }

  private static void put(ByteBuffer file, ResourceModel resource, Strings strings) {
    file.putShort((short) resource.id()).putShort(strings.number(resource.name()));
    file.put((byte) OPERATIONS.indexOf(resource.operations()));
    file.put(flags(resource.multiple(), resource.mandatory()));
    file.put((byte) TYPES.indexOf(resource.type()));
    file.putShort(strings.number(resource.range())).putShort(strings.number(resource.units()));
  }

  private static byte flags(boolean multiple, boolean mandatory) {
    return (byte) ((multiple ? MULTIPLE : 0) | (mandatory ? MANDATORY : 0));
  }

  private static short u16Of(int number) {
    return (short) java.util.Objects.checkIndex(number, 1 << 16);
  }

  /// The strings of a file, each once, numbered in the order of their first use.
  private static final class Strings {
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    short number(String text) {
      return u16Of(numbers.computeIfAbsent(text, _ -> numbers.size()));
    }

    List<byte[]> all() {
      return numbers.keySet().stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    int bytes() {
      return all().stream().mapToInt(string -> 2 + string.length).sum();
    }
  }
}
