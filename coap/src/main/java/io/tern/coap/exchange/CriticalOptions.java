// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.exchange;

import io.tern.coap.OptionNumber;
import io.tern.coap.Options;

/// Which options a message must not carry here (RFC 7252 §5.4): critical ones that this stack does not
/// know, that are repeated although they must not be, or whose value has an impossible length.
///
/// The stack knows what LwM2M needs. If-Match and If-None-Match are not evaluated, so they count as
/// unknown; an elective option is never a reason to refuse.
public final class CriticalOptions {
  /// No such option.
  public static final int NONE = -1;

  private CriticalOptions() {}

  /// The number of the first option that stands in the way, [#NONE] where there is none.
  public static int firstUnacceptable(Options options) {
    int previous = NONE;
    for (int i = 0; i < options.count(); i++) {
      int number = options.number(i);
      if (OptionNumber.isCritical(number)
          && (!isKnown(number, options.value(i).size())
              || number == previous && !isRepeatable(number))) {
        return number;
      }
      previous = number;
    }
    return NONE;
  }

  /// Whether a critical option is known and may have a value of that many bytes (RFC 7252 §5.10, RFC
  /// 7959 §2.1).
  private static boolean isKnown(int number, int size) {
    return switch (number) {
      case OptionNumber.URI_HOST -> size >= 1 && size <= 255;
      case OptionNumber.URI_PATH, OptionNumber.URI_QUERY -> size <= 255;
      case OptionNumber.URI_PORT, OptionNumber.ACCEPT -> size <= 2;
      case OptionNumber.BLOCK1, OptionNumber.BLOCK2 -> size <= 3;
      default -> false;
    };
  }

  private static boolean isRepeatable(int number) {
    return number == OptionNumber.URI_PATH || number == OptionNumber.URI_QUERY;
  }
}
