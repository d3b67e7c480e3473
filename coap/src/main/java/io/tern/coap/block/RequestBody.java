// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.BodySink;
import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Handler;
import io.tern.coap.Peer;
import java.util.Optional;

/// A request body under way: put together here, or handed on in pieces.
abstract sealed class RequestBody extends Shelved
    permits RequestBody.Assembled, RequestBody.Streamed {
  final Optional<ContentFormat> format;

  RequestBody(Peer peer, BodyKey key, Optional<ContentFormat> format) {
    super(peer, key);
    this.format = format;
  }

  /// Bytes that have come.
  abstract long size();

  /// Whether the last bytes that came are those of `block`.
  abstract boolean endsWith(Bytes block);

  /// Whether the block before is still on its way.
  boolean isBusy() {
    return false;
  }

  /// A body that is put together.
  static final class Assembled extends RequestBody {
    final Body body;

    Assembled(Peer peer, BodyKey key, Optional<ContentFormat> format, Body body) {
      super(peer, key, format);
      this.body = body;
    }

    @Override
    long size() {
      return body.size();
    }

    @Override
    boolean endsWith(Bytes block) {
      return body.endsWith(block);
    }

    @Override
    void onRemoved(long nowNanos) {
      body.drop();
    }
  }

  /// A body that goes to a sink.
  static final class Streamed extends RequestBody {
    final BodySink sink;
    final Handler then;
    long size;

    /// What tells the last block from another of its size and place.
    int lastHash;

    /// Whether the sink has not taken the last block yet.
    boolean busy;

    /// Whether all of it is there, or the sink does not want it.
    boolean over;

    Streamed(Peer peer, BodyKey key, Optional<ContentFormat> format, BodySink sink, Handler then) {
      super(peer, key, format);
      this.sink = sink;
      this.then = then;
    }

    @Override
    long size() {
      return size;
    }

    @Override
    boolean endsWith(Bytes block) {
      return lastHash == block.hashCode();
    }

    @Override
    boolean isBusy() {
      return busy;
    }

    @Override
    void onRemoved(long nowNanos) {
      if (!over) {
        over = true;
        sink.onBroken(nowNanos);
      }
    }
  }
}
