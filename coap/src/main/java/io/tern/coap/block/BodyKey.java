// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;

/// Which requests are about the same body: those of one method whose options agree, apart from what
/// may differ from block to block (RFC 7959 §2.2, RFC 7252 §5.6).
///
/// A request body is also told apart by its Request-Tag (RFC 9175 §3.3); a client that fetches a
/// response does not always repeat that, nor the format of what it asked with.
public record BodyKey(Code method, Options options) {
  /// Low five bits of the numbers that are no part of a cache key (RFC 7252 §5.4.2).
  private static final int NO_CACHE_KEY = 0x1C;

  /// The key of the request body that `message` carries a block of.
  static BodyKey ofRequest(Message message) {
    return of(message, true);
  }

  /// The key of the response to `message`.
  public static BodyKey ofResponse(Message message) {
    return of(message, false);
  }

  /// The Request-Tags among `options`; no tag is not the same as an empty one (RFC 9175 §3.3).
  static Options tags(Options options) {
    if (!options.has(OptionNumber.REQUEST_TAG)) {
      return Options.NONE;
    }
    Options.Builder tags = Options.builder();
    for (int i = 0; i < options.count(); i++) {
      if (options.number(i) == OptionNumber.REQUEST_TAG) {
        tags.add(OptionNumber.REQUEST_TAG, options.value(i).compact());
      }
    }
    return tags.build();
  }

  private static BodyKey of(Message message, boolean request) {
    Options all = message.options();
    Options.Builder kept = Options.builder();
    for (int i = 0; i < all.count(); i++) {
      if (counts(all.number(i), request)) {
        kept.add(all.number(i), all.value(i).compact());
      }
    }
    return new BodyKey(message.code(), kept.build());
  }

  private static boolean counts(int number, boolean request) {
    return switch (number) {
      case OptionNumber.BLOCK1, OptionNumber.BLOCK2, OptionNumber.OBSERVE -> false;
      case OptionNumber.CONTENT_FORMAT, OptionNumber.ETAG, OptionNumber.ECHO -> false;
      case OptionNumber.NO_RESPONSE -> false;
      case OptionNumber.REQUEST_TAG -> request;
      default -> (number & 0x1E) != NO_CACHE_KEY;
    };
  }
}
