// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 7, Connectivity Statistics, of version 1.0.
public final class ConnectivityStatistics {
  /// The object id.
  public static final int ID = 7;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 0 SMS Tx Counter: R.
  public static final Resource.Single<Long> SMS_TX_COUNTER =
      new Resource.Single<>(ID, 0, ValueType.INTEGER);

  /// 1 SMS Rx Counter: R.
  public static final Resource.Single<Long> SMS_RX_COUNTER =
      new Resource.Single<>(ID, 1, ValueType.INTEGER);

  /// 2 Tx Data: R.
  public static final Resource.Single<Long> TX_DATA =
      new Resource.Single<>(ID, 2, ValueType.INTEGER);

  /// 3 Rx Data: R.
  public static final Resource.Single<Long> RX_DATA =
      new Resource.Single<>(ID, 3, ValueType.INTEGER);

  /// 4 Max Message Size: R, in B.
  public static final Resource.Single<Long> MAX_MESSAGE_SIZE =
      new Resource.Single<>(ID, 4, ValueType.INTEGER);

  /// 5 Average Message Size: R, in B.
  public static final Resource.Single<Long> AVERAGE_MESSAGE_SIZE =
      new Resource.Single<>(ID, 5, ValueType.INTEGER);

  /// 6 Start: E, mandatory.
  public static final Resource.Executable START = new Resource.Executable(ID, 6);

  /// 7 Stop: E, mandatory.
  public static final Resource.Executable STOP = new Resource.Executable(ID, 7);

  /// 8 Collection Period: RW, in s.
  public static final Resource.Single<Long> COLLECTION_PERIOD =
      new Resource.Single<>(ID, 8, ValueType.INTEGER);

  private ConnectivityStatistics() {}
}
