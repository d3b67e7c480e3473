// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

/// How much a [CborReader] takes.
///
/// @param bytesMax longest input in bytes
/// @param depthMax how deep arrays and maps may nest, 1 to 64
/// @param itemsMax most elements of one array, most pairs of one map
/// @param stringBytesMax longest text or byte string
public record CborLimits(int bytesMax, int depthMax, int itemsMax, int stringBytesMax) {
  public static final CborLimits DEFAULT = new CborLimits(1 << 20, 16, 1 << 16, 1 << 20);

  public CborLimits {
    if (bytesMax < 0 || depthMax < 1 || depthMax > 64 || itemsMax < 0 || stringBytesMax < 0) {
      throw new IllegalArgumentException("no such limits");
    }
  }
}
