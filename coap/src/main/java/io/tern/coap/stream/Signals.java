// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.stream;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import java.util.Optional;

/// The signalling messages of RFC 8323 §5. Their option numbers mean something else for each code.
final class Signals {
  /// Of CSM.
  static final int MAX_MESSAGE_SIZE = 2;

  /// Of CSM.
  static final int BLOCK_WISE_TRANSFER = 4;

  /// Of CSM (RFC 8974 §2.2.1).
  static final int EXTENDED_TOKEN_LENGTH = 6;

  /// Of Ping and Pong.
  static final int CUSTODY = 2;

  /// Of Abort.
  private static final int BAD_CSM_OPTION = 2;

  private Signals() {}

  /// @param tokenBytesMax longest token of a request that is taken
  static Message csm(int messageBytesMax, int tokenBytesMax) {
    Options.Builder options =
        Options.builder()
            .addUint(MAX_MESSAGE_SIZE, messageBytesMax)
            .add(BLOCK_WISE_TRANSFER, Bytes.EMPTY);
    if (tokenBytesMax > Token.BYTES_BASE) {
      options.addUint(EXTENDED_TOKEN_LENGTH, tokenBytesMax);
    }
    return signal(Code.CSM, Token.EMPTY, options.build(), "");
  }

  static Message ping(Token token) {
    return signal(Code.PING, token, Options.NONE, "");
  }

  static Message pong(Message ping) {
    Options options =
        ping.options().has(CUSTODY)
            ? Options.builder().add(CUSTODY, Bytes.EMPTY).build()
            : Options.NONE;
    return signal(Code.PONG, ping.token(), options, "");
  }

  static Message release() {
    return signal(Code.RELEASE, Token.EMPTY, Options.NONE, "");
  }

  /// @param badCsmOption the option of a CSM that is to blame, 0 where none is
  static Message abort(String why, int badCsmOption) {
    Options options =
        badCsmOption == 0
            ? Options.NONE
            : Options.builder().addUint(BAD_CSM_OPTION, badCsmOption).build();
    return signal(Code.ABORT, Token.EMPTY, options, why);
  }

  private static Message signal(Code code, Token token, Options options, String diagnostic) {
    return new Message(Type.CON, code, 0, token, options, Bytes.ofUtf8(diagnostic));
  }

  /// An option of a signalling message that must be understood and is not (§5.2): none of the options
  /// known today is critical.
  static Optional<Integer> unknownCriticalOption(Options options) {
    for (int i = 0; i < options.count(); i++) {
      if (OptionNumber.isCritical(options.number(i))) {
        return Optional.of(options.number(i));
      }
    }
    return Optional.empty();
  }
}
