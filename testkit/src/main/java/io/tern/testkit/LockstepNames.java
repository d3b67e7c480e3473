// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.Token;
import io.tern.testkit.MessagePattern.Named;
import java.util.HashMap;
import java.util.Map;

/// What the names of one script stand for.
final class LockstepNames {
  private static final int FIRST_MESSAGE_ID = 1000;
  private static final long FIRST_TOKEN = 0x7E57_0000L;

  private final Map<String, Integer> messageIds = new HashMap<>();
  private final Map<String, Token> tokens = new HashMap<>();
  private int made;

  int freshMessageId() {
    return (FIRST_MESSAGE_ID + made++) & 0xFFFF;
  }

  private Token freshToken() {
    return Token.of(FIRST_TOKEN + made++, 4);
  }

  int messageId(Named<Integer> named) {
    return switch (named) {
      case Named.Value<Integer>(var value) -> value;
      case Named.Name<Integer>(var name) ->
          messageIds.computeIfAbsent(name, fresh -> freshMessageId());
    };
  }

  Token token(Named<Token> named) {
    return switch (named) {
      case Named.Value<Token>(var value) -> value;
      case Named.Name<Token>(var name) -> tokens.computeIfAbsent(name, fresh -> freshToken());
    };
  }

  boolean agrees(Named<Integer> named, int came) {
    return switch (named) {
      case Named.Value<Integer>(var value) -> value == came;
      case Named.Name<Integer>(var name) -> messageIds.getOrDefault(name, came) == came;
    };
  }

  boolean agreesToken(Named<Token> named, Token came) {
    return switch (named) {
      case Named.Value<Token>(var value) -> value.equals(came);
      case Named.Name<Token>(var name) -> tokens.getOrDefault(name, came).equals(came);
    };
  }

  void bind(Named<Integer> named, int came) {
    if (named instanceof Named.Name<Integer>(var name)) {
      messageIds.put(name, came);
    }
  }

  void bindToken(Named<Token> named, Token came) {
    if (named instanceof Named.Name<Token>(var name)) {
      tokens.put(name, came);
    }
  }
}
