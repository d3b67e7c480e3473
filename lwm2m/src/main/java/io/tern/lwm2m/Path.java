// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import java.util.Optional;

/// A path into the data model: `/`, `/o`, `/o/i`, `/o/i/r` or `/o/i/r/ri` (LwM2M 1.2 Core §7.2).
///
/// Ids are 0 to 65534; 65535 (MAX_ID) is reserved and never addresses anything. Ordered by ids, a
/// parent before its children. Held in one `long`.
public final class Path implements Comparable<Path> {
  /// The root.
  public static final Path ROOT = new Path(0, 0);

  /// The greatest usable id.
  public static final int ID_MAX = 65534;

  private final long ids;
  private final byte depth;

  private Path(long ids, int depth) {
    this.ids = ids;
    this.depth = (byte) depth;
  }

  /// The path of the given ids, none to four of them, each 0 to 65534.
  public static Path of(int... ids) {
    if (ids.length > 4) {
      throw new IllegalArgumentException("a path has at most four ids");
    }
    Path path = ROOT;
    for (int id : ids) {
      path = path.child(id);
    }
    return path;
  }

  /// The path of the `depth` ids that lie in `bits`, the object id in the highest sixteen, the next id
  /// below it, and so on; each 0 to 65534, and zeros where there is no id.
  public static Path ofBits(long bits, int depth) {
    return depth == 0 ? ROOT : new Path(bits, depth);
  }

  /// The ids as [#ofBits] takes them.
  public long bits() {
    return ids;
  }

  /// The path that `text` spells: `/` or up to four decimal ids, each after a slash. Empty where it is
  /// anything else: no sign, no leading zero, no trailing slash, no 65535.
  public static Optional<Path> parse(String text) {
    if (text.equals("/")) {
      return Optional.of(ROOT);
    }
    if (text.isEmpty() || text.length() > 24 || text.charAt(0) != '/') {
      return Optional.empty();
    }
    return parse(java.util.List.of(text.substring(1).split("/", -1)));
  }

  /// The path of the given segments, each a decimal id; no segment is the root.
  public static Optional<Path> parse(java.util.List<String> segments) {
    if (segments.size() > 4) {
      return Optional.empty();
    }
    Path path = ROOT;
    for (String segment : segments) {
      int id = parseId(segment);
      if (id < 0) {
        return Optional.empty();
      }
      path = path.child(id);
    }
    return Optional.of(path);
  }

  private static int parseId(String text) {
    int length = text.length();
    if (length == 0 || length > 5 || (length > 1 && text.charAt(0) == '0')) {
      return -1;
    }
    int id = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      id = id * 10 + (c - '0');
    }
    return id > ID_MAX ? -1 : id;
  }

  /// How many ids it has: 0 root, 1 object, 2 object instance, 3 resource, 4 resource instance.
  public int depth() {
    return depth;
  }

  /// The id at `level`, 0 for the object.
  public int id(int level) {
    java.util.Objects.checkIndex(level, depth);
    return (int) (ids >>> (48 - 16 * level)) & 0xFFFF;
  }

  /// The object id; the path is not the root.
  public int objectId() {
    return id(0);
  }

  /// The object instance id; the path is at least that deep.
  public int instanceId() {
    return id(1);
  }

  /// The resource id; the path is at least that deep.
  public int resourceId() {
    return id(2);
  }

  /// The resource instance id; the path is that deep.
  public int resourceInstanceId() {
    return id(3);
  }

  public boolean isRoot() {
    return depth == 0;
  }

  public boolean isObject() {
    return depth == 1;
  }

  public boolean isInstance() {
    return depth == 2;
  }

  public boolean isResource() {
    return depth == 3;
  }

  public boolean isResourceInstance() {
    return depth == 4;
  }

  /// This path one id deeper.
  public Path child(int id) {
    java.util.Objects.checkIndex(id, ID_MAX + 1);
    java.util.Objects.checkIndex(depth, 4);
    return new Path(ids | ((long) id << (48 - 16 * depth)), depth + 1);
  }

  /// This path cut to its first `levels` ids.
  public Path prefix(int levels) {
    java.util.Objects.checkIndex(levels, depth + 1);
    return levels == 0 ? ROOT : new Path(ids & (-1L << (64 - 16 * levels)), levels);
  }

  /// This path without its last id; the path is not the root.
  public Path parent() {
    return prefix(depth - 1);
  }

  /// Whether `other` is this path or below it.
  public boolean contains(Path other) {
    return other.depth >= depth && sharesWith(other, depth);
  }

  /// Whether both paths have the same first `levels` ids, which both are deep enough for.
  public boolean sharesWith(Path other, int levels) {
    return levels == 0 || ((ids ^ other.ids) >>> (64 - 16 * levels)) == 0;
  }

  @Override
  public int compareTo(Path other) {
    int order = Long.compareUnsigned(ids, other.ids);
    return order != 0 ? order : depth - other.depth;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Path other && ids == other.ids && depth == other.depth;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(ids * 0x9E3779B97F4A7C15L + depth);
  }

  @Override
  public String toString() {
    if (depth == 0) {
      return "/";
    }
    StringBuilder text = new StringBuilder(24);
    for (int level = 0; level < depth; level++) {
      text.append('/').append(id(level));
    }
    return text.toString();
  }
}
