// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Code;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.Binding.Letter;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.ProfileId;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.op.Uplink;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/// The query of Register and Update (LwM2M 1.2 Core §6.2.1, §6.2.2): parameters in any order, each at
/// most once, unknown ones ignored.
sealed interface UplinkQuery {
  /// The greatest lifetime in seconds.
  long LIFETIME_SECONDS_MAX = 0xFFFF_FFFFL;

  /// The longest MSISDN: E.164 allows 15 digits, some networks carry more.
  int SMS_DIGITS_MAX = 20;

  /// The parameters with a meaning.
  enum Name {
    EP("ep"),
    LT("lt"),
    LWM2M("lwm2m"),
    B("b"),
    Q("Q"),
    SMS("sms"),
    PID("pid");

    private static final Name[] ALL = values();

    final String text;

    Name(String text) {
      this.text = text;
    }

    /// The parameter that `argument` gives, with or without a value; empty where it has no meaning.
    static Optional<Name> of(String argument) {
      for (Name name : ALL) {
        int end = name.text.length();
        if (argument.startsWith(name.text)
            && (argument.length() == end || argument.charAt(end) == '=')) {
          return Optional.of(name);
        }
      }
      return Optional.empty();
    }

    /// The value that `argument` gives this parameter.
    String value(String argument) {
      return argument.length() == text.length() ? "" : argument.substring(text.length() + 1);
    }
  }

  /// What an Update does not have.
  Set<Name> OF_REGISTER = EnumSet.of(Name.EP, Name.LWM2M);

  /// The bindings of 1.0 that carry queue mode in themselves. Here, unlike elsewhere, order matters.
  Map<String, Binding> QUEUED =
      Map.of(
          "UQ", Binding.U,
          "SQ", new Binding(EnumSet.of(Letter.S)),
          "UQS", new Binding(EnumSet.of(Letter.U, Letter.S)));

  /// What a binding may name.
  Map<Release, Set<Letter>> LETTERS =
      Map.of(
          Release.V1_0, EnumSet.of(Letter.U, Letter.S),
          Release.V1_1, EnumSet.of(Letter.U, Letter.T, Letter.S, Letter.N),
          Release.V1_2, EnumSet.allOf(Letter.class));

  /// A parameter breaks its rule.
  record Broken(Code code, String why) implements UplinkQuery {}

  /// All parameters are as they should be.
  ///
  /// @param queueMode empty where neither `Q` nor a binding such as `UQ` says anything
  /// @param tolerances the deviations that were needed to understand them; most often none
  record Parsed(
      Optional<EndpointName> endpoint,
      OptionalLong lifetimeSeconds,
      Release release,
      Optional<Binding> binding,
      Optional<Boolean> queueMode,
      Optional<String> sms,
      List<ProfileId> profiles,
      Set<Tolerance> tolerances)
      implements UplinkQuery {
    Uplink.Register register(ObjectList objects) {
      return new Uplink.Register(
          endpoint,
          lifetimeSeconds,
          release,
          binding.orElse(Binding.U),
          queueMode.orElse(false),
          sms,
          profiles,
          objects);
    }

    Uplink.Update update(String handle, Optional<ObjectList> objects) {
      return new Uplink.Update(handle, lifetimeSeconds, binding, queueMode, sms, profiles, objects);
    }
  }

  /// An Update that changes nothing, which most are.
  Parsed REFRESH =
      new Parsed(
          Optional.empty(),
          OptionalLong.empty(),
          Release.V1_2,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Set.of());

  /// The parameters that clients put into one option; `query` where it is as it should be. An endpoint
  /// client name may hold an ampersand, so what follows each must be a parameter that we know.
  static List<String> separated(List<String> query) {
    if (query.size() != 1 || query.getFirst().indexOf('&') < 0) {
      return query;
    }
    List<String> parts = List.of(query.getFirst().split("&", -1));
    boolean known = parts.stream().allMatch(part -> Name.of(part).isPresent());
    return known && parts.getLast().indexOf('=') > 0 ? parts : query;
  }

  /// The parameters of a Register. A missing `lwm2m` means 1.0.
  static UplinkQuery ofRegister(List<String> query) {
    return parse(query, true);
  }

  /// The parameters of an Update, which has no `ep` and no `lwm2m`: they are ignored. Its binding is
  /// judged by the newest release, because the client's is not known here.
  static UplinkQuery ofUpdate(List<String> query) {
    return query.isEmpty() ? REFRESH : parse(query, false);
  }

  private static UplinkQuery parse(List<String> query, boolean register) {
    Map<Name, String> values = new EnumMap<>(Name.class);
    Set<Tolerance> needed = EnumSet.noneOf(Tolerance.class);
    for (String argument : query) {
      Optional<Name> name = Name.of(argument);
      if (name.isEmpty()) {
        needed.add(Tolerance.QUERY_UNKNOWN);
      } else if (values.putIfAbsent(name.get(), name.get().value(argument)) != null) {
        return new Broken(Code.BAD_REQUEST, name.get().text + " is given twice");
      }
    }
    if (!register) {
      if (values.keySet().removeAll(OF_REGISTER)) {
        needed.add(Tolerance.QUERY_UNKNOWN);
      }
      return new Reading(values, needed).read(Release.V1_2);
    }
    String text = values.getOrDefault(Name.LWM2M, "1.0");
    Optional<Release> release = text.equals("1") ? Optional.of(Release.V1_0) : Release.parse(text);
    if (release.isEmpty()) {
      return isVersion(text)
          ? new Broken(
              Code.PRECONDITION_FAILED, "lwm2m is a release that this server does not know")
          : new Broken(Code.BAD_REQUEST, "lwm2m is not a release");
    }
    noteRelease(values, release.get(), needed);
    return new Reading(values, needed).read(release.get());
  }

  /// What deviates from the release of a Register.
  private static void noteRelease(
      Map<Name, String> values, Release release, Set<Tolerance> needed) {
    String text = values.get(Name.LWM2M);
    if (text == null) {
      needed.add(Tolerance.RELEASE_MISSING);
    } else if (text.equals("1")) {
      needed.add(Tolerance.RELEASE_WITHOUT_MINOR);
    }
    if (release.atLeast(Release.V1_1)) {
      if (!values.containsKey(Name.LT)) {
        needed.add(Tolerance.LIFETIME_MISSING);
      }
      if (QUEUED.containsKey(values.getOrDefault(Name.B, ""))) {
        needed.add(Tolerance.BINDING_WITH_QUEUE_MODE);
      }
    } else if (values.containsKey(Name.Q)) {
      needed.add(Tolerance.QUERY_UNKNOWN);
    }
    if (values.containsKey(Name.PID) && !release.atLeast(Release.V1_2)) {
      needed.add(Tolerance.QUERY_UNKNOWN);
    }
  }

  /// Judges one parameter after the other and remembers the first that breaks its rule.
  final class Reading {
    private final Map<Name, String> values;
    private final Set<Tolerance> needed;
    private Optional<Name> broken = Optional.empty();

    Reading(Map<Name, String> values, Set<Tolerance> needed) {
      this.values = values;
      this.needed = needed;
    }

    UplinkQuery read(Release release) {
      Optional<EndpointName> endpoint = value(Name.EP, EndpointName::parse);
      Optional<Long> lifetime = value(Name.LT, UplinkQuery::lifetime);
      Optional<Binding> binding = value(Name.B, text -> binding(text, release));
      Optional<Boolean> queueMode = value(Name.Q, UplinkQuery::queueMode);
      Optional<String> sms = value(Name.SMS, UplinkQuery::msisdn);
      Optional<List<ProfileId>> profiles = value(Name.PID, ProfileId::parseAll);
      if (broken.isPresent()) {
        return new Broken(Code.BAD_REQUEST, "not a legal " + broken.get().text);
      }
      if (!values.getOrDefault(Name.Q, "").isEmpty()) {
        needed.add(Tolerance.QUEUE_MODE_WITH_VALUE);
      }
      if (values.getOrDefault(Name.SMS, "").startsWith("+")) {
        needed.add(Tolerance.SMS_WITH_PLUS);
      }
      boolean queued = QUEUED.containsKey(values.getOrDefault(Name.B, ""));
      return new Parsed(
          endpoint,
          lifetime.map(OptionalLong::of).orElseGet(OptionalLong::empty),
          release,
          binding,
          queued ? Optional.of(true) : queueMode,
          sms,
          profiles.orElse(List.of()),
          needed);
    }

    private <T> Optional<T> value(Name name, Function<String, Optional<T>> parser) {
      String text = values.get(name);
      if (text == null) {
        return Optional.empty();
      }
      Optional<T> parsed = parser.apply(text);
      if (parsed.isEmpty() && broken.isEmpty()) {
        broken = Optional.of(name);
      }
      return parsed;
    }
  }

  private static boolean isVersion(String text) {
    int dot = text.indexOf('.');
    return dot > 0
        && text.length() <= 15
        && isDigits(text.substring(0, dot))
        && isDigits(text.substring(dot + 1).replace(".", ""));
  }

  private static Optional<Long> lifetime(String text) {
    if (!isDigits(text) || text.length() > 10) {
      return Optional.empty();
    }
    return Optional.of(Long.parseLong(text)).filter(seconds -> seconds <= LIFETIME_SECONDS_MAX);
  }

  private static Optional<Boolean> queueMode(String value) {
    return switch (value) {
      case "", "true", "1" -> Optional.of(true);
      case "false", "0" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /// A binding of 1.0 may end in `Q`; clients that moved to 1.1 without changing it are understood.
  private static Optional<Binding> binding(String text, Release release) {
    if (QUEUED.containsKey(text)) {
      return Optional.ofNullable(QUEUED.get(text));
    }
    return Binding.parse(text)
        .filter(binding -> LETTERS.getOrDefault(release, Set.of()).containsAll(binding.letters()));
  }

  private static Optional<String> msisdn(String text) {
    String digits = text.startsWith("+") ? text.substring(1) : text;
    return isDigits(digits) && digits.length() <= SMS_DIGITS_MAX
        ? Optional.of(digits)
        : Optional.empty();
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
