// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.BodySource;
import io.tern.coap.Bytes;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Peer;
import java.util.Optional;

/// A source whose exceptions, and bytes other than those asked for, end its transfer and nothing else.
/// It is released once.
final class GuardedSource implements BodySource {
  private final BodySource source;
  private final Peer peer;
  private final EndpointEvents events;
  private boolean released;

  GuardedSource(BodySource source, Peer peer, EndpointEvents events) {
    this.source = source;
    this.peer = peer;
    this.events = events;
  }

  @Override
  public long sizeBytes() {
    return source.sizeBytes();
  }

  @Override
  public Bytes tag() {
    return source.tag();
  }

  @Override
  public void read(long offset, int bytes, Reader reader, long nowNanos) {
    Reader once = new Once(bytes, reader);
    try {
      source.read(offset, bytes, once, nowNanos);
    } catch (RuntimeException e) {
      events.onFailure(peer, e, nowNanos);
      once.onRead(Optional.empty(), nowNanos);
    }
  }

  @Override
  public void release() {
    if (!released) {
      released = true;
      source.release();
    }
  }

  private static final class Once implements Reader {
    private final int bytes;
    private final Reader reader;
    private boolean told;

    Once(int bytes, Reader reader) {
      this.bytes = bytes;
      this.reader = reader;
    }

    @Override
    public void onRead(Optional<Bytes> read, long nowNanos) {
      if (!told) {
        told = true;
        reader.onRead(read.filter(all -> all.size() == bytes), nowNanos);
      }
    }
  }
}
