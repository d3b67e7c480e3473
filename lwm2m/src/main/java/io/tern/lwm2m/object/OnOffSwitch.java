// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3342, On/Off switch, of version 1.1.
public final class OnOffSwitch {
  /// The object id.
  public static final int ID = 3342;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5500 Digital Input State: R, mandatory.
  public static final Resource.Single<Boolean> DIGITAL_INPUT_STATE =
      new Resource.Single<>(ID, 5500, ValueType.BOOLEAN);

  /// 5501 Digital Input Counter: R.
  public static final Resource.Single<Long> DIGITAL_INPUT_COUNTER =
      new Resource.Single<>(ID, 5501, ValueType.INTEGER);

  /// 5518 Timestamp: R.
  public static final Resource.Single<Instant> TIMESTAMP =
      new Resource.Single<>(ID, 5518, ValueType.TIME);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 5852 On time: RW, in s.
  public static final Resource.Single<Long> ON_TIME =
      new Resource.Single<>(ID, 5852, ValueType.INTEGER);

  /// 5854 Off Time: RW, in s.
  public static final Resource.Single<Long> OFF_TIME =
      new Resource.Single<>(ID, 5854, ValueType.INTEGER);

  /// 6050 Fractional Timestamp: R, 0..1, in s.
  public static final Resource.Single<Double> FRACTIONAL_TIMESTAMP =
      new Resource.Single<>(ID, 6050, ValueType.FLOAT);

  private OnOffSwitch() {}
}
