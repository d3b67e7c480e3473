// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.coap.Token;
import io.tern.lwm2m.EndpointName;
import io.tern.server.RegistrationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Where a record stands: its kind and its key.
///
/// @param key not changed by anybody
@SuppressWarnings("ArrayRecordComponent")
public record Place(String kind, byte[] key) {
  /// Under a number.
  public static Place of(String kind, long number) {
    return new Place(kind, key(number));
  }

  /// Under an endpoint name.
  public static Place of(String kind, EndpointName endpoint) {
    return new Place(kind, key(endpoint));
  }

  /// The key of a number.
  public static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  /// The key of a token of 8 bytes.
  public static long key(Token token) {
    return token.bits();
  }

  /// The key of an endpoint name.
  public static byte[] key(EndpointName endpoint) {
    return endpoint.value().getBytes(StandardCharsets.UTF_8);
  }

  /// The key of a registration.
  public static byte[] key(RegistrationId id) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(id.high()).putLong(id.low()).array();
  }
}
