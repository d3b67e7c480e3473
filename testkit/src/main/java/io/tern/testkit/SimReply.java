// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Response;
import java.util.ArrayList;
import java.util.List;

/// What became of one request: a listener that remembers everything it was told.
public final class SimReply implements ReplyListener {
  private final String request;
  private final List<Reply> replies = new ArrayList<>();

  SimReply(String request) {
    this.request = request;
  }

  @Override
  public void onReply(Reply reply, long nowNanos) {
    replies.add(reply);
  }

  /// Whether the request has ended.
  public boolean isOver() {
    return !replies.isEmpty();
  }

  /// How it ended.
  ///
  /// @throws AssertionError where it has not ended, or more than once
  public Reply get() {
    if (replies.size() != 1) {
      throw new AssertionError(request + " ended " + replies.size() + " times: " + replies);
    }
    return replies.getFirst();
  }

  /// The response it ended with.
  ///
  /// @throws AssertionError where it ended otherwise
  public Response response() {
    return switch (get()) {
      case Reply.Answered answered -> answered.response();
      case Reply reply -> throw new AssertionError(request + " ended with " + reply);
    };
  }

  /// Whether it ended with a response.
  public boolean isAnswered() {
    return get() instanceof Reply.Answered;
  }

  @Override
  public String toString() {
    return request + ": " + replies;
  }
}
