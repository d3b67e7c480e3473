// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import java.util.function.Function;

/// What reading a part of a request led to.
public sealed interface Checked<T> {
  /// It is good.
  record Ok<T>(T value) implements Checked<T> {}

  /// It is not, and this is the answer.
  record Refused<T>(Problem problem) implements Checked<T> {}

  /// A good value.
  static <T> Checked<T> ok(T value) {
    return new Ok<>(value);
  }

  /// A refusal.
  static <T> Checked<T> refused(Problem problem) {
    return new Refused<>(problem);
  }

  /// What `next` makes of a good value; a refusal stays.
  default <R> Checked<R> then(Function<? super T, Checked<R>> next) {
    return switch (this) {
      case Ok<T>(T value) -> next.apply(value);
      case Refused<T>(Problem problem) -> new Refused<>(problem);
    };
  }

  /// What `next` makes of a good value; a refusal stays.
  default <R> Checked<R> map(Function<? super T, ? extends R> next) {
    return then(value -> new Ok<>(next.apply(value)));
  }

  /// The reply to a good value, or the problem.
  default Reply reply(Function<? super T, ? extends Reply> next) {
    return switch (this) {
      case Ok<T>(T value) -> next.apply(value);
      case Refused<T>(Problem problem) -> Reply.problem(problem);
    };
  }
}
