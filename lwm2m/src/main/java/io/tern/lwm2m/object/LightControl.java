// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 3311, Light Control, of version 1.0.
public final class LightControl {
  /// The object id.
  public static final int ID = 3311;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5701 Sensor Units: R.
  public static final Resource.Single<String> SENSOR_UNITS =
      new Resource.Single<>(ID, 5701, ValueType.STRING);

  /// 5706 Colour: RW.
  public static final Resource.Single<String> COLOUR =
      new Resource.Single<>(ID, 5706, ValueType.STRING);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 5805 Cumulative active power: R, in Wh.
  public static final Resource.Single<Double> CUMULATIVE_ACTIVE_POWER =
      new Resource.Single<>(ID, 5805, ValueType.FLOAT);

  /// 5820 Power factor: R.
  public static final Resource.Single<Double> POWER_FACTOR =
      new Resource.Single<>(ID, 5820, ValueType.FLOAT);

  /// 5850 On/Off: RW, mandatory.
  public static final Resource.Single<Boolean> ON_OFF =
      new Resource.Single<>(ID, 5850, ValueType.BOOLEAN);

  /// 5851 Dimmer: RW, 0..100, in /100.
  public static final Resource.Single<Long> DIMMER =
      new Resource.Single<>(ID, 5851, ValueType.INTEGER);

  /// 5852 On time: RW, in s.
  public static final Resource.Single<Long> ON_TIME =
      new Resource.Single<>(ID, 5852, ValueType.INTEGER);

  private LightControl() {}
}
