// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.exchange;

import io.tern.coap.Code;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Token;
import io.tern.coap.message.Messages;
import io.tern.coap.message.Turn;
import java.util.LinkedHashMap;
import java.util.Map;

/// How long tokens peers take (RFC 8974 §2.2): over a connection what they say, over datagrams what a
/// trial has shown. The peers that were tried last are remembered.
public final class TokenTrials {
  static final int PEERS_MAX = 1000;

  private static final String LIMIT = "token length of the peer";

  private final Map<Peer, Shown> shown = new LinkedHashMap<>();
  private final ClientExchanges exchanges;
  private final Messages messages;

  /// @param takes the longest token that was answered
  /// @param refuses the shortest that was refused
  private record Shown(int takes, int refuses) {
    private static final Shown NOTHING = new Shown(Token.BYTES_BASE, Token.BYTES_MAX + 1);

    Shown taken(int bytes) {
      return new Shown(Math.max(takes, bytes), refuses > bytes ? refuses : NOTHING.refuses);
    }

    Shown refused(int bytes) {
      return new Shown(takes < bytes ? takes : NOTHING.takes, Math.min(refuses, bytes));
    }
  }

  public TokenTrials(ClientExchanges exchanges, Messages messages) {
    this.exchanges = exchanges;
    this.messages = messages;
  }

  /// The longest token that `peer` is known to take, at least 8.
  public int bytesMax(Peer peer) {
    return peer.transport().isStream()
        ? messages.tokenBytesMax(peer)
        : shown.getOrDefault(peer, Shown.NOTHING).takes();
  }

  /// Asks `peer` for nothing in particular with a token of `bytes` bytes, 8 to 65804, and tells what
  /// came of it. A Reset and 4.00 say that it does not take such (§2.2.2); it is then not asked again
  /// with a token of that length or longer: the reply is [Reply.Refused].
  public void tryLength(Peer peer, int bytes, ReplyListener listener, long nowNanos) {
    if (shown.getOrDefault(peer, Shown.NOTHING).refuses() <= bytes) {
      exchanges.refuse(peer, listener, LIMIT, nowNanos);
      return;
    }
    exchanges.request(
        peer,
        Request.of(Code.GET, Options.NONE),
        exchanges.newToken(bytes),
        Turn.IN_LINE,
        (reply, now) -> {
          learn(peer, bytes, reply);
          listener.onReply(reply, now);
        },
        nowNanos);
  }

  private void learn(Peer peer, int bytes, Reply reply) {
    Shown before = shown.getOrDefault(peer, Shown.NOTHING);
    switch (reply) {
      case Reply.Answered(var _, var response) ->
          remember(
              peer,
              response.code().equals(Code.BAD_REQUEST)
                  ? before.refused(bytes)
                  : before.taken(bytes));
      case Reply.Reset _ -> remember(peer, before.refused(bytes));
      default -> {
        // Silence and limits of this side say nothing about the peer.
      }
    }
  }

  private void remember(Peer peer, Shown now) {
    shown.remove(peer);
    if (shown.size() == PEERS_MAX) {
      shown.remove(shown.keySet().iterator().next());
    }
    shown.put(peer, now);
  }
}
