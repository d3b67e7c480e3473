// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Code;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.Binding.Letter;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.ProfileId;
import io.tern.lwm2m.Release;
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

  /// How a few clients say `lwm2m=1.0`.
  String RELEASE_WITHOUT_MINOR = "lwm2m=1";

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
  record Parsed(
      Optional<EndpointName> endpoint,
      OptionalLong lifetimeSeconds,
      Release release,
      Optional<Binding> binding,
      Optional<Boolean> queueMode,
      Optional<String> sms,
      List<ProfileId> profiles)
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
          List.of());

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
    for (String argument : query) {
      Optional<Name> name = Name.of(argument);
      if (name.isPresent() && values.putIfAbsent(name.get(), name.get().value(argument)) != null) {
        return new Broken(Code.BAD_REQUEST, name.get().text + " is given twice");
      }
    }
    if (!register) {
      values.remove(Name.EP);
      values.remove(Name.LWM2M);
    }
    Optional<Release> release =
        register ? release(values.getOrDefault(Name.LWM2M, "1.0")) : Optional.of(Release.V1_2);
    if (release.isEmpty()) {
      return isVersion(values.getOrDefault(Name.LWM2M, ""))
          ? new Broken(
              Code.PRECONDITION_FAILED, "lwm2m is a release that this server does not know")
          : new Broken(Code.BAD_REQUEST, "lwm2m is not a release");
    }
    return new Reading(values).read(release.get());
  }

  /// Judges one parameter after the other and remembers the first that breaks its rule.
  final class Reading {
    private final Map<Name, String> values;
    private Optional<Name> broken = Optional.empty();

    Reading(Map<Name, String> values) {
      this.values = values;
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
      boolean queued = QUEUED.containsKey(values.getOrDefault(Name.B, ""));
      return new Parsed(
          endpoint,
          lifetime.map(OptionalLong::of).orElseGet(OptionalLong::empty),
          release,
          binding,
          queued ? Optional.of(true) : queueMode,
          sms,
          profiles.orElse(List.of()));
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

  private static Optional<Release> release(String text) {
    return text.equals("1") ? Optional.of(Release.V1_0) : Release.parse(text);
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
