// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.exchange;

import io.tern.coap.AddressProof;
import io.tern.coap.Bytes;
import io.tern.coap.Peer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes and checks Echo values (RFC 9175 §2.3): the second they were made and a MAC over that and the
/// peer's address. Nothing is kept for a peer that was asked.
final class EchoValues {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int TIME_BYTES = 4;
  private static final int MAC_BYTES = 8;
  private static final long SECOND = 1_000_000_000L;

  private final long freshSeconds;
  private final Mac mac;

  EchoValues(AddressProof proof) {
    freshSeconds = Math.max(1, proof.freshNanos() / SECOND);
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(proof.key().toArray(), ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  /// A value for `peer`: 12 bytes.
  Bytes make(Peer peer, long nowNanos) {
    return Bytes.wrap(value(peer, (int) (nowNanos / SECOND)));
  }

  /// Whether `value` was made here for `peer` and is fresh.
  boolean holds(Bytes value, Peer peer, long nowNanos) {
    if (value.size() != TIME_BYTES + MAC_BYTES) {
      return false;
    }
    byte[] given = value.toArray();
    int made = ByteBuffer.wrap(given).getInt();
    int age = (int) (nowNanos / SECOND) - made;
    return age >= 0 && age <= freshSeconds && MessageDigest.isEqual(given, value(peer, made));
  }

  private byte[] value(Peer peer, int seconds) {
    byte[] time = ByteBuffer.allocate(TIME_BYTES).putInt(seconds).array();
    mac.update(time);
    String place = peer.transport().scheme() + "://" + peer.address();
    byte[] digest = mac.doFinal(place.getBytes(StandardCharsets.UTF_8));
    byte[] value = Arrays.copyOf(time, TIME_BYTES + MAC_BYTES);
    System.arraycopy(digest, 0, value, TIME_BYTES, MAC_BYTES);
    return value;
  }
}
