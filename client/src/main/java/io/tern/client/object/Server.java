// SPDX-License-Identifier: Apache-2.0

package io.tern.client.object;

import io.tern.client.Answer;
import io.tern.client.Instance;
import io.tern.client.RetryRules;
import io.tern.client.ServerAccount;
import io.tern.coap.Code;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.ServerDefaults;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import java.util.Optional;
import java.util.OptionalLong;

/// An instance of the LwM2M Server object (LwM2M 1.2 Core §E.2): how the client behaves towards one
/// server. The server may change it; the registration reads it whenever it needs to know.
public final class Server {
  /// The object id.
  public static final int ID = 1;

  public static final int SHORT_SERVER_ID = 0;
  public static final int LIFETIME = 1;
  public static final int DEFAULT_MINIMUM_PERIOD = 2;
  public static final int DEFAULT_MAXIMUM_PERIOD = 3;
  public static final int DISABLE = 4;
  public static final int DISABLE_TIMEOUT = 5;
  public static final int NOTIFICATION_STORING = 6;
  public static final int BINDING = 7;
  public static final int REGISTRATION_UPDATE_TRIGGER = 8;
  public static final int COMMUNICATION_RETRY_COUNT = 17;
  public static final int COMMUNICATION_RETRY_TIMER = 18;
  public static final int COMMUNICATION_SEQUENCE_DELAY_TIMER = 19;
  public static final int MUTE_SEND = 23;
  public static final int DEFAULT_NOTIFICATION_MODE = 26;

  private static final long SECONDS_MAX = 0xFFFF_FFFFL;
  private static final long DISABLE_TIMEOUT_DEFAULT = 86_400;

  private static final Answer<Downlink.Done> NO_TRANSPORT =
      Answer.refused(Code.BAD_REQUEST, "argument 0 names no transport of this client");

  private final ObjectInstance instance;

  private Server(ObjectInstance instance) {
    this.instance = instance;
  }

  /// What the server asks of the registration. On the loop, after the answer has been given.
  public interface Triggers {
    /// Leave, and stay away for the Disable Timeout.
    void onDisable(long nowNanos);

    /// Send an Update.
    void onUpdateTrigger(Arguments arguments, long nowNanos);
  }

  /// The instance for an account, with the resources that `model` has.
  public static Server of(ObjectModel model, int id, ServerAccount account, Triggers triggers) {
    ObjectInstance instance =
        ObjectInstance.of(model, id)
            .holding(SHORT_SERVER_ID, account.shortServerId())
            .holding(LIFETIME, account.lifetimeSeconds())
            .checking(LIFETIME, node -> refuse(node, 0, SECONDS_MAX))
            .accepting(DEFAULT_MINIMUM_PERIOD, DEFAULT_MAXIMUM_PERIOD, DISABLE_TIMEOUT)
            .checking(DEFAULT_MINIMUM_PERIOD, node -> refuse(node, 0, SECONDS_MAX))
            .checking(DEFAULT_MAXIMUM_PERIOD, node -> refuse(node, 0, SECONDS_MAX))
            .checking(DISABLE_TIMEOUT, node -> refuse(node, 0, SECONDS_MAX))
            .holding(NOTIFICATION_STORING, true)
            .holding(BINDING, account.binding().toString())
            .checking(BINDING, Server::refuseBinding)
            .with(
                DISABLE,
                behaviour ->
                    behaviour.withReflex(
                        (held, arguments, listener, nowNanos) -> {
                          listener.onAnswer(Answer.DONE, nowNanos);
                          triggers.onDisable(nowNanos);
                        }))
            .with(
                REGISTRATION_UPDATE_TRIGGER,
                behaviour ->
                    behaviour.withReflex(
                        (held, arguments, listener, nowNanos) -> {
                          if (names(arguments, account.binding())) {
                            listener.onAnswer(Answer.DONE, nowNanos);
                            triggers.onUpdateTrigger(arguments, nowNanos);
                          } else {
                            listener.onAnswer(NO_TRANSPORT, nowNanos);
                          }
                        }));
    for (int resource : new int[] {17, 18, 19, 20, 23, 26}) {
      if (model.resource(resource).isPresent()) {
        instance.accepting(resource);
      }
    }
    account
        .serverValues()
        .forEach(
            (resource, value) -> {
              if (model.resource(resource).isPresent()) {
                instance.holding(resource, value);
              }
            });
    return new Server(instance);
  }

  /// Whether argument 0 of the trigger, if there is one, names a transport that the client has.
  private static boolean names(Arguments arguments, Binding offered) {
    Optional<String> letters = arguments.byDigit().getOrDefault(0, Optional.empty());
    return letters.isEmpty()
        || Binding.parse(letters.get())
            .filter(wanted -> wanted.letters().size() == 1)
            .filter(wanted -> offered.letters().containsAll(wanted.letters()))
            .isPresent();
  }

  private static Optional<String> refuse(Node.ResourceNode node, long min, long max) {
    return node instanceof Node.SingleResource(int id, Value.Int(long number))
            && (number < min || number > max)
        ? Optional.of("resource " + id + " is " + min + " to " + max)
        : Optional.empty();
  }

  private static Optional<String> refuseBinding(Node.ResourceNode node) {
    return node instanceof Node.SingleResource(int id, Value.Text(String letters))
            && parseBinding(letters).isEmpty()
        ? Optional.of("not a binding")
        : Optional.empty();
  }

  /// Also the bindings of 1.0 with a `Q`, which is a matter of the registration's queue mode.
  private static Optional<Binding> parseBinding(String letters) {
    return Binding.parse(letters.replaceFirst("Q", ""));
  }

  /// The instance to serve.
  public Instance instance() {
    return instance;
  }

  /// Lifetime of the registration; 0 for ever.
  public long lifetimeSeconds() {
    return number(LIFETIME).orElse(ServerAccount.LIFETIME_SECONDS_DEFAULT);
  }

  /// What holds for notifications where no attribute says otherwise.
  public ServerDefaults defaults() {
    OptionalLong mode = number(DEFAULT_NOTIFICATION_MODE);
    return new ServerDefaults(
        number(DEFAULT_MINIMUM_PERIOD),
        number(DEFAULT_MAXIMUM_PERIOD),
        mode.isPresent() ? Optional.of(mode.getAsLong() == 1) : Optional.empty());
  }

  /// Whether what could not be notified is to be told later: unless the server says otherwise, it is.
  public boolean storesNotifications() {
    return !instance
        .content(NOTIFICATION_STORING)
        .equals(Optional.of(new Node.SingleResource(NOTIFICATION_STORING, new Value.Bool(false))));
  }

  /// Whether the server does not want to hear of values by Send: unless it says otherwise, it does not.
  public boolean isSendMuted() {
    return !instance
        .content(MUTE_SEND)
        .equals(Optional.of(new Node.SingleResource(MUTE_SEND, new Value.Bool(false))));
  }

  /// How long Disable lasts.
  public long disableTimeoutSeconds() {
    return number(DISABLE_TIMEOUT).orElse(DISABLE_TIMEOUT_DEFAULT);
  }

  /// How failed registrations are tried again.
  public RetryRules retryRules() {
    RetryRules defaults = RetryRules.DEFAULT;
    return new RetryRules(
        count(COMMUNICATION_RETRY_COUNT, defaults.retryCount()),
        seconds(COMMUNICATION_RETRY_TIMER, defaults.retryTimerSeconds()),
        seconds(COMMUNICATION_SEQUENCE_DELAY_TIMER, defaults.sequenceDelaySeconds()));
  }

  private int count(int resource, int otherwise) {
    return Math.clamp(number(resource).orElse(otherwise), 1, 1_000_000);
  }

  private long seconds(int resource, long otherwise) {
    return Math.clamp(number(resource).orElse(otherwise), 0, SECONDS_MAX);
  }

  private OptionalLong number(int resource) {
    Optional<Node.ResourceNode> content = instance.content(resource);
    if (content.isPresent() && content.get() instanceof Node.SingleResource(int id, Value value)) {
      return switch (value) {
        case Value.Int(long number) -> OptionalLong.of(number);
        case Value.Unsigned(long bits) -> OptionalLong.of(bits < 0 ? Long.MAX_VALUE : bits);
        default -> OptionalLong.empty();
      };
    }
    return OptionalLong.empty();
  }
}
