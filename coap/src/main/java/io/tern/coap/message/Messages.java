// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.message;

import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.ReplyListener;
import io.tern.coap.Response;
import io.tern.coap.Type;
import java.util.Optional;

/// What a message layer does for the layers above: sends their messages, hands them what comes in.
public interface Messages {
  /// Sends a message that is to be acknowledged, or puts it in line with others to this peer; empty
  /// where a limit is reached.
  Optional<Outgoing> confirm(Peer peer, Delivery delivery, Turn turn, long nowNanos);

  /// Sends a message that nobody acknowledges; false where a limit is reached. Of `delivery` at most
  /// [Delivery#onReset] is called.
  boolean send(Peer peer, Delivery delivery, long nowNanos);

  /// How long the next unconfirmed notification to `peer` should wait, so that those that nobody
  /// acknowledges do not fill the way (RFC 7641 §4.5.1); 0 where it may go, which then counts as sent.
  default long pauseNanos(Peer peer, long nowNanos) {
    return 0;
  }

  /// Forgets what was sent of `delivery` without Acknowledgement: nobody wants to hear of it any more.
  void forget(Peer peer, Delivery delivery);

  /// Asks whether the peer is there: it is where the reply is [io.tern.coap.Reply.Reset].
  void ping(Peer peer, ReplyListener listener, long nowNanos);

  /// The longest token that `peer` has said it takes (RFC 8974 §2.2.1), 8 where it has said nothing.
  int tokenBytesMax(Peer peer);

  /// Whether several blocks may travel to `peer` in one message (BERT, RFC 8323 §6).
  boolean takesManyBlocks(Peer peer);

  /// Bytes of payload that should travel to `peer` in one message beside `options` and those of a
  /// transfer in blocks: over a connection what fits the message that the peer takes (RFC 8323
  /// §5.3.1), in a datagram 1024 (RFC 7252 §4.6) or fewer where large ones get lost.
  int payloadBytesMax(Peer peer, Options options, long nowNanos);

  /// Answers a request at once.
  ///
  /// @throws IllegalArgumentException if the response cannot be encoded
  void answer(Asker asker, Message request, Response response, long nowNanos);

  /// Says that a request has arrived; the response comes separately or not at all.
  void acknowledge(Asker asker, Message request, long nowNanos);

  /// Within [Upper#onResponse]: a confirmable response is not acknowledged by itself, but by [#accept],
  /// or not at all after [#refuse]. Of no consequence where nothing is acknowledged.
  default void withhold(Message response) {}

  /// What was withheld has arrived for good.
  default void accept(Peer peer, Message response, long nowNanos) {}

  /// What was withheld could not be kept; the same message is new when it comes again.
  default void refuse(Peer peer, Message response, long nowNanos) {}

  /// The message that carries `response` to `request` by itself.
  static Message separate(Type type, int messageId, Message request, Response response) {
    return new Message(
        type, response.code(), messageId, request.token(), response.options(), response.payload());
  }

  /// The layer above.
  interface Upper {
    /// Expects nothing.
    Upper NONE =
        new Upper() {
          @Override
          public void onRequest(Asker from, Message request, long nowNanos) {}

          @Override
          public boolean onResponse(Peer from, Message response, long nowNanos) {
            return false;
          }
        };

    /// A request that is no duplicate. It is to be answered with [Messages#answer] or
    /// [Messages#acknowledge].
    void onRequest(Asker from, Message request, long nowNanos);

    /// A response that did not come with an Acknowledgement. Whether it was expected; it is then
    /// acknowledged, otherwise rejected.
    boolean onResponse(Peer from, Message response, long nowNanos);

    /// The connection to a peer has ended, and with it what the peer and this side were about to tell
    /// each other by themselves.
    default void onDisconnected(Peer peer, String why, long nowNanos) {}
  }
}
