// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 1, LwM2M Server, of version 1.2.
public final class Server {
  /// The object id.
  public static final int ID = 1;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 0 Short Server ID: R, mandatory, 1..65534.
  public static final Resource.Single<Long> SHORT_SERVER_ID =
      new Resource.Single<>(ID, 0, ValueType.INTEGER);

  /// 1 Lifetime: RW, mandatory, in s.
  public static final Resource.Single<Long> LIFETIME =
      new Resource.Single<>(ID, 1, ValueType.INTEGER);

  /// 2 Default Minimum Period: RW, in s.
  public static final Resource.Single<Long> DEFAULT_MINIMUM_PERIOD =
      new Resource.Single<>(ID, 2, ValueType.INTEGER);

  /// 3 Default Maximum Period: RW, in s.
  public static final Resource.Single<Long> DEFAULT_MAXIMUM_PERIOD =
      new Resource.Single<>(ID, 3, ValueType.INTEGER);

  /// 4 Disable: E.
  public static final Resource.Executable DISABLE = new Resource.Executable(ID, 4);

  /// 5 Disable Timeout: RW, in s.
  public static final Resource.Single<Long> DISABLE_TIMEOUT =
      new Resource.Single<>(ID, 5, ValueType.INTEGER);

  /// 6 Notification Storing When Disabled or Offline: RW, mandatory.
  public static final Resource.Single<Boolean> NOTIFICATION_STORING_WHEN_DISABLED_OR_OFFLINE =
      new Resource.Single<>(ID, 6, ValueType.BOOLEAN);

  /// 7 Binding: RW, mandatory.
  public static final Resource.Single<String> BINDING =
      new Resource.Single<>(ID, 7, ValueType.STRING);

  /// 8 Registration Update Trigger: E, mandatory.
  public static final Resource.Executable REGISTRATION_UPDATE_TRIGGER =
      new Resource.Executable(ID, 8);

  /// 9 Bootstrap-Request Trigger: E.
  public static final Resource.Executable BOOTSTRAP_REQUEST_TRIGGER =
      new Resource.Executable(ID, 9);

  /// 10 APN Link: RW.
  public static final Resource.Single<Value.ObjectLink> APN_LINK =
      new Resource.Single<>(ID, 10, ValueType.OBJECT_LINK);

  /// 11 TLS-DTLS Alert Code: R, 0..255.
  public static final Resource.Single<Long> TLS_DTLS_ALERT_CODE =
      new Resource.Single<>(ID, 11, ValueType.UNSIGNED_INTEGER);

  /// 12 Last Bootstrapped: R.
  public static final Resource.Single<Instant> LAST_BOOTSTRAPPED =
      new Resource.Single<>(ID, 12, ValueType.TIME);

  /// 13 Registration Priority Order: R.
  public static final Resource.Single<Long> REGISTRATION_PRIORITY_ORDER =
      new Resource.Single<>(ID, 13, ValueType.UNSIGNED_INTEGER);

  /// 14 Initial Registration Delay Timer: RW, in s.
  public static final Resource.Single<Long> INITIAL_REGISTRATION_DELAY_TIMER =
      new Resource.Single<>(ID, 14, ValueType.UNSIGNED_INTEGER);

  /// 15 Registration Failure Block: R.
  public static final Resource.Single<Boolean> REGISTRATION_FAILURE_BLOCK =
      new Resource.Single<>(ID, 15, ValueType.BOOLEAN);

  /// 16 Bootstrap on Registration Failure: R.
  public static final Resource.Single<Boolean> BOOTSTRAP_ON_REGISTRATION_FAILURE =
      new Resource.Single<>(ID, 16, ValueType.BOOLEAN);

  /// 17 Communication Retry Count: RW.
  public static final Resource.Single<Long> COMMUNICATION_RETRY_COUNT =
      new Resource.Single<>(ID, 17, ValueType.UNSIGNED_INTEGER);

  /// 18 Communication Retry Timer: RW, in s.
  public static final Resource.Single<Long> COMMUNICATION_RETRY_TIMER =
      new Resource.Single<>(ID, 18, ValueType.UNSIGNED_INTEGER);

  /// 19 Communication Sequence Delay Timer: RW, in s.
  public static final Resource.Single<Long> COMMUNICATION_SEQUENCE_DELAY_TIMER =
      new Resource.Single<>(ID, 19, ValueType.UNSIGNED_INTEGER);

  /// 20 Communication Sequence Retry Count: RW.
  public static final Resource.Single<Long> COMMUNICATION_SEQUENCE_RETRY_COUNT =
      new Resource.Single<>(ID, 20, ValueType.UNSIGNED_INTEGER);

  /// 21 Trigger: RW.
  public static final Resource.Single<Boolean> TRIGGER =
      new Resource.Single<>(ID, 21, ValueType.BOOLEAN);

  /// 22 Preferred Transport: RW.
  public static final Resource.Single<String> PREFERRED_TRANSPORT =
      new Resource.Single<>(ID, 22, ValueType.STRING);

  /// 23 Mute Send: RW.
  public static final Resource.Single<Boolean> MUTE_SEND =
      new Resource.Single<>(ID, 23, ValueType.BOOLEAN);

  /// 24 Alternate APN Links: RW.
  public static final Resource.Multiple<Value.ObjectLink> ALTERNATE_APN_LINKS =
      new Resource.Multiple<>(ID, 24, ValueType.OBJECT_LINK);

  /// 25 Supported Server Versions: RW.
  public static final Resource.Multiple<String> SUPPORTED_SERVER_VERSIONS =
      new Resource.Multiple<>(ID, 25, ValueType.STRING);

  /// 26 Default Notification Mode: RW, 0..1.
  public static final Resource.Single<Long> DEFAULT_NOTIFICATION_MODE =
      new Resource.Single<>(ID, 26, ValueType.INTEGER);

  /// 27 Profile ID Hash Algorithm: RW, 0..255.
  public static final Resource.Single<Long> PROFILE_ID_HASH_ALGORITHM =
      new Resource.Single<>(ID, 27, ValueType.UNSIGNED_INTEGER);

  private Server() {}
}
