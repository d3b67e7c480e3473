// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.memory;

import io.tern.app.store.KnownValue;
import io.tern.app.store.ValueHistory;
import io.tern.app.store.ValuePage;
import io.tern.app.store.ValueQuery;
import io.tern.app.store.Values;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.node.TimedNode;
import io.tern.server.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// Values in memory. Where the bound for all is reached, those of the device that was quiet for longest
/// go.
final class MemoryValues implements ValueHistory {
  private final int seriesMax;
  private final int countMax;
  private final ReentrantLock lock = new ReentrantLock();

  /// Devices in the order in which they were last heard.
  private final LinkedHashMap<EndpointName, TreeMap<Path, Series>> devices =
      new LinkedHashMap<>(16, 0.75f, true);

  private int count;

  /// The values of one resource.
  private static final class Series {
    private static final Comparator<KnownValue> BY_RECEIPT =
        Comparator.comparing((KnownValue value) -> value.ahead().orElse(value.time()))
            .thenComparing(KnownValue::time);

    private final TreeMap<Instant, KnownValue> values = new TreeMap<>();

    /// Those of them whose time lies ahead, in the order in which they came.
    private final LinkedHashMap<Instant, KnownValue> ahead = new LinkedHashMap<>();

    void put(KnownValue value, int max) {
      ahead.remove(value.time());
      if (value.ahead().isPresent()) {
        ahead.put(value.time(), value);
      }
      values.put(value.time(), value);
      while (values.size() > max) {
        if (ahead.isEmpty()) {
          values.pollFirstEntry();
        } else {
          values.remove(ahead.pollFirstEntry().getKey());
        }
      }
    }

    KnownValue last() {
      for (KnownValue value : values.descendingMap().values()) {
        if (value.ahead().isEmpty()) {
          return value;
        }
      }
      return Collections.max(ahead.values(), BY_RECEIPT);
    }
  }

  /// @param seriesMax values of one resource
  /// @param countMax values of all devices together
  MemoryValues(int seriesMax, int countMax) {
    this.seriesMax = seriesMax;
    this.countMax = countMax;
  }

  @Override
  public void keep(EndpointName endpoint, List<TimedNode> told, Origin origin, long nowNanos) {
    put(endpoint, Values.of(told, origin, Instant.ofEpochSecond(0, nowNanos)));
  }

  void put(EndpointName endpoint, List<KnownValue> values) {
    if (seriesMax == 0 || values.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      var known = devices.computeIfAbsent(endpoint, e -> new TreeMap<>());
      for (KnownValue value : values) {
        Series series = known.computeIfAbsent(value.path(), path -> new Series());
        count -= series.values.size();
        series.put(value, seriesMax);
        count += series.values.size();
      }
      makeRoom();
    } finally {
      lock.unlock();
    }
  }

  private void makeRoom() {
    Iterator<Map.Entry<EndpointName, TreeMap<Path, Series>>> eldest = devices.entrySet().iterator();
    while (count > countMax && eldest.hasNext()) {
      for (Series series : eldest.next().getValue().values()) {
        count -= series.values.size();
      }
      eldest.remove();
    }
  }

  @Override
  public List<KnownValue> last(EndpointName endpoint, Path path) {
    lock.lock();
    try {
      List<KnownValue> values = new ArrayList<>();
      below(endpoint, path).values().forEach(series -> values.add(series.last()));
      return values;
    } finally {
      lock.unlock();
    }
  }

  /// What is below a path lies between it and the next path that is not below it.
  private NavigableMap<Path, Series> below(EndpointName endpoint, Path path) {
    TreeMap<Path, Series> found = new TreeMap<>();
    var known = devices.get(endpoint);
    if (known != null) {
      for (var entry : known.tailMap(path, true).entrySet()) {
        if (!path.contains(entry.getKey())) {
          break;
        }
        found.put(entry.getKey(), entry.getValue());
      }
    }
    return found;
  }

  @Override
  public ValuePage list(ValueQuery query) {
    lock.lock();
    try {
      List<KnownValue> values = new ArrayList<>();
      for (Series series : below(query.endpoint(), query.path()).values()) {
        for (KnownValue value : series.values.values()) {
          if (wanted(query, value)) {
            if (values.size() == query.limitMax()) {
              KnownValue last = values.getLast();
              return new ValuePage(
                  values, Optional.of(new ValueQuery.Place(last.path(), last.time())));
            }
            values.add(value);
          }
        }
      }
      return new ValuePage(values, Optional.empty());
    } finally {
      lock.unlock();
    }
  }

  private static boolean wanted(ValueQuery query, KnownValue value) {
    boolean after =
        query
            .after()
            .map(
                place -> {
                  int order = value.path().compareTo(place.path());
                  return order > 0 || order == 0 && value.time().isAfter(place.time());
                })
            .orElse(true);
    return after
        && query.from().map(from -> !value.time().isBefore(from)).orElse(true)
        && query.to().map(to -> value.time().isBefore(to)).orElse(true);
  }
}
