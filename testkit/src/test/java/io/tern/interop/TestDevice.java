// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import io.tern.client.engine.ClientSetup;
import io.tern.client.object.Device;
import io.tern.client.object.ObjectInstance;
import io.tern.client.object.Temperature;
import io.tern.coap.Bytes;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;
import java.util.Map;

/// A Tern client with every data type: what the peers manage in these tests.
final class TestDevice {
  /// LwM2M v1.1 Test Object of the public registry.
  static final ObjectModel TYPES = Registry.builtIn().newest(3442).orElseThrow();

  private TestDevice() {}

  static ClientSetup describe(ClientSetup setup, String endpoint, String server) {
    return setup
        .endpoint(endpoint)
        .server(server)
        .bind("127.0.0.1:0")
        .device(
            device -> device.holding(Device.MANUFACTURER, "Tern").holding(Device.BATTERY_LEVEL, 87))
        .serving(Temperature.instance(0, 21.5), types(0))
        .creating(TYPES, TestDevice::types);
  }

  private static ObjectInstance types(int id) {
    return ObjectInstance.of(TYPES, id)
        .executing(0, arguments -> {})
        .holding(110, "text")
        .holding(120, 1024L)
        .holding(125, new Value.Unsigned(-1L))
        .holding(130, 3.5)
        .holding(140, true)
        .holding(150, Bytes.ofHex("0123456789abcdef"))
        .holding(160, Instant.parse("2026-01-02T03:04:05Z"))
        .holding(170, new Value.ObjectLink(3, 0))
        .holding(1110, Map.of(0, "a", 7, "b"))
        .holding(1120, Map.of(0, -1L, 300, Long.MAX_VALUE));
  }
}
