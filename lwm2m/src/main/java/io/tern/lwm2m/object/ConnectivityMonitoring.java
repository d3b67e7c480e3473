// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 4, Connectivity Monitoring, of version 1.3.
public final class ConnectivityMonitoring {
  /// The object id.
  public static final int ID = 4;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 0 Network Bearer: R, mandatory, 0..50.
  public static final Resource.Single<Long> NETWORK_BEARER =
      new Resource.Single<>(ID, 0, ValueType.INTEGER);

  /// 1 Available Network Bearer: R, mandatory, 0..50.
  public static final Resource.Multiple<Long> AVAILABLE_NETWORK_BEARER =
      new Resource.Multiple<>(ID, 1, ValueType.INTEGER);

  /// 2 Radio Signal Strength: R, mandatory, in dBm.
  public static final Resource.Single<Long> RADIO_SIGNAL_STRENGTH =
      new Resource.Single<>(ID, 2, ValueType.INTEGER);

  /// 3 Link Quality: R.
  public static final Resource.Single<Long> LINK_QUALITY =
      new Resource.Single<>(ID, 3, ValueType.INTEGER);

  /// 4 IP Addresses: R, mandatory.
  public static final Resource.Multiple<String> IP_ADDRESSES =
      new Resource.Multiple<>(ID, 4, ValueType.STRING);

  /// 5 Router IP Addresses: R.
  public static final Resource.Multiple<String> ROUTER_IP_ADDRESSES =
      new Resource.Multiple<>(ID, 5, ValueType.STRING);

  /// 6 Link Utilization: R, 0..100, in /100.
  public static final Resource.Single<Long> LINK_UTILIZATION =
      new Resource.Single<>(ID, 6, ValueType.INTEGER);

  /// 7 APN: R.
  public static final Resource.Multiple<String> APN =
      new Resource.Multiple<>(ID, 7, ValueType.STRING);

  /// 8 Cell ID: R.
  public static final Resource.Single<Long> CELL_ID =
      new Resource.Single<>(ID, 8, ValueType.INTEGER);

  /// 9 SMNC: R, 0..999.
  public static final Resource.Single<Long> SMNC = new Resource.Single<>(ID, 9, ValueType.INTEGER);

  /// 10 SMCC: R, 0..999.
  public static final Resource.Single<Long> SMCC = new Resource.Single<>(ID, 10, ValueType.INTEGER);

  /// 11 SignalSNR: R, in dB.
  public static final Resource.Single<Long> SIGNAL_SNR =
      new Resource.Single<>(ID, 11, ValueType.INTEGER);

  /// 12 LAC: R.
  public static final Resource.Single<Long> LAC = new Resource.Single<>(ID, 12, ValueType.INTEGER);

  /// 13 Coverage Enhancement Level: R, 0..4.
  public static final Resource.Single<Long> COVERAGE_ENHANCEMENT_LEVEL =
      new Resource.Single<>(ID, 13, ValueType.INTEGER);

  private ConnectivityMonitoring() {}
}
