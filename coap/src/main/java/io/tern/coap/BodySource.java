// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import java.util.Optional;

/// A body that is read piece by piece, from anywhere, so that nobody holds it whole: what a handler
/// serves ([Responder#respond(Response, BodySource, long)]) or a client sends ([Transfer]).
///
/// Its content must not change: what has changed is another source with another tag. All methods run
/// on the loop and must not block; a source over something slow reads elsewhere and comes back.
public interface BodySource {
  /// Bytes of the whole body, 0 to 2^30: no block has a number for more (RFC 7959 §2.2).
  long sizeBytes();

  /// 1 to 8 bytes that name exactly this content: ETag of a response (RFC 7252 §5.10.6), Request-Tag
  /// of a request (RFC 9175 §3.2). Where it survives a restart, so does a transfer.
  Bytes tag();

  /// Reads `bytes` bytes from `offset`, which are never beyond the end, and tells `reader` once, now
  /// or later.
  void read(long offset, int bytes, Reader reader, long nowNanos);

  /// Nobody will read any more on behalf of one response or request that this was handed to.
  default void release() {}

  /// Takes what was read.
  @FunctionalInterface
  interface Reader {
    /// The bytes that were asked for; empty where they can no longer be read.
    void onRead(Optional<Bytes> bytes, long nowNanos);
  }

  /// `body` as a source.
  static BodySource of(Bytes body, Bytes tag) {
    return new BodySource() {
      @Override
      public long sizeBytes() {
        return body.size();
      }

      @Override
      public Bytes tag() {
        return tag;
      }

      @Override
      public void read(long offset, int bytes, Reader reader, long nowNanos) {
        int from = (int) offset;
        reader.onRead(Optional.of(body.slice(from, from + bytes)), nowNanos);
      }
    };
  }
}
