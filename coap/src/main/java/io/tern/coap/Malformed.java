// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Bytes of a peer that are not what they should be. A value, never an exception: it is counted and
/// answered or dropped as the protocol says.
///
/// @param where the place, such as `option 3 at byte 17` or `record 2`
/// @param what what is wrong with it, as a short sentence part
public record Malformed(String where, String what) {
  @Override
  public String toString() {
    return where + ": " + what;
  }
}
