// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 3343, Dimmer, of version 1.0.
public final class Dimmer {
  /// The object id.
  public static final int ID = 3343;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5548 Level: RW, mandatory, 0..100, in /100.
  public static final Resource.Single<Double> LEVEL =
      new Resource.Single<>(ID, 5548, ValueType.FLOAT);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 5852 On time: RW, in s.
  public static final Resource.Single<Long> ON_TIME =
      new Resource.Single<>(ID, 5852, ValueType.INTEGER);

  /// 5854 Off Time: RW, in s.
  public static final Resource.Single<Long> OFF_TIME =
      new Resource.Single<>(ID, 5854, ValueType.INTEGER);

  private Dimmer() {}
}
