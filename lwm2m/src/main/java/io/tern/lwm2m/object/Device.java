// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3, Device, of version 1.2.
public final class Device {
  /// The object id.
  public static final int ID = 3;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 0 Manufacturer: R.
  public static final Resource.Single<String> MANUFACTURER =
      new Resource.Single<>(ID, 0, ValueType.STRING);

  /// 1 Model Number: R.
  public static final Resource.Single<String> MODEL_NUMBER =
      new Resource.Single<>(ID, 1, ValueType.STRING);

  /// 2 Serial Number: R.
  public static final Resource.Single<String> SERIAL_NUMBER =
      new Resource.Single<>(ID, 2, ValueType.STRING);

  /// 3 Firmware Version: R.
  public static final Resource.Single<String> FIRMWARE_VERSION =
      new Resource.Single<>(ID, 3, ValueType.STRING);

  /// 4 Reboot: E, mandatory.
  public static final Resource.Executable REBOOT = new Resource.Executable(ID, 4);

  /// 5 Factory Reset: E.
  public static final Resource.Executable FACTORY_RESET = new Resource.Executable(ID, 5);

  /// 6 Available Power Sources: R, 0..7.
  public static final Resource.Multiple<Long> AVAILABLE_POWER_SOURCES =
      new Resource.Multiple<>(ID, 6, ValueType.INTEGER);

  /// 7 Power Source Voltage: R.
  public static final Resource.Multiple<Long> POWER_SOURCE_VOLTAGE =
      new Resource.Multiple<>(ID, 7, ValueType.INTEGER);

  /// 8 Power Source Current: R.
  public static final Resource.Multiple<Long> POWER_SOURCE_CURRENT =
      new Resource.Multiple<>(ID, 8, ValueType.INTEGER);

  /// 9 Battery Level: R, 0..100, in /100.
  public static final Resource.Single<Long> BATTERY_LEVEL =
      new Resource.Single<>(ID, 9, ValueType.INTEGER);

  /// 10 Memory Free: R.
  public static final Resource.Single<Long> MEMORY_FREE =
      new Resource.Single<>(ID, 10, ValueType.INTEGER);

  /// 11 Error Code: R, mandatory, 0..32.
  public static final Resource.Multiple<Long> ERROR_CODE =
      new Resource.Multiple<>(ID, 11, ValueType.INTEGER);

  /// 12 Reset Error Code: E.
  public static final Resource.Executable RESET_ERROR_CODE = new Resource.Executable(ID, 12);

  /// 13 Current Time: RW.
  public static final Resource.Single<Instant> CURRENT_TIME =
      new Resource.Single<>(ID, 13, ValueType.TIME);

  /// 14 UTC Offset: RW.
  public static final Resource.Single<String> UTC_OFFSET =
      new Resource.Single<>(ID, 14, ValueType.STRING);

  /// 15 Timezone: RW.
  public static final Resource.Single<String> TIMEZONE =
      new Resource.Single<>(ID, 15, ValueType.STRING);

  /// 16 Supported Binding and Modes: R, mandatory.
  public static final Resource.Single<String> SUPPORTED_BINDING_AND_MODES =
      new Resource.Single<>(ID, 16, ValueType.STRING);

  /// 17 Device Type: R.
  public static final Resource.Single<String> DEVICE_TYPE =
      new Resource.Single<>(ID, 17, ValueType.STRING);

  /// 18 Hardware Version: R.
  public static final Resource.Single<String> HARDWARE_VERSION =
      new Resource.Single<>(ID, 18, ValueType.STRING);

  /// 19 Software Version: R.
  public static final Resource.Single<String> SOFTWARE_VERSION =
      new Resource.Single<>(ID, 19, ValueType.STRING);

  /// 20 Battery Status: R, 0..6.
  public static final Resource.Single<Long> BATTERY_STATUS =
      new Resource.Single<>(ID, 20, ValueType.INTEGER);

  /// 21 Memory Total: R.
  public static final Resource.Single<Long> MEMORY_TOTAL =
      new Resource.Single<>(ID, 21, ValueType.INTEGER);

  /// 22 ExtDevInfo: R.
  public static final Resource.Multiple<Value.ObjectLink> EXT_DEV_INFO =
      new Resource.Multiple<>(ID, 22, ValueType.OBJECT_LINK);

  private Device() {}
}
