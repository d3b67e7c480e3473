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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The query of Register and Update (LwM2M 1.2 Core §6.2.1, §6.2.2): parameters in any order, each at
/// most once, unknown ones ignored.
sealed interface UplinkQuery {
  /// The greatest lifetime in seconds.
  long LIFETIME_SECONDS_MAX = 0xFFFF_FFFFL;

  /// The longest MSISDN: E.164 allows 15 digits, some networks carry more.
  int SMS_DIGITS_MAX = 20;

  /// The parameters with a meaning.
  Set<String> KNOWN = Set.of("ep", "lt", "lwm2m", "b", "Q", "sms", "pid");

  /// The bindings of 1.0 that carry queue mode in themselves. Here, unlike elsewhere, order matters.
  Map<String, Binding> QUEUED =
      Map.of(
          "UQ", Binding.U,
          "SQ", new Binding(EnumSet.of(Letter.S)),
          "UQS", new Binding(EnumSet.of(Letter.U, Letter.S)));

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
    Map<String, String> values = new HashMap<>();
    for (String argument : query) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      String value = equals < 0 ? "" : argument.substring(equals + 1);
      if (KNOWN.contains(name) && values.putIfAbsent(name, value) != null) {
        return new Broken(Code.BAD_REQUEST, name + " is given twice");
      }
    }
    if (!register) {
      values.remove("ep");
      values.remove("lwm2m");
    }
    Optional<Release> release =
        register ? Release.parse(values.getOrDefault("lwm2m", "1.0")) : Optional.of(Release.V1_2);
    if (release.isEmpty()) {
      return isVersion(values.getOrDefault("lwm2m", ""))
          ? new Broken(
              Code.PRECONDITION_FAILED, "lwm2m is a release that this server does not know")
          : new Broken(Code.BAD_REQUEST, "lwm2m is not a release");
    }
    List<String> broken = new ArrayList<>(1);
    Optional<EndpointName> endpoint =
        value(values, "ep").flatMap(ep -> checked("ep", EndpointName.parse(ep), broken));
    Optional<Long> lifetime =
        value(values, "lt").flatMap(lt -> checked("lt", lifetime(lt), broken));
    Optional<Binding> binding =
        value(values, "b").flatMap(b -> checked("b", binding(b, release.get()), broken));
    Optional<Boolean> queueMode =
        value(values, "Q").flatMap(flag -> checked("Q", queueMode(flag), broken));
    Optional<String> sms = value(values, "sms").flatMap(s -> checked("sms", msisdn(s), broken));
    Optional<List<ProfileId>> profiles =
        value(values, "pid").flatMap(p -> checked("pid", ProfileId.parseAll(p), broken));
    if (!broken.isEmpty()) {
      return new Broken(Code.BAD_REQUEST, "not a legal " + broken.getFirst());
    }
    if (value(values, "b").map(QUEUED::containsKey).orElse(false)) {
      queueMode = Optional.of(true);
    }
    OptionalLong lifetimeSeconds = lifetime.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    return new Parsed(
        endpoint,
        lifetimeSeconds,
        release.get(),
        binding,
        queueMode,
        sms,
        profiles.orElse(List.of()));
  }

  private static Optional<String> value(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name));
  }

  private static <T> Optional<T> checked(String name, Optional<T> parsed, List<String> broken) {
    if (parsed.isEmpty()) {
      broken.add(name);
    }
    return parsed;
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
    Set<Letter> allowed =
        switch (release) {
          case V1_0 -> EnumSet.of(Letter.U, Letter.S);
          case V1_1 -> EnumSet.of(Letter.U, Letter.T, Letter.S, Letter.N);
          case V1_2 -> EnumSet.allOf(Letter.class);
        };
    return Binding.parse(text).filter(binding -> allowed.containsAll(binding.letters()));
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
