// SPDX-License-Identifier: Apache-2.0

package io.tern.client.object;

import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.node.Node;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The Device object (LwM2M 1.2 Core §E.4). Make one, add to [#instance] what this device has
/// (manufacturer, battery …), and serve it.
public final class Device {
  /// The object id.
  public static final int ID = 3;

  public static final int MANUFACTURER = 0;
  public static final int MODEL_NUMBER = 1;
  public static final int SERIAL_NUMBER = 2;
  public static final int FIRMWARE_VERSION = 3;
  public static final int REBOOT = 4;
  public static final int FACTORY_RESET = 5;
  public static final int AVAILABLE_POWER_SOURCES = 6;
  public static final int POWER_SOURCE_VOLTAGE = 7;
  public static final int POWER_SOURCE_CURRENT = 8;
  public static final int BATTERY_LEVEL = 9;
  public static final int MEMORY_FREE = 10;
  public static final int ERROR_CODE = 11;
  public static final int RESET_ERROR_CODE = 12;
  public static final int CURRENT_TIME = 13;
  public static final int UTC_OFFSET = 14;
  public static final int TIMEZONE = 15;
  public static final int SUPPORTED_BINDING = 16;
  public static final int DEVICE_TYPE = 17;
  public static final int HARDWARE_VERSION = 18;
  public static final int SOFTWARE_VERSION = 19;
  public static final int BATTERY_STATUS = 20;
  public static final int MEMORY_TOTAL = 21;

  private static final Value NO_ERROR = new Value.Int(0);

  private Device() {}

  /// The instance: time (which servers may set), no error, reboot that does nothing. A device that can
  /// reboot says how by `executingLater(REBOOT, …)`, so that the server hears of it before.
  ///
  /// @param binding what resource 16 says, such as `U`
  public static ObjectInstance instance(ObjectModel model, String binding) {
    return ObjectInstance.of(model, 0)
        .holding(ERROR_CODE, Map.of(0, 0))
        .holding(SUPPORTED_BINDING, binding)
        .accepting(UTC_OFFSET, TIMEZONE)
        .executing(REBOOT, arguments -> {})
        .with(CURRENT_TIME, behaviour -> behaviour.withClock(new AdjustableClock()))
        .with(
            RESET_ERROR_CODE,
            behaviour -> behaviour.withReflex(Behaviour.Reflex.of(Device::resetErrors)));
  }

  private static void resetErrors(Behaviour.Held held) {
    held.put(errors(new TreeSet<>()));
  }

  /// Raises an error (1 to 32) beside those that are raised; once only. Meant for the loop.
  public static boolean raise(ObjectInstance device, int errorCode) {
    SortedSet<Integer> codes = raised(device);
    codes.add(errorCode);
    return device.set(ERROR_CODE, errors(codes));
  }

  /// The errors that are raised, ascending. On the loop.
  public static SortedSet<Integer> raised(ObjectInstance device) {
    TreeSet<Integer> codes = new TreeSet<>();
    if (device.content(ERROR_CODE).orElse(errors(codes))
        instanceof Node.MultipleResource(int id, SortedMap<Integer, Value> values)) {
      for (Value value : values.values()) {
        if (value instanceof Value.Int(long code) && code != 0) {
          codes.add((int) code);
        }
      }
    }
    return codes;
  }

  /// No error is one instance that says 0.
  private static Node.MultipleResource errors(SortedSet<Integer> codes) {
    TreeMap<Integer, Value> values = new TreeMap<>();
    for (int code : codes) {
      values.put(values.size(), new Value.Int(code));
    }
    if (values.isEmpty()) {
      values.put(0, NO_ERROR);
    }
    return new Node.MultipleResource(ERROR_CODE, values);
  }

  /// The loop's time, moved to what a server set.
  private static final class AdjustableClock implements Behaviour.Clock {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private long offsetSeconds;

    @Override
    public Value read(long nowNanos) {
      return new Value.Time(Math.floorDiv(nowNanos, NANOS_PER_SECOND) + offsetSeconds);
    }

    @Override
    public void adjust(Node.ResourceNode content, long nowNanos) {
      if (content instanceof Node.SingleResource(int id, Value.Time(long seconds))) {
        offsetSeconds = seconds - Math.floorDiv(nowNanos, NANOS_PER_SECOND);
      }
    }
  }
}
