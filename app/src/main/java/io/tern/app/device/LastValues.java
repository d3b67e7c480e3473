// SPDX-License-Identifier: Apache-2.0

package io.tern.app.device;

import io.tern.coap.Bytes;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// The newest value of every resource that a device told, within a bound: where it is reached, the
/// values of the device that was quiet for longest go. Large values are not kept. Any thread.
public final class LastValues {
  private static final int VALUE_BYTES_MAX = 1_024;

  private final int countMax;
  private final ReentrantLock lock = new ReentrantLock();

  /// Devices in the order in which they were last heard.
  private final LinkedHashMap<EndpointName, TreeMap<Path, KnownValue>> devices =
      new LinkedHashMap<>(16, 0.75f, true);

  private int count;

  /// @param countMax how many values of all devices together; 0 keeps none
  public LastValues(int countMax) {
    this.countMax = countMax;
  }

  /// A device told `node`, which takes the place of all that was known at and below `path`.
  public void put(EndpointName endpoint, Path path, Node node, Instant time, Origin origin) {
    List<KnownValue> values = new ArrayList<>();
    collect(path, node, time, origin, values);
    lock.lock();
    try {
      TreeMap<Path, KnownValue> known = devices.computeIfAbsent(endpoint, e -> new TreeMap<>());
      count -= known.size();
      // Everything below a path lies between it and the next path that is not below it.
      known.tailMap(path, true).keySet().removeIf(path::contains);
      for (KnownValue value : values) {
        known.put(value.path(), value);
      }
      count += known.size();
      makeRoom();
    } finally {
      lock.unlock();
    }
  }

  private void makeRoom() {
    Iterator<Map.Entry<EndpointName, TreeMap<Path, KnownValue>>> eldest =
        devices.entrySet().iterator();
    while (count > countMax && eldest.hasNext()) {
      count -= eldest.next().getValue().size();
      eldest.remove();
    }
  }

  /// What is known of a device at and below `path`, in order of path.
  public List<KnownValue> at(EndpointName endpoint, Path path) {
    lock.lock();
    try {
      TreeMap<Path, KnownValue> known = devices.get(endpoint);
      return known == null
          ? List.of()
          : known.tailMap(path, true).values().stream()
              .filter(value -> path.contains(value.path()))
              .toList();
    } finally {
      lock.unlock();
    }
  }

  /// The device is gone.
  public void forget(EndpointName endpoint) {
    lock.lock();
    try {
      TreeMap<Path, KnownValue> known = devices.remove(endpoint);
      count -= known == null ? 0 : known.size();
    } finally {
      lock.unlock();
    }
  }

  /// How many values are kept.
  public int count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  private static void collect(
      Path path, Node node, Instant time, Origin origin, List<KnownValue> values) {
    switch (node) {
      case Node.ObjectNode object ->
          object
              .instances()
              .forEach((id, child) -> collect(path.child(id), child, time, origin, values));
      case Node.InstanceNode instance ->
          instance
              .resources()
              .forEach((id, child) -> collect(path.child(id), child, time, origin, values));
      case Node.SingleResource single -> add(path, single.value(), time, origin, values);
      case Node.MultipleResource multiple ->
          multiple
              .values()
              .forEach((id, value) -> add(path.child(id), value, time, origin, values));
      case Node.ResourceInstanceNode instance -> add(path, instance.value(), time, origin, values);
    }
  }

  private static void add(
      Path path, Value value, Instant time, Origin origin, List<KnownValue> values) {
    int bytes =
        switch (value) {
          case Value.Text(String text) -> text.length();
          case Value.CoreLink(String links) -> links.length();
          case Value.Opaque(Bytes content) -> content.size();
          case Value.Raw(Bytes content) -> content.size();
          default -> 0;
        };
    if (bytes <= VALUE_BYTES_MAX) {
      values.add(new KnownValue(path, value, time, origin));
    }
  }
}
