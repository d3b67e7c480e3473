// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.coap.Bytes;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 3339, Audio Clip, of version 1.0.
public final class AudioClip {
  /// The object id.
  public static final int ID = 3339;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5522 Clip: RW, mandatory.
  public static final Resource.Single<Bytes> CLIP =
      new Resource.Single<>(ID, 5522, ValueType.OPAQUE);

  /// 5523 Trigger: E.
  public static final Resource.Executable TRIGGER = new Resource.Executable(ID, 5523);

  /// 5524 Duration: RW, in s.
  public static final Resource.Single<Double> DURATION =
      new Resource.Single<>(ID, 5524, ValueType.FLOAT);

  /// 5548 Level: RW, 0..100, in /100.
  public static final Resource.Single<Double> LEVEL =
      new Resource.Single<>(ID, 5548, ValueType.FLOAT);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  private AudioClip() {}
}
