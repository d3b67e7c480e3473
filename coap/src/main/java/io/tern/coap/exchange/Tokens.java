// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.exchange;

import io.tern.coap.Bytes;
import io.tern.coap.Token;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Makes tokens: one byte that names the loop, seven that nobody can guess (RFC 7252 §5.3.1).
final class Tokens {
  private final long prefix;
  private final RandomGenerator random;

  /// @param prefix first byte of every token, 0 to 255
  Tokens(int prefix, RandomGenerator random) {
    this.prefix = (long) prefix << 56;
    this.random = random;
  }

  /// A token that is not `taken`.
  Token next(Predicate<Token> taken) {
    Token token;
    do {
      token = Token.of(prefix | random.nextLong() >>> 8, 8);
    } while (taken.test(token));
    return token;
  }

  /// A token of so many bytes, at least 8, that begins with one that is not `taken`.
  Token next(int bytes, Predicate<Token> taken) {
    byte[] array = new byte[bytes];
    next(taken).bytes().copyTo(array, 0);
    return Token.of(Bytes.wrap(array));
  }
}
