// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.CommandId;
import io.tern.server.DesiredObservation;
import io.tern.server.DesiredStore;
import io.tern.server.ObservationStatus;
import io.tern.server.Submission;
import io.tern.server.Withdrawal;
import io.tern.server.queue.CommandQueue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// What may wait for a client: commands, and observations that are wanted whenever it is there. Any
/// thread may call; stages complete on virtual threads, never exceptionally.
public final class Commands {
  /// The priority of a command that names none.
  public static final int PRIORITY_DEFAULT = 0;

  private final Lines lines;
  private final ServerOptions options;
  private final Executor executor;
  private final Check check;

  /// Reaches the homes of endpoints.
  interface Lines {
    /// How many loops there are.
    int loops();

    /// Runs a task on a loop with its engine; false where it takes no more.
    boolean post(int loop, Task task);

    /// The same on the home loop of an endpoint.
    default boolean postHome(EndpointName endpoint, Task task) {
      return post(CommandQueue.home(endpoint, loops()), task);
    }

    /// What runs there.
    interface Task {
      /// Runs on the loop.
      void run(ServerEngine engine, long nowNanos);
    }
  }

  /// Why the object definitions forbid an operation of a client; empty where they do not.
  interface Check {
    Optional<String> refusal(EndpointName endpoint, Downlink<?> operation);
  }

  Commands(Lines lines, ServerOptions options, Executor executor, Check check) {
    this.lines = lines;
    this.options = options;
    this.executor = executor;
    this.check = check;
  }

  /// The same, leaving commands whatever the object definitions say of ranges and operations.
  public Commands unchecked() {
    return new Commands(lines, options, executor, (endpoint, operation) -> Optional.empty());
  }

  /// How the wish for an observation went.
  ///
  /// @param durable whether it is stored; false where it is forgotten again
  /// @param outcome what the client answered; [Outcome.Asleep] where it will be asked later
  public record Wished(boolean durable, Outcome<?> outcome) {}

  /// Leaves a command for a client. It goes out now where the client is awake and nothing is before it,
  /// and else when the client is heard of next. [CommandLimits][io.tern.server.CommandLimits] bound how
  /// many may wait. What the definitions of a client that is registered forbid is [Submission.Invalid].
  ///
  /// @param priority greater goes first; [#PRIORITY_DEFAULT] for most
  /// @param expiresIn how long it may wait; empty for ever
  public CompletionStage<Submission> submit(
      EndpointName endpoint, Downlink<?> operation, int priority, Optional<Duration> expiresIn) {
    Optional<String> refusal = check.refusal(endpoint, operation);
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(new Submission.Invalid(refusal.get()));
    }
    CompletableFuture<Submission> ending = new CompletableFuture<>();
    boolean posted =
        lines.postHome(
            endpoint,
            (engine, now) ->
                engine
                    .commands()
                    .submit(
                        endpoint,
                        operation,
                        priority,
                        expiresIn
                            .map(wait -> OptionalLong.of(now + Math.max(1, wait.toNanos())))
                            .orElse(OptionalLong.empty()),
                        (submission, then) -> complete(ending, submission),
                        now));
    if (!posted) {
      ending.complete(new Submission.Refused("the server takes no more work now"));
    }
    return ending;
  }

  /// Takes a command back unless it may have been sent.
  public CompletionStage<Withdrawal> withdraw(CommandId id) {
    Optional<Command> found = find(id);
    CompletableFuture<Withdrawal> ending = new CompletableFuture<>();
    boolean posted =
        found.isPresent()
            && lines.postHome(
                found.get().endpoint(),
                (engine, now) ->
                    engine
                        .commands()
                        .withdraw(
                            found.get().endpoint(),
                            id,
                            (withdrawal, then) -> complete(ending, withdrawal),
                            now));
    if (!posted) {
      ending.complete(found.isPresent() ? Withdrawal.UNDER_WAY : Withdrawal.OVER);
    }
    return ending;
  }

  /// The command with this id, where it is known.
  public Optional<Command> find(CommandId id) {
    return options.commands().byId(id);
  }

  /// The known commands of an endpoint, in order of id.
  public List<Command> of(EndpointName endpoint) {
    return options.commands().of(endpoint);
  }

  /// Whether a command without outcome waits for an endpoint.
  public boolean isOpen(EndpointName endpoint) {
    return options.commands().isOpen(endpoint);
  }

  /// How many commands have no outcome.
  public long open() {
    return options.commands().open();
  }

  /// Wants something observed from now on: the client is asked now, and again after everything that
  /// makes it forget.
  public CompletionStage<Wished> want(DesiredObservation wish) {
    return want(wish, false);
  }

  /// As [#want], but what the client refuses now is not wanted on: what was wanted of these paths before
  /// is wanted again.
  public CompletionStage<Wished> propose(DesiredObservation wish) {
    return want(wish, true);
  }

  private CompletionStage<Wished> want(DesiredObservation wish, boolean unlessRefused) {
    CompletableFuture<Wished> ending = new CompletableFuture<>();
    boolean posted =
        lines.postHome(
            wish.endpoint(),
            (engine, now) ->
                engine.want(
                    wish,
                    unlessRefused,
                    (durable, outcome, then) -> complete(ending, new Wished(durable, outcome)),
                    now));
    if (!posted) {
      ending.complete(new Wished(false, new Outcome.Overloaded<>("its loop is busy")));
    }
    return ending;
  }

  /// Wants something observed no more.
  public CompletionStage<Wished> unwant(EndpointName endpoint, List<Path> paths) {
    CompletableFuture<Wished> ending = new CompletableFuture<>();
    boolean posted =
        lines.postHome(
            endpoint,
            (engine, now) ->
                engine
                    .desired()
                    .unwant(
                        endpoint,
                        paths,
                        (durable, outcome, then) -> complete(ending, new Wished(durable, outcome)),
                        now));
    if (!posted) {
      ending.complete(new Wished(false, new Outcome.Overloaded<>("its loop is busy")));
    }
    return ending;
  }

  /// What is wanted observed of an endpoint, and how far that is: pending where it is not registered.
  public List<DesiredStore.Entry> desired(EndpointName endpoint) {
    List<DesiredStore.Entry> wanted = options.desired.of(endpoint);
    return wanted.isEmpty() || options.registrations.byEndpoint(endpoint).isPresent()
        ? wanted
        : wanted.stream().map(entry -> entry.with(new ObservationStatus.Pending())).toList();
  }

  /// Goes on with what an earlier run left.
  void adopt() {
    for (DesiredObservation wish : options.restored.desired()) {
      postAtLast(wish.endpoint(), (engine, now) -> engine.desired().onAdopted(wish, now));
    }
    for (Command command : options.restored.commands()) {
      postAtLast(command.endpoint(), (engine, now) -> engine.commands().onAdopted(command, now));
    }
  }

  private void postAtLast(EndpointName endpoint, Lines.Task task) {
    while (!lines.postHome(endpoint, task)) {
      Thread.onSpinWait();
    }
  }

  private <T> void complete(CompletableFuture<T> ending, T value) {
    executor.execute(() -> ending.complete(value));
  }
}
