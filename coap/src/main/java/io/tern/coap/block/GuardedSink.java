// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.BodyHead;
import io.tern.coap.BodySink;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Peer;
import io.tern.coap.Response;

/// A sink whose exceptions end its transfer and nothing else.
final class GuardedSink implements BodySink {
  private final BodySink sink;
  private final Peer peer;
  private final EndpointEvents events;
  private boolean failed;

  GuardedSink(BodySink sink, Peer peer, EndpointEvents events) {
    this.sink = sink;
    this.peer = peer;
    this.events = events;
  }

  @Override
  public void onBegin(BodyHead head, long nowNanos) {
    guard(() -> sink.onBegin(head, nowNanos), nowNanos);
  }

  @Override
  public void onBlock(long offset, Bytes bytes, Flow flow, long nowNanos) {
    Once once = new Once(flow);
    if (!failed) {
      guard(() -> sink.onBlock(offset, bytes, once, nowNanos), nowNanos);
    }
    if (failed && !once.told) {
      once.stop(Response.of(Code.INTERNAL_SERVER_ERROR), nowNanos);
    }
  }

  @Override
  public void onBroken(long nowNanos) {
    guard(() -> sink.onBroken(nowNanos), nowNanos);
  }

  private void guard(Runnable call, long nowNanos) {
    try {
      call.run();
    } catch (RuntimeException e) {
      failed = true;
      events.onFailure(peer, e, nowNanos);
    }
  }

  /// The flow of one block, which goes one way.
  private static final class Once implements Flow {
    private final Flow flow;
    private boolean told;

    Once(Flow flow) {
      this.flow = flow;
    }

    @Override
    public void proceed(long nowNanos) {
      tell();
      flow.proceed(nowNanos);
    }

    @Override
    public void stop(Response error, long nowNanos) {
      tell();
      flow.stop(error, nowNanos);
    }

    private void tell() {
      if (told) {
        throw new IllegalStateException("said before how to go on");
      }
      told = true;
    }
  }
}
