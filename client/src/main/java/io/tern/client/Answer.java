// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

import io.tern.coap.Code;
import io.tern.lwm2m.op.Downlink;

/// What the data or the code of a device answers to one operation.
///
/// @param <T> what is asked for
public sealed interface Answer<T> {
  /// That there is nothing to say but that it is done.
  Answer<Downlink.Done> DONE = new Given<>(new Downlink.Done());

  /// What was asked for.
  record Given<T>(T value) implements Answer<T> {}

  /// No, for a reason.
  ///
  /// @param code of class 4 or 5, as the checklist of codes says (LwM2M 1.2 Transport §6.4.4)
  /// @param why a diagnostic text for the server
  record Refused<T>(Code code, String why) implements Answer<T> {
    /// The same refusal of something else that was asked for.
    public <U> Refused<U> as() {
      return new Refused<>(code, why);
    }
  }

  /// The answer `value`.
  static <T> Answer<T> given(T value) {
    return new Given<>(value);
  }

  /// The refusal with `code`.
  static <T> Refused<T> refused(Code code, String why) {
    return new Refused<>(code, why);
  }

  /// There is nothing at `what` (4.04).
  static <T> Refused<T> notFound(Object what) {
    return new Refused<>(Code.NOT_FOUND, what + " is not here");
  }
}
