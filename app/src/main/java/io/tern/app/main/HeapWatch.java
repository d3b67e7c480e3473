// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/// Whether so little memory is left that the server takes on nothing new: what is in use after a
/// collection of all objects, or twice in a row after one of some of the old, is more than a part of what
/// old objects have room in. Over once it is a tenth less.
///
/// And whether none is left at all: a JVM that does little but collect may go on like that for long without
/// an OutOfMemoryError, answers nobody, and is of no use.
///
/// The thread of the JVM that tells of collections writes, any thread reads.
final class HeapWatch implements BooleanSupplier, AutoCloseable {
  private static final int PERCENT = 100;
  private static final int HYSTERESIS_DIVISOR = 10;

  /// So long it must have done little but collect.
  private static final long STUCK_MILLIS = 20_000;

  private static final int STUCK_PERCENT = 90;

  /// One that takes longer may have been a process that stood still; more of it does not count.
  private static final long COLLECTION_MILLIS_MAX = 4_000;

  private final long bytesMax;
  private final Runnable stuck;
  private final Set<String> heapPools =
      heapPools().stream().map(MemoryPoolMXBean::getName).collect(Collectors.toSet());
  private final List<Listening> listening = new ArrayList<>();
  private int overInARow;
  private long sinceMillis;
  private long collectedMillis;
  private volatile boolean isShort;

  private record Listening(NotificationEmitter emitter, NotificationListener listener) {}

  /// What a collection left.
  ///
  /// @param all whether it left no garbage
  /// @param startMillis when it began, since the JVM did
  record Collection(long usedBytes, boolean all, long startMillis, long endMillis) {}

  /// One that is told of collections by its caller alone.
  HeapWatch(long bytesMax, Runnable stuck) {
    this.bytesMax = bytesMax;
    this.stuck = stuck;
  }

  /// Begins to watch.
  ///
  /// @param percent of the room for old objects, 1 to 100; at 100 memory is never short
  /// @param stuck called when the JVM does little but collect
  static HeapWatch start(int percent, Runnable stuck) {
    long room =
        heapPools().stream()
            .filter(pool -> isOld(pool.getName()))
            .mapToLong(pool -> pool.getUsage().getMax())
            .filter(bytes -> bytes > 0)
            .findFirst()
            .orElse(Runtime.getRuntime().maxMemory());
    HeapWatch watch =
        new HeapWatch(percent >= PERCENT ? Long.MAX_VALUE : room / PERCENT * percent, stuck);
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collectsOld(collector) && collector instanceof NotificationEmitter emitter) {
        NotificationListener listener = (notification, handback) -> watch.onNotified(notification);
        emitter.addNotificationListener(listener, null, null);
        watch.listening.add(new Listening(emitter, listener));
      }
    }
    return watch;
  }

  private static List<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  /// One that collects young objects alone leaves garbage among the old.
  private static boolean collectsOld(GarbageCollectorMXBean collector) {
    return List.of(collector.getMemoryPoolNames()).stream().anyMatch(HeapWatch::isOld);
  }

  private static boolean isOld(String pool) {
    return pool.contains("Old") || pool.contains("Tenured");
  }

  private void onNotified(Notification notification) {
    if (notification
            .getType()
            .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
        && notification.getUserData() instanceof CompositeData data) {
      GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
      Map<String, MemoryUsage> after = info.getGcInfo().getMemoryUsageAfterGc();
      long used = 0;
      for (Map.Entry<String, MemoryUsage> pool : after.entrySet()) {
        used += heapPools.contains(pool.getKey()) ? pool.getValue().getUsed() : 0;
      }
      onCollected(
          new Collection(
              used,
              info.getGcAction().contains("major"),
              info.getGcInfo().getStartTime(),
              info.getGcInfo().getEndTime()));
    }
  }

  void onCollected(Collection done) {
    overInARow = done.usedBytes > bytesMax ? overInARow + 1 : 0;
    if (overInARow >= 2 || done.all && overInARow == 1) {
      isShort = true;
    } else if (done.usedBytes < bytesMax - bytesMax / HYSTERESIS_DIVISOR) {
      isShort = false;
    }
    collectedMillis += Math.min(COLLECTION_MILLIS_MAX, done.endMillis - done.startMillis);
    long elapsed = done.endMillis - sinceMillis;
    if (elapsed >= STUCK_MILLIS) {
      if (collectedMillis * PERCENT > elapsed * STUCK_PERCENT) {
        stuck.run();
      }
      sinceMillis = done.endMillis;
      collectedMillis = 0;
    }
  }

  /// Whether memory is short.
  @Override
  public boolean getAsBoolean() {
    return isShort;
  }

  @Override
  public void close() {
    for (Listening one : listening) {
      try {
        one.emitter.removeNotificationListener(one.listener);
      } catch (ListenerNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
    listening.clear();
  }
}
