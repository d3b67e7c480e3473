// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.BodyHead;
import io.tern.coap.BodySink;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Response;

/// Puts a body together.
final class Collector implements BodySink {
  private static final Response TOO_LARGE =
      Response.error(Code.REQUEST_ENTITY_TOO_LARGE, "more bytes than allowed");

  private final Body body;
  private final int bytesMax;
  private boolean announcedTooLarge;

  Collector(BodyBudget budget, int bytesMax) {
    this.body = new Body(budget, bytesMax);
    this.bytesMax = bytesMax;
  }

  @Override
  public void onBegin(BodyHead head, long nowNanos) {
    body.drop();
    announcedTooLarge = head.sizeBytes().orElse(0) > bytesMax;
  }

  @Override
  public void onBlock(long offset, Bytes bytes, Flow flow, long nowNanos) {
    if (announcedTooLarge || body.append(bytes, this, nowNanos) != Body.Growth.DONE) {
      body.drop();
      flow.stop(TOO_LARGE, nowNanos);
    } else {
      flow.proceed(nowNanos);
    }
  }

  @Override
  public void onBroken(long nowNanos) {
    body.drop();
  }

  /// All of it; nothing stays here.
  Bytes take() {
    return body.take();
  }
}
