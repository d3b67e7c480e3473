// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3310, Load Control, of version 1.1.
public final class LoadControl {
  /// The object id.
  public static final int ID = 3310;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5518 Timestamp: R.
  public static final Resource.Single<Instant> TIMESTAMP =
      new Resource.Single<>(ID, 5518, ValueType.TIME);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 5823 Event Identifier: RW, mandatory.
  public static final Resource.Single<String> EVENT_IDENTIFIER =
      new Resource.Single<>(ID, 5823, ValueType.STRING);

  /// 5824 Start Time: RW, mandatory.
  public static final Resource.Single<Instant> START_TIME =
      new Resource.Single<>(ID, 5824, ValueType.TIME);

  /// 5825 Duration In Min: RW, mandatory, in min.
  public static final Resource.Single<Long> DURATION_IN_MIN =
      new Resource.Single<>(ID, 5825, ValueType.INTEGER);

  /// 5826 Criticality Level: RW, 0..3.
  public static final Resource.Single<Long> CRITICALITY_LEVEL =
      new Resource.Single<>(ID, 5826, ValueType.INTEGER);

  /// 5827 Avg Load AdjPct: RW, 0..100, in /100.
  public static final Resource.Single<Long> AVG_LOAD_ADJ_PCT =
      new Resource.Single<>(ID, 5827, ValueType.INTEGER);

  /// 5828 Duty Cycle: RW, 0..100, in /100.
  public static final Resource.Single<Long> DUTY_CYCLE =
      new Resource.Single<>(ID, 5828, ValueType.INTEGER);

  /// 6050 Fractional Timestamp: R, 0..1, in s.
  public static final Resource.Single<Double> FRACTIONAL_TIMESTAMP =
      new Resource.Single<>(ID, 6050, ValueType.FLOAT);

  private LoadControl() {}
}
