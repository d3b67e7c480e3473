// SPDX-License-Identifier: Apache-2.0

package io.tern.client.register;

import io.tern.client.ClientEvent;
import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.OptionNumber;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Requester;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.coap.ClientUplinks;
import io.tern.lwm2m.coap.UplinkResult;
import io.tern.lwm2m.op.Uplink;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The registration of a client with one server, as a state machine.
///
/// Updates go out when something announced changes, when the server asks, and in time before the
/// lifetime ends. Whatever goes wrong with an Update leads to a new Register; a Register that fails is
/// tried again by the rules of the Server object.
public final class Registration {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /// MAX_TRANSMIT_WAIT: how long an Update may take (RFC 7252 §4.8.2).
  private static final long TRANSMIT_WAIT_SECONDS = 93;

  /// How long a busy server is left alone that does not say how long.
  private static final long BUSY_SECONDS = 60;

  private final Optional<EndpointName> endpoint;
  private final Peer server;
  private final RegistrationPort port;
  private final Requester requester;
  private final Timers timers;
  private final Backoff backoff;

  private State state = State.IDLE;
  private Release release;
  private String handle = "";
  private @Nullable Announcement known;
  private long sentNanos;
  private boolean updateAgain;
  private boolean stopping;
  private boolean disabling;
  private boolean offline;
  private Timers.@Nullable Timer timer;
  private @Nullable Cancellable underWay;

  /// Where the registration stands.
  public enum State {
    /// Nothing has been tried.
    IDLE,
    /// A Register is under way.
    REGISTERING,
    /// A Register failed, the next is set or never comes.
    WAITING,
    /// The server knows the client.
    REGISTERED,
    /// The same, and an Update is under way.
    UPDATING,
    /// A De-register is under way.
    DEREGISTERING,
    /// The server has asked to be left alone for a while.
    DISABLED,
    /// It is over.
    STOPPED
  }

  /// @param endpoint the name to register under
  /// @param release the newest release to try
  public Registration(
      Optional<EndpointName> endpoint,
      Release release,
      Peer server,
      RegistrationPort port,
      Means means) {
    this.endpoint = endpoint;
    this.release = release;
    this.server = server;
    this.port = port;
    this.requester = means.requester();
    this.timers = means.timers();
    this.backoff = new Backoff(means.random());
  }

  /// What it works with.
  public record Means(Requester requester, Timers timers, RandomGenerator random) {}

  /// Where it stands.
  public State state() {
    return state;
  }

  /// Whether the server knows the client, as far as the client knows.
  public boolean isRegistered() {
    return state == State.REGISTERED || state == State.UPDATING;
  }

  /// The release it is registered as, or tries next.
  public Release release() {
    return release;
  }

  /// Registers; does nothing where it has been started before.
  public void start(long nowNanos) {
    if (state == State.IDLE) {
      register(nowNanos);
    }
  }

  private void register(long nowNanos) {
    if (offline) {
      state = State.WAITING;
      return;
    }
    state = State.REGISTERING;
    disabling = false;
    Announcement told = port.announcement(release);
    Uplink.Register register =
        new Uplink.Register(
            endpoint,
            OptionalLong.of(told.lifetimeSeconds()),
            release,
            told.binding(),
            told.queueMode(),
            told.sms(),
            List.of(),
            told.objects());
    sentNanos = nowNanos;
    underWay =
        requester.request(
            server,
            ClientUplinks.request(register, release),
            (reply, n) -> onRegisterReply(register, told, reply, n),
            nowNanos);
  }

  private void onRegisterReply(
      Uplink.Register register, Announcement told, Reply reply, long nowNanos) {
    underWay = null;
    if (reply instanceof Reply.Cancelled) {
      return;
    }
    if (!(reply instanceof Reply.Answered(Peer from, Response response))) {
      setBack(reply.toString(), backoff.afterFailure(port.retryRules()), nowNanos);
      return;
    }
    switch (ClientUplinks.result(register, response)) {
      case UplinkResult.Registered(String location) -> registered(location, told, nowNanos);
      case UplinkResult.Refused(Code code, String why) -> refused(code, why, response, nowNanos);
      case UplinkResult.Done done ->
          setBack("no location", backoff.afterFailure(port.retryRules()), nowNanos);
      case UplinkResult.Unusable(var reason) ->
          setBack(reason.toString(), backoff.afterFailure(port.retryRules()), nowNanos);
    }
  }

  private void registered(String location, Announcement told, long nowNanos) {
    state = State.REGISTERED;
    handle = location;
    known = told;
    updateAgain = false;
    backoff.reset();
    scheduleUpdate(told, nowNanos);
    port.onRegistered(nowNanos);
    port.onEvent(new ClientEvent.Registered(location, release), nowNanos);
    settle(nowNanos);
  }

  /// Does what was put off while a request was under way.
  private void settle(long nowNanos) {
    if (state != State.REGISTERED) {
      return;
    }
    if (stopping || disabling) {
      deregister(nowNanos);
    } else if (updateAgain) {
      update(nowNanos);
    } else {
      changed(nowNanos);
    }
  }

  private void refused(Code code, String why, Response response, long nowNanos) {
    String reason = code + (why.isEmpty() ? "" : " " + why);
    Optional<Release> older = older();
    if (code.equals(Code.PRECONDITION_FAILED) && older.isPresent() && !stopping) {
      port.onOlderRelease(release, older.get());
      release = older.get();
      register(nowNanos);
    } else if (isBusy(code)) {
      setBack(reason, backoff.afterBusy(maxAgeSeconds(response), port.retryRules()), nowNanos);
    } else if (code.codeClass() == 5) {
      setBack(reason, backoff.afterFailure(port.retryRules()), nowNanos);
    } else {
      setBack(reason, backoff.afterRejection(port.retryRules()), nowNanos);
    }
  }

  /// The release to try where the server does not speak this one; 1.0 needs an endpoint name.
  private Optional<Release> older() {
    return switch (release) {
      case V1_2 -> Optional.of(Release.V1_1);
      case V1_1 -> endpoint.map(name -> Release.V1_0);
      case V1_0 -> Optional.empty();
    };
  }

  private static boolean isBusy(Code code) {
    return code.equals(Code.SERVICE_UNAVAILABLE) || code.equals(Code.TOO_MANY_REQUESTS);
  }

  private static long maxAgeSeconds(Response response) {
    return response.options().uint(OptionNumber.MAX_AGE).orElse(BUSY_SECONDS);
  }

  /// A Register did not succeed.
  private void setBack(String why, OptionalLong pauseNanos, long nowNanos) {
    state = State.WAITING;
    OptionalLong again = OptionalLong.empty();
    if (pauseNanos.isPresent() && !stopping) {
      again = OptionalLong.of(nowNanos + pauseNanos.getAsLong());
      set(again.getAsLong(), this::register);
    }
    port.onSetBack(nowNanos);
    port.onEvent(new ClientEvent.RegistrationFailed(why, again), nowNanos);
    if (stopping) {
      stopped(nowNanos);
    }
  }

  private void scheduleUpdate(Announcement told, long nowNanos) {
    long lifetime = told.lifetimeSeconds();
    if (lifetime == 0) {
      unset();
      return;
    }
    long ahead =
        lifetime < 2 * TRANSMIT_WAIT_SECONDS
            ? lifetime * NANOS_PER_SECOND / 2
            : (lifetime - TRANSMIT_WAIT_SECONDS) * NANOS_PER_SECOND;
    set(Math.max(nowNanos, sentNanos + ahead), this::update);
  }

  /// Something that is announced may have changed; an Update goes out where it has.
  public void changed(long nowNanos) {
    if (state == State.UPDATING) {
      updateAgain |= !port.announcement(release).equals(known);
    } else if (state == State.REGISTERED && !port.announcement(release).equals(known)) {
      update(nowNanos);
    }
  }

  /// Sends an Update now, or when the request under way has ended.
  public void update(long nowNanos) {
    if (state != State.REGISTERED || offline) {
      updateAgain = true;
      return;
    }
    Announcement before = known;
    if (before == null) {
      throw new IllegalStateException("registered without an announcement");
    }
    unset();
    state = State.UPDATING;
    updateAgain = false;
    Announcement told = port.announcement(release);
    Uplink.Update update = told.since(before, handle);
    sentNanos = nowNanos;
    underWay =
        requester.request(
            server,
            ClientUplinks.request(update, release),
            (reply, n) -> onUpdateReply(update, told, reply, n),
            nowNanos);
  }

  /// The connection that carried the registration has ended: an Update says where the client is now.
  /// What was under way ends by itself.
  public void onDisconnected(long nowNanos) {
    if (state == State.REGISTERED) {
      update(nowNanos);
    }
  }

  private void onUpdateReply(Uplink.Update update, Announcement told, Reply reply, long nowNanos) {
    underWay = null;
    if (reply instanceof Reply.Cancelled) {
      return;
    }
    state = State.REGISTERED;
    if (!(reply instanceof Reply.Answered(Peer from, Response response))) {
      lost(reply.toString(), nowNanos);
      return;
    }
    switch (ClientUplinks.result(update, response)) {
      case UplinkResult.Done done -> {
        known = told;
        scheduleUpdate(told, nowNanos);
        port.onUpdated(nowNanos);
        port.onEvent(new ClientEvent.Updated(handle), nowNanos);
        settle(nowNanos);
      }
      case UplinkResult.Refused(Code code, String why) when isBusy(code) ->
          busy(maxAgeSeconds(response), nowNanos);
      case UplinkResult.Refused(Code code, String why) -> lost(code + " " + why, nowNanos);
      case UplinkResult.Registered registered -> lost("not an answer to Update", nowNanos);
      case UplinkResult.Unusable(var reason) -> lost(reason.toString(), nowNanos);
    }
  }

  /// The server has no time for an Update: the same again a little later.
  private void busy(long seconds, long nowNanos) {
    if (stopping || disabling) {
      deregister(nowNanos);
    } else {
      set(nowNanos + Math.max(1, seconds) * NANOS_PER_SECOND, this::update);
    }
  }

  /// Registers anew, because the two ends may disagree about what belongs to the registration.
  public void renew(String why, long nowNanos) {
    if (isRegistered()) {
      lost(why, nowNanos);
    }
  }

  private void lost(String why, long nowNanos) {
    unset();
    giveUpWhatIsUnderWay(nowNanos);
    port.onUnregistered(nowNanos);
    port.onEvent(new ClientEvent.RegistrationLost(why), nowNanos);
    if (stopping) {
      stopped(nowNanos);
    } else {
      register(nowNanos);
    }
  }

  /// There is no way to the server: nothing is sent before [#online]. What is under way is given up, but
  /// for a De-register.
  public void offline(long nowNanos) {
    offline = true;
    switch (state) {
      case REGISTERED -> unset();
      case UPDATING -> {
        giveUpWhatIsUnderWay(nowNanos);
        state = State.REGISTERED;
      }
      case REGISTERING -> {
        giveUpWhatIsUnderWay(nowNanos);
        state = State.WAITING;
        port.onSetBack(nowNanos);
      }
      case WAITING -> unset();
      case IDLE, DEREGISTERING, DISABLED, STOPPED -> {}
    }
  }

  /// There is a way to the server again: an Update tells it so, or a Register where it knows nothing.
  public void online(long nowNanos) {
    boolean back = offline;
    offline = false;
    if (back && state == State.REGISTERED) {
      update(nowNanos);
    } else if (back && state == State.WAITING) {
      register(nowNanos);
    }
  }

  /// Whether there is no way to the server.
  public boolean isOffline() {
    return offline;
  }

  /// Leaves the server for the Disable Timeout, then registers again.
  public void disable(long nowNanos) {
    disabling = true;
    leave(nowNanos);
  }

  /// Leaves the server for good, by De-register where it is registered. A Register under way is waited
  /// for, so that the server does not keep what nobody will end.
  public void stop(long nowNanos) {
    stopping = true;
    switch (state) {
      case IDLE, WAITING, DISABLED -> stopped(nowNanos);
      case REGISTERED, UPDATING -> {
        if (offline) {
          port.onUnregistered(nowNanos);
          stopped(nowNanos);
        } else {
          leave(nowNanos);
        }
      }
      case REGISTERING, DEREGISTERING, STOPPED -> {}
    }
  }

  private void leave(long nowNanos) {
    if (isRegistered()) {
      deregister(nowNanos);
    }
  }

  private void deregister(long nowNanos) {
    unset();
    giveUpWhatIsUnderWay(nowNanos);
    state = State.DEREGISTERING;
    port.onUnregistered(nowNanos);
    Uplink.Deregister deregister = new Uplink.Deregister(handle);
    underWay =
        requester.request(
            server,
            ClientUplinks.request(deregister, release),
            (reply, n) -> onDeregisterReply(deregister, reply, n),
            nowNanos);
  }

  private void giveUpWhatIsUnderWay(long nowNanos) {
    Cancellable request = underWay;
    if (request != null) {
      request.cancel(nowNanos);
    }
  }

  private void onDeregisterReply(Uplink.Deregister deregister, Reply reply, long nowNanos) {
    underWay = null;
    boolean confirmed =
        reply instanceof Reply.Answered(Peer from, Response response)
            && ClientUplinks.result(deregister, response) instanceof UplinkResult.Done;
    port.onEvent(new ClientEvent.Deregistered(confirmed), nowNanos);
    if (stopping) {
      stopped(nowNanos);
    } else {
      state = State.DISABLED;
      long pause = port.disableTimeoutSeconds() * NANOS_PER_SECOND;
      set(nowNanos + pause, this::register);
    }
  }

  private void stopped(long nowNanos) {
    unset();
    state = State.STOPPED;
    port.onStopped(nowNanos);
  }

  private void set(long atNanos, Timers.Task task) {
    unset();
    timer =
        timers.at(
            atNanos,
            nowNanos -> {
              timer = null;
              task.run(nowNanos);
            });
  }

  private void unset() {
    Timers.Timer set = timer;
    if (set != null) {
      set.cancel();
      timer = null;
    }
  }
}
