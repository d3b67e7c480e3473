// SPDX-License-Identifier: Apache-2.0

package io.tern.server.registration;

import io.tern.coap.Timers;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.RegistrationStore;
import io.tern.server.ServerConfig;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Ends registrations whose client sent no Update in time. One timer a registration, on the loop of its
/// last uplink; an Update does not touch it, it finds out when it runs.
public final class Expiry {
  private static final long SECOND = 1_000_000_000L;
  private static final long NEXT_TURN_NANOS = 1_000_000L;
  private static final long STORE_RETRY_NANOS = 100_000_000L;

  private final int loop;
  private final Timers timers;
  private final RegistrationStore registrations;
  private final ServerConfig config;
  private final BooleanSupplier mayEnd;
  private final BiConsumer<Registration, Long> ended;
  private final Map<RegistrationId, Watch> watches = new HashMap<>();

  /// Whose time has come and who have to wait for a later turn; some may have been forgotten since.
  private final ArrayDeque<Watch> overdue = new ArrayDeque<>();

  private boolean waiting;
  private long turnNanos = Long.MIN_VALUE;
  private int checkedInTurn;

  /// @param mayEnd whether the end of a registration can be stored now; where not, it waits
  /// @param ended told of a registration that has been removed from the store, and the time
  public Expiry(
      int loop,
      Timers timers,
      RegistrationStore registrations,
      ServerConfig config,
      BooleanSupplier mayEnd,
      BiConsumer<Registration, Long> ended) {
    this.loop = loop;
    this.timers = timers;
    this.registrations = registrations;
    this.config = config;
    this.mayEnd = mayEnd;
    this.ended = ended;
  }

  /// Sees to it that the registration ends in time.
  public void watch(Registration registration) {
    OptionalLong deadline = deadlineNanos(registration);
    if (deadline.isEmpty()) {
      forget(registration.id());
      return;
    }
    Watch watch = watches.get(registration.id());
    if (watch == null) {
      watch = new Watch(registration.id());
      watches.put(registration.id(), watch);
    }
    if (watch.timer == null || watch.deadlineNanos > deadline.getAsLong()) {
      watch.set(deadline.getAsLong());
    }
  }

  /// Sees to it that `after`, which took the place of `before`, ends in time. Most often there is nothing to
  /// do, and nothing is looked up: its timer finds out when it runs.
  public void watch(Registration before, Registration after) {
    boolean watched = before.loop() == loop && after.loop() == loop;
    boolean later =
        before.endsNanos().orElse(Long.MAX_VALUE) <= after.endsNanos().orElse(Long.MIN_VALUE);
    if (!watched || !later) {
      watch(after);
    }
  }

  /// Looks no more after a registration.
  public void forget(RegistrationId id) {
    Watch watch = watches.remove(id);
    if (watch != null) {
      watch.cancel();
    }
  }

  /// Whether its time, and the grace, are over.
  public boolean isOver(Registration registration, long nowNanos) {
    OptionalLong deadline = deadlineNanos(registration);
    return deadline.isPresent() && deadline.getAsLong() <= nowNanos;
  }

  /// How many registrations it looks after.
  public int watched() {
    return watches.size();
  }

  private OptionalLong deadlineNanos(Registration registration) {
    OptionalLong ends = registration.endsNanos();
    return ends.isEmpty()
        ? ends
        : OptionalLong.of(ends.getAsLong() + config.graceSeconds() * SECOND);
  }

  private void onDue(Watch watch, long nowNanos) {
    overdue.add(watch);
    if (!waiting) {
      endSome(nowNanos);
    }
  }

  private void endSome(long nowNanos) {
    while (!overdue.isEmpty() && mayEnd.getAsBoolean() && takesMore(nowNanos)) {
      Watch watch = overdue.remove();
      if (watches.get(watch.id) == watch) {
        check(watch, nowNanos);
      }
    }
    waiting = !overdue.isEmpty();
    if (waiting) {
      long pauseNanos = mayEnd.getAsBoolean() ? NEXT_TURN_NANOS : STORE_RETRY_NANOS;
      timers.at(nowNanos + pauseNanos, this::endSome);
    }
  }

  /// When a whole fleet ends at once, the loop does other things in between.
  private boolean takesMore(long nowNanos) {
    if (nowNanos != turnNanos) {
      turnNanos = nowNanos;
      checkedInTurn = 0;
    }
    return checkedInTurn++ < config.expiriesPerTurnMax();
  }

  private void check(Watch watch, long nowNanos) {
    Optional<Registration> found = registrations.byId(watch.id);
    OptionalLong deadline =
        found
            .filter(registration -> registration.loop() == loop)
            .map(this::deadlineNanos)
            .orElse(OptionalLong.empty());
    if (deadline.isEmpty()) {
      // It is over, never ends, or another loop has heard of it since and looks after it.
      watches.remove(watch.id);
    } else if (deadline.getAsLong() > nowNanos) {
      watch.set(deadline.getAsLong());
    } else if (registrations.remove(found.get())) {
      watches.remove(watch.id);
      ended.accept(found.get(), nowNanos);
    } else {
      watch.set(nowNanos);
    }
  }

  /// Looks after one registration.
  private final class Watch implements Timers.Task {
    private final RegistrationId id;
    private long deadlineNanos;
    private Timers.@Nullable Timer timer;

    Watch(RegistrationId id) {
      this.id = id;
    }

    void set(long newDeadlineNanos) {
      cancel();
      deadlineNanos = newDeadlineNanos;
      timer = timers.at(newDeadlineNanos, this);
    }

    void cancel() {
      if (timer != null) {
        timer.cancel();
      }
    }

    @Override
    public void run(long nowNanos) {
      onDue(this, nowNanos);
    }
  }
}
