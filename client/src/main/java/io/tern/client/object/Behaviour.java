// SPDX-License-Identifier: Apache-2.0

package io.tern.client.object;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a resource does beyond holding a value.
///
/// @param reader code of the device: tells the value at each Read
/// @param check code of the device: says why it does not like what a server writes
/// @param writer code of the device: told what a server wrote
/// @param executor code of the device: executes
/// @param answersFirst whether the server is answered before the executor runs
/// @param clock tells the value at each Read, on the loop
/// @param reflex executes, on the loop
/// @param follower told what was set or written, on the loop
record Behaviour(
    @Nullable Supplier<?> reader,
    @Nullable Function<Node.ResourceNode, Optional<String>> check,
    @Nullable Consumer<Node.ResourceNode> writer,
    @Nullable Consumer<Arguments> executor,
    boolean answersFirst,
    @Nullable Clock clock,
    @Nullable Reflex reflex,
    @Nullable Follower follower) {
  /// Nothing.
  static final Behaviour NONE = new Behaviour(null, null, null, null, false, null, null, null);

  /// A value that is a matter of time.
  interface Clock {
    Value read(long nowNanos);

    void adjust(Node.ResourceNode content, long nowNanos);
  }

  /// Executes on the loop.
  @FunctionalInterface
  interface Reflex {
    void execute(
        Held held, Arguments arguments, AnswerListener<Downlink.Done> listener, long nowNanos);

    /// The reflex that does `action` and is done.
    static Reflex of(Consumer<Held> action) {
      return (held, arguments, listener, nowNanos) -> {
        action.accept(held);
        listener.onAnswer(Answer.DONE, nowNanos);
      };
    }
  }

  /// Follows the values that are set.
  @FunctionalInterface
  interface Follower {
    void onSet(Held held, Node.ResourceNode content);
  }

  /// The values that an instance holds.
  interface Held {
    /// The content of a resource, where it is held and has any.
    Optional<Node.ResourceNode> content(int resourceId);

    /// Replaces the content of a resource; its follower is not told.
    void put(Node.ResourceNode content);
  }

  boolean isExecutable() {
    return executor != null || reflex != null;
  }

  boolean isAsked() {
    return reader != null || clock != null;
  }

  Behaviour withReader(Supplier<?> next) {
    return new Behaviour(next, check, writer, executor, answersFirst, clock, reflex, follower);
  }

  Behaviour withCheck(Function<Node.ResourceNode, Optional<String>> next) {
    return new Behaviour(reader, next, writer, executor, answersFirst, clock, reflex, follower);
  }

  Behaviour withWriter(Consumer<Node.ResourceNode> next) {
    return new Behaviour(reader, check, next, executor, answersFirst, clock, reflex, follower);
  }

  Behaviour withExecutor(Consumer<Arguments> next, boolean afterTheAnswer) {
    return new Behaviour(reader, check, writer, next, afterTheAnswer, clock, reflex, follower);
  }

  Behaviour withClock(Clock next) {
    return new Behaviour(reader, check, writer, executor, answersFirst, next, reflex, follower);
  }

  Behaviour withReflex(Reflex next) {
    return new Behaviour(reader, check, writer, executor, answersFirst, clock, next, follower);
  }

  Behaviour withFollower(Follower next) {
    return new Behaviour(reader, check, writer, executor, answersFirst, clock, reflex, next);
  }
}
