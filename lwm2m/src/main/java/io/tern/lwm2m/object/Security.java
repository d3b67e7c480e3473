// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 0, LWM2M Security, of version 1.2.
public final class Security {
  /// The object id.
  public static final int ID = 0;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 0 LWM2M Server URI: bootstrap only, mandatory, 0..255.
  public static final Resource.Single<String> LWM2M_SERVER_URI =
      new Resource.Single<>(ID, 0, ValueType.STRING);

  /// 1 Bootstrap-Server: bootstrap only, mandatory.
  public static final Resource.Single<Boolean> BOOTSTRAP_SERVER =
      new Resource.Single<>(ID, 1, ValueType.BOOLEAN);

  /// 2 Security Mode: bootstrap only, mandatory, 0..4.
  public static final Resource.Single<Long> SECURITY_MODE =
      new Resource.Single<>(ID, 2, ValueType.INTEGER);

  /// 3 Public Key or Identity: bootstrap only, mandatory.
  public static final Resource.Single<Bytes> PUBLIC_KEY_OR_IDENTITY =
      new Resource.Single<>(ID, 3, ValueType.OPAQUE);

  /// 4 Server Public Key: bootstrap only, mandatory.
  public static final Resource.Single<Bytes> SERVER_PUBLIC_KEY =
      new Resource.Single<>(ID, 4, ValueType.OPAQUE);

  /// 5 Secret Key: bootstrap only, mandatory.
  public static final Resource.Single<Bytes> SECRET_KEY =
      new Resource.Single<>(ID, 5, ValueType.OPAQUE);

  /// 6 SMS Security Mode: bootstrap only, 0..255.
  public static final Resource.Single<Long> SMS_SECURITY_MODE =
      new Resource.Single<>(ID, 6, ValueType.INTEGER);

  /// 7 SMS Binding Key Parameters: bootstrap only, 6.
  public static final Resource.Single<Bytes> SMS_BINDING_KEY_PARAMETERS =
      new Resource.Single<>(ID, 7, ValueType.OPAQUE);

  /// 8 SMS Binding Secret Key(s): bootstrap only, 16,32,48.
  public static final Resource.Single<Bytes> SMS_BINDING_SECRET_KEY_S =
      new Resource.Single<>(ID, 8, ValueType.OPAQUE);

  /// 9 LwM2M Server SMS Number: bootstrap only.
  public static final Resource.Single<String> LW_M2M_SERVER_SMS_NUMBER =
      new Resource.Single<>(ID, 9, ValueType.STRING);

  /// 10 Short Server ID: bootstrap only, 1..65534.
  public static final Resource.Single<Long> SHORT_SERVER_ID =
      new Resource.Single<>(ID, 10, ValueType.INTEGER);

  /// 11 Client Hold Off Time: bootstrap only, in s.
  public static final Resource.Single<Long> CLIENT_HOLD_OFF_TIME =
      new Resource.Single<>(ID, 11, ValueType.INTEGER);

  /// 12 Bootstrap-Server Account Timeout: bootstrap only, in s.
  public static final Resource.Single<Long> BOOTSTRAP_SERVER_ACCOUNT_TIMEOUT =
      new Resource.Single<>(ID, 12, ValueType.INTEGER);

  /// 13 Matching Type: bootstrap only, 0..3.
  public static final Resource.Single<Long> MATCHING_TYPE =
      new Resource.Single<>(ID, 13, ValueType.UNSIGNED_INTEGER);

  /// 14 SNI: bootstrap only.
  public static final Resource.Single<String> SNI = new Resource.Single<>(ID, 14, ValueType.STRING);

  /// 15 Certificate Usage: bootstrap only, 0..3.
  public static final Resource.Single<Long> CERTIFICATE_USAGE =
      new Resource.Single<>(ID, 15, ValueType.UNSIGNED_INTEGER);

  /// 16 DTLS/TLS Ciphersuite: bootstrap only.
  public static final Resource.Multiple<Long> DTLS_TLS_CIPHERSUITE =
      new Resource.Multiple<>(ID, 16, ValueType.UNSIGNED_INTEGER);

  /// 17 OSCORE Security Mode: bootstrap only.
  public static final Resource.Single<Value.ObjectLink> OSCORE_SECURITY_MODE =
      new Resource.Single<>(ID, 17, ValueType.OBJECT_LINK);

  /// 18 Groups To Use by Client: bootstrap only, 0..65535.
  public static final Resource.Multiple<Long> GROUPS_TO_USE_BY_CLIENT =
      new Resource.Multiple<>(ID, 18, ValueType.UNSIGNED_INTEGER);

  /// 19 Signature Algorithms Supported by Server: bootstrap only, 0..65535.
  public static final Resource.Multiple<Long> SIGNATURE_ALGORITHMS_SUPPORTED_BY_SERVER =
      new Resource.Multiple<>(ID, 19, ValueType.UNSIGNED_INTEGER);

  /// 20 Signature Algorithms To Use by Client: bootstrap only, 0..65535.
  public static final Resource.Multiple<Long> SIGNATURE_ALGORITHMS_TO_USE_BY_CLIENT =
      new Resource.Multiple<>(ID, 20, ValueType.UNSIGNED_INTEGER);

  /// 21 Signature Algorithm Certs Supported by Server: bootstrap only, 0..65535.
  public static final Resource.Multiple<Long> SIGNATURE_ALGORITHM_CERTS_SUPPORTED_BY_SERVER =
      new Resource.Multiple<>(ID, 21, ValueType.UNSIGNED_INTEGER);

  /// 22 TLS 1.3 Features To Use by Client: bootstrap only, 0..65535.
  public static final Resource.Single<Long> TLS_1_3_FEATURES_TO_USE_BY_CLIENT =
      new Resource.Single<>(ID, 22, ValueType.UNSIGNED_INTEGER);

  /// 23 TLS Extensions Supported by Server: bootstrap only, 0..65535.
  public static final Resource.Single<Long> TLS_EXTENSIONS_SUPPORTED_BY_SERVER =
      new Resource.Single<>(ID, 23, ValueType.UNSIGNED_INTEGER);

  /// 24 TLS Extensions To Use by Client: bootstrap only, 0..65535.
  public static final Resource.Single<Long> TLS_EXTENSIONS_TO_USE_BY_CLIENT =
      new Resource.Single<>(ID, 24, ValueType.UNSIGNED_INTEGER);

  /// 25 Secondary LwM2M Server URI: bootstrap only, 0..255.
  public static final Resource.Multiple<String> SECONDARY_LW_M2M_SERVER_URI =
      new Resource.Multiple<>(ID, 25, ValueType.STRING);

  /// 26 MQTT Server: bootstrap only.
  public static final Resource.Single<Value.ObjectLink> MQTT_SERVER =
      new Resource.Single<>(ID, 26, ValueType.OBJECT_LINK);

  /// 27 LwM2M COSE Security: bootstrap only.
  public static final Resource.Multiple<Value.ObjectLink> LW_M2M_COSE_SECURITY =
      new Resource.Multiple<>(ID, 27, ValueType.OBJECT_LINK);

  /// 28 RDS Destination Port: bootstrap only, 0..15.
  public static final Resource.Single<Long> RDS_DESTINATION_PORT =
      new Resource.Single<>(ID, 28, ValueType.INTEGER);

  /// 29 RDS Source Port: bootstrap only, 0..15.
  public static final Resource.Single<Long> RDS_SOURCE_PORT =
      new Resource.Single<>(ID, 29, ValueType.INTEGER);

  /// 30 RDS Application ID: bootstrap only.
  public static final Resource.Single<String> RDS_APPLICATION_ID =
      new Resource.Single<>(ID, 30, ValueType.STRING);

  private Security() {}
}
