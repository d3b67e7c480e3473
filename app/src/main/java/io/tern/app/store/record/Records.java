// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.coap.ContentFormat;
import io.tern.coap.Token;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import io.tern.server.AwakeWindows;
import io.tern.server.DesiredObservation;
import io.tern.server.Observation;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.Terms;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToIntFunction;

/// Registrations, observations and what is wanted of endpoints as records. Terms, which many registrations
/// share, stand by themselves; a registration names theirs by number.
public final class Records {
  private static final String REGISTRATION = "registration";
  private static final String OBSERVATION = "observation";
  private static final String DESIRED = "desired observation";
  private static final String AWAKE = "awake window";
  private static final String TERMS = "terms";
  private static final int LOOPS_MAX = 255;

  private Records() {}

  /// Finds terms by their number.
  @FunctionalInterface
  public interface TermsSource {
    /// The terms of that number; empty where there are none.
    Optional<Terms> terms(int number);
  }

  /// An observation and the number of its last notification.
  public record Observed(Observation observation, OptionalInt observe) {}

  /// The record of terms.
  public static byte[] terms(int number, Terms terms) {
    return Seal.close(Place.of(TERMS, number), writer -> Parts.terms(writer, terms));
  }

  /// The terms in a record.
  public static Read<Terms> terms(int number, byte[] closed) {
    return Seal.open(Place.of(TERMS, number), closed, Parts::terms);
  }

  /// The record of a registration.
  ///
  /// @param terms gives the number of terms
  public static byte[] registration(Registration registration, ToIntFunction<Terms> terms) {
    return Seal.close(
        Place.of(REGISTRATION, registration.endpoint()),
        writer -> registration(writer, registration, terms));
  }

  /// The registration in the record of an endpoint.
  public static Read<Registration> registration(
      EndpointName endpoint, byte[] closed, TermsSource terms) {
    return Seal.open(
        Place.of(REGISTRATION, endpoint), closed, reader -> registration(reader, endpoint, terms));
  }

  static void registration(
      RecordWriter writer, Registration registration, ToIntFunction<Terms> terms) {
    writer.fixed(registration.id().high()).fixed(registration.id().low());
    writer.number(terms.applyAsInt(registration.terms()));
    Parts.peer(writer, registration.peer());
    writer
        .number(registration.loop())
        .number(registration.registeredNanos())
        .number(registration.updatedNanos() - registration.registeredNanos())
        .number(registration.lastSeenNanos() - registration.registeredNanos());
  }

  static Registration registration(RecordReader reader, EndpointName endpoint, TermsSource source) {
    RegistrationId id = new RegistrationId(reader.fixed(), reader.fixed());
    Terms terms =
        source
            .terms(reader.upTo(Integer.MAX_VALUE))
            .orElseThrow(() -> new RecordReader.Broken("its terms are gone"));
    var peer = Parts.peer(reader);
    int loop = reader.upTo(LOOPS_MAX);
    long registered = reader.number();
    return new Registration(
        id,
        endpoint,
        terms,
        peer,
        loop,
        registered,
        registered + reader.number(),
        registered + reader.number());
  }

  /// The record of an observation.
  public static byte[] observation(Observation observation, OptionalInt observe) {
    return Seal.close(
        Place.of(OBSERVATION, Place.key(observation.token())),
        writer -> {
          writer.fixed(observation.registration().high()).fixed(observation.registration().low());
          writer.flag(observation.composite());
          writer.list(observation.paths(), observation.paths().size(), Parts::path);
          format(writer, observation.format());
          AttributeRecord.write(writer, observation.attributes());
          writer.number(observation.loop()).number(observation.sinceNanos());
          writer.number(observe.orElse(-1));
        });
  }

  /// The observation in the record of a token.
  public static Read<Observed> observation(Token token, byte[] closed) {
    return Seal.open(
        Place.of(OBSERVATION, Place.key(token)), closed, reader -> observation(reader, token));
  }

  private static Observed observation(RecordReader reader, Token token) {
    RegistrationId id = new RegistrationId(reader.fixed(), reader.fixed());
    boolean composite = reader.flag();
    List<Path> paths = reader.list(Parts::path);
    Optional<ContentFormat> format = format(reader);
    Attributes attributes = AttributeRecord.read(reader);
    int loop = reader.upTo(LOOPS_MAX);
    Observation observation =
        new Observation(id, paths, composite, format, attributes, token, loop, reader.number());
    long observe = reader.number();
    if (observe < -1 || observe > 0xFF_FFFF) {
      throw new RecordReader.Broken("no number of a notification");
    }
    return new Observed(
        observation, observe < 0 ? OptionalInt.empty() : OptionalInt.of((int) observe));
  }

  static void format(RecordWriter writer, Optional<ContentFormat> format) {
    writer.optional(format, (to, value) -> to.number(value.number()));
  }

  static Optional<ContentFormat> format(RecordReader reader) {
    return reader.optional(from -> new ContentFormat(from.upTo(65_535)));
  }

  /// The key of a desired observation among those of its endpoint: its paths.
  public static String paths(DesiredObservation wish) {
    return String.join(" ", wish.paths().stream().map(Object::toString).toList());
  }

  /// The record of a desired observation. Behind one that its client has not agreed to stand the dropped
  /// attributes.
  public static byte[] desired(DesiredObservation wish) {
    return Seal.close(
        Place.of(DESIRED, wish.endpoint()),
        writer -> {
          writer.list(wish.paths(), wish.paths().size(), Parts::path);
          format(writer, wish.format());
          AttributeRecord.write(writer, wish.attributes());
          writer.number(wish.sinceNanos());
          if (!wish.agreed()) {
            writer.list(wish.dropped(), wish.dropped().size(), RecordWriter::text);
          }
        });
  }

  /// A desired observation in a record of its endpoint.
  public static Read<DesiredObservation> desired(EndpointName endpoint, byte[] closed) {
    return Seal.open(
        Place.of(DESIRED, endpoint),
        closed,
        reader ->
            new DesiredObservation(
                endpoint,
                reader.list(Parts::path),
                format(reader),
                AttributeRecord.read(reader),
                reader.number(),
                reader.isAtEnd(),
                reader.isAtEnd() ? Set.of() : Set.copyOf(reader.list(RecordReader::text))));
  }

  /// The record of an awake window.
  public static byte[] awake(EndpointName endpoint, int seconds) {
    return Seal.close(Place.of(AWAKE, endpoint), writer -> writer.number(seconds));
  }

  /// The awake window in the record of an endpoint.
  public static Read<Integer> awake(EndpointName endpoint, byte[] closed) {
    return Seal.open(Place.of(AWAKE, endpoint), closed, Records::awake);
  }

  private static int awake(RecordReader reader) {
    int seconds = reader.upTo(AwakeWindows.SECONDS_MAX);
    if (seconds == 0) {
      throw new RecordReader.Broken("nobody is awake for no time");
    }
    return seconds;
  }
}
