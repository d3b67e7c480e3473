// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.BodyHead;
import io.tern.coap.BodySink;
import io.tern.coap.BodySource;
import io.tern.coap.Bytes;
import io.tern.coap.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Bodies that nobody holds: their bytes follow from their place.
final class Streams {
  private Streams() {}

  /// `bytes` bytes from `offset` of the body number `body`.
  static Bytes piece(int body, long offset, int bytes) {
    byte[] piece = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      long at = offset + i;
      piece[i] = (byte) (at * 31 + (at >> 8) * 17 + (at >> 16) + body);
    }
    return Bytes.wrap(piece);
  }

  /// Makes the bytes that are read.
  static final class Source implements BodySource {
    final int body;
    final long size;
    final Bytes tag;
    int reads;
    int releases;

    /// Reads from here on fail.
    long goneFrom = Long.MAX_VALUE;

    Source(int body, long size) {
      this(body, size, Bytes.of(0xB0, body));
    }

    Source(int body, long size, Bytes tag) {
      this.body = body;
      this.size = size;
      this.tag = tag;
    }

    @Override
    public long sizeBytes() {
      return size;
    }

    @Override
    public Bytes tag() {
      return tag;
    }

    @Override
    public void read(long offset, int bytes, Reader reader, long nowNanos) {
      assertThat(offset + bytes).isLessThanOrEqualTo(size);
      assertThat(bytes).isPositive();
      reads++;
      reader.onRead(
          offset >= goneFrom ? Optional.empty() : Optional.of(piece(body, offset, bytes)),
          nowNanos);
    }

    @Override
    public void release() {
      releases++;
    }
  }

  /// Compares what comes with what should, and keeps none of it.
  static class Sink implements BodySink {
    final int body;
    final List<BodyHead> heads = new ArrayList<>();
    final List<Flow> held = new ArrayList<>();
    long position;
    int blocks;
    int broken;

    /// Whether blocks are held until the test lets them go.
    boolean holds;

    /// What is said to the block at that place and those behind it.
    Optional<Response> refusal = Optional.empty();

    Sink(int body) {
      this.body = body;
    }

    @Override
    public void onBegin(BodyHead head, long nowNanos) {
      heads.add(head);
      position = head.offset();
    }

    @Override
    public void onBlock(long offset, Bytes bytes, Flow flow, long nowNanos) {
      assertThat(offset).isEqualTo(position);
      assertThat(bytes).isEqualTo(piece(body, offset, bytes.size()));
      blocks++;
      if (refusal.isPresent()) {
        flow.stop(refusal.get(), nowNanos);
        return;
      }
      position += bytes.size();
      if (holds) {
        held.add(flow);
      } else {
        flow.proceed(nowNanos);
      }
    }

    @Override
    public void onBroken(long nowNanos) {
      broken++;
    }
  }
}
