// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.link;

/// How much [LinkFormat#parse] takes.
///
/// @param bytesMax longest list in bytes
/// @param linksMax most links in a list
/// @param attributesMax most attributes of a link, repeated ones counted each
public record LinkLimits(int bytesMax, int linksMax, int attributesMax) {
  /// Room for some fifty times the object list of a large device.
  public static final LinkLimits DEFAULT = new LinkLimits(65_536, 1_000, 32);

  public LinkLimits {
    if (bytesMax < 0 || linksMax < 0 || attributesMax < 0) {
      throw new IllegalArgumentException("a limit below 0");
    }
  }
}
