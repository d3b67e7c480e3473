// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.app.store.KnownValue;
import io.tern.app.store.Samples;
import io.tern.app.store.Values;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.coap.Token;
import io.tern.coap.link.Link;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.CommandId;
import io.tern.server.DesiredObservation;
import io.tern.server.Observation;
import io.tern.server.Origin;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.Terms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/// What is written is read again, and nothing else is.
@SuppressWarnings({"ArrayRecordComponent", "EnumOrdinal", "RefactorSwitch"})
class RecordsTest {
  private static final int ROUNDS = 2_000;

  private final long seed = Long.getLong("tern.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<Terms> terms = new ArrayList<>();

  private int number(Terms wanted) {
    if (!terms.contains(wanted)) {
      terms.add(wanted);
    }
    return terms.indexOf(wanted);
  }

  private Optional<Terms> terms(int number) {
    return number < terms.size() ? Optional.of(terms.get(number)) : Optional.empty();
  }

  /// A record, and how it is read.
  private record Sample(
      Object value, Place place, byte[] closed, Function<byte[], Read<?>> reader) {}

  private Sample sample() {
    Registration of = Samples.anyRegistration(random);
    long id = random.nextLong(Long.MAX_VALUE);
    switch (random.nextInt(7)) {
      case 0 -> {
        return new Sample(
            of,
            Place.of("registration", of.endpoint()),
            Records.registration(of, this::number),
            bytes -> Records.registration(of.endpoint(), bytes, this::terms));
      }
      case 1 -> {
        List<ServerEvent> events = events(random.nextInt(1, 5));
        return new Sample(
            events,
            Place.of("event", id),
            page(events).close(id),
            bytes -> EventRecord.read(id, events.size(), bytes, this::terms));
      }
      case 2 -> {
        return observation(of, id);
      }
      case 3 -> {
        Command command = command(id, of);
        return new Sample(
            command,
            Place.of("command", id),
            CommandRecord.write(command),
            bytes -> CommandRecord.read(command.id(), bytes));
      }
      case 4 -> {
        DesiredObservation wish =
            new DesiredObservation(
                of.endpoint(),
                List.of(Samples.anyPath(random), Samples.anyPath(random)),
                Optional.of(ContentFormat.SENML_CBOR),
                Attributes.NONE,
                random.nextLong(),
                random.nextBoolean(),
                random.nextBoolean() ? Set.of() : Set.of("pmin", "gt"));
        return new Sample(
            wish,
            Place.of("desired observation", of.endpoint()),
            Records.desired(wish),
            bytes -> Records.desired(of.endpoint(), bytes));
      }
      case 5 -> {
        int seconds = random.nextInt(1, 86_401);
        return new Sample(
            seconds,
            Place.of("awake window", of.endpoint()),
            Records.awake(of.endpoint(), seconds),
            bytes -> Records.awake(of.endpoint(), bytes));
      }
      default -> {
        return value(of);
      }
    }
  }

  private List<ServerEvent> events(int count) {
    List<ServerEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(event(Samples.anyRegistration(random)));
    }
    return events;
  }

  private EventRecord.Page page(List<ServerEvent> events) {
    EventRecord.Page page = new EventRecord.Page(this::number);
    events.forEach(page::add);
    return page;
  }

  private Sample observation(Registration of, long id) {
    Observation observation =
        new Observation(
            of.id(),
            Samples.anyPath(random),
            random.nextBoolean() ? Optional.empty() : Optional.of(ContentFormat.TLV),
            Token.of(id, 8),
            random.nextInt(9),
            random.nextLong());
    OptionalInt observe =
        random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(1 << 24));
    return new Sample(
        new Records.Observed(observation, observe),
        Place.of("observation", id),
        Records.observation(observation, observe),
        bytes -> Records.observation(Token.of(id, 8), bytes));
  }

  private Sample value(Registration of) {
    Instant time = Values.kept(Instant.ofEpochSecond(random.nextInt(), random.nextInt(1 << 29)));
    KnownValue value =
        new KnownValue(
            Samples.anyPath(random),
            Samples.anyValue(random),
            time,
            Origin.values()[random.nextInt(3)]);
    byte[] name = Place.key(of.endpoint());
    byte[] path = ValueRecord.pathKey(value.path());
    byte[] key =
        java.nio.ByteBuffer.allocate(name.length + path.length + 8)
            .put(name)
            .put(path)
            .putLong(ValueRecord.micros(time))
            .array();
    return new Sample(
        value,
        new Place("value", key),
        ValueRecord.write(of.endpoint(), value),
        bytes -> ValueRecord.read(of.endpoint(), value.path(), ValueRecord.micros(time), bytes));
  }

  private ServerEvent event(Registration of) {
    List<TimedNode> nodes =
        List.of(
            new TimedNode(Optional.empty(), Samples.anyPath(random), Samples.anyNode(random)),
            new TimedNode(
                Optional.of(Instant.ofEpochSecond(random.nextInt(), 5)),
                Samples.anyPath(random),
                Samples.anyNode(random)));
    long time = random.nextLong();
    return switch (random.nextInt(8)) {
      case 7 -> new ServerEvent.CommandChanged(command(random.nextLong(1L << 40), of), time);
      case 6 -> new ServerEvent.Sent(of, ContentFormat.SENML_CBOR, nodes, time);
      case 0 -> new ServerEvent.Registered(of, Optional.empty(), time);
      case 1 -> new ServerEvent.Updated(of, of.seen(5), time);
      case 2 -> new ServerEvent.Deregistered(of, time);
      case 3 -> new ServerEvent.Expired(of, time);
      case 4 ->
          new ServerEvent.Notified(of, Samples.anyPath(random), Optional.empty(), nodes, time);
      default -> new ServerEvent.ObservationEnded(of, Samples.anyPath(random), "why", time);
    };
  }

  private Downlink.Contents contents() {
    return new Downlink.Contents(
        List.of(new TimedNode(Optional.empty(), Samples.anyPath(random), Samples.anyNode(random))));
  }

  private Command command(long id, Registration of) {
    Path path = Samples.anyPath(random);
    Downlink<?> operation =
        switch (random.nextInt(13)) {
          case 9 -> new Downlink.ReadComposite(List.of(path, Path.ROOT), Optional.empty());
          case 10 ->
              new Downlink.WriteComposite(
                  List.of(new Change.Put(path, Samples.anyValue(random)), new Change.Remove(path)),
                  Optional.of(ContentFormat.SENML_JSON));
          case 11 ->
              new Downlink.ObserveComposite(List.of(path), Optional.empty(), Attributes.NONE);
          case 12 -> new Downlink.CancelObservationComposite(List.of(path));
          case 0 -> new Downlink.Read(path, Optional.empty());
          case 1 -> new Downlink.Discover(path, OptionalInt.of(2));
          case 2 ->
              new Downlink.Write(
                  path, Downlink.Write.Mode.UPDATE, Samples.anyNode(random), Optional.empty());
          case 3 -> new Downlink.WriteAttributes(path, Attributes.NONE);
          case 4 -> new Downlink.Execute(path, Arguments.parse("1,2='x'").orElseThrow());
          case 5 ->
              new Downlink.Create(
                  path, OptionalInt.of(7), Node.InstanceNode.of(7, List.of()), Optional.empty());
          case 6 -> new Downlink.Delete(path);
          case 7 -> new Downlink.Observe(path, Optional.of(ContentFormat.CBOR));
          default -> new Downlink.CancelObservation(path);
        };
    Outcome<?> outcome =
        switch (random.nextInt(12)) {
          case 8 -> new Outcome.Answered<>(contents());
          case 9 -> new Outcome.Answered<>(new Downlink.ObservedComposite(contents(), false));
          case 0 -> new Outcome.Answered<>(Samples.anyNode(random));
          case 1 -> new Outcome.Answered<>(new Downlink.Done());
          case 2 -> new Outcome.Answered<>(new Downlink.Created(Optional.of(path)));
          case 3 -> new Outcome.Answered<>(new Downlink.Observed(Samples.anyNode(random), true));
          case 4 -> new Outcome.Answered<>(List.of(Link.of("/3/0")));
          case 5 -> new Outcome.Rejected<>(Code.NOT_FOUND, "no");
          case 6 -> new Outcome.Undecodable<>(new Malformed("a", "b"));
          case 7 -> new Outcome.Expired<>();
          case 10 -> new Outcome.Reset<>();
          default -> new Outcome.Cancelled<>();
        };
    Command.State state =
        switch (random.nextInt(3)) {
          case 0 -> new Command.State.Queued(random.nextInt(9));
          case 1 -> new Command.State.Started(random.nextInt(9), random.nextLong());
          default -> new Command.State.Ended(outcome, random.nextLong());
        };
    OptionalLong expires =
        random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong());
    return new Command(
        new CommandId(id),
        of.endpoint(),
        operation,
        random.nextInt(),
        random.nextLong(),
        expires,
        state);
  }

  @Test
  void what_is_written_is_read_again() {
    for (int i = 0; i < ROUNDS; i++) {
      Sample sample = sample();
      assertThat(sample.reader.apply(sample.closed))
          .as("seed %d", seed)
          .isEqualTo(new Read.Ok<>(sample.value));
    }
  }

  @Test
  void a_record_with_a_flipped_bit_a_lost_end_or_in_another_place_does_not_read() {
    for (int i = 0; i < ROUNDS; i++) {
      Sample sample = sample();
      byte[] damaged = sample.closed.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      assertThat(sample.reader.apply(damaged)).as("seed %d", seed).isInstanceOf(Read.Bad.class);
      byte[] torn = java.util.Arrays.copyOf(sample.closed, random.nextInt(sample.closed.length));
      assertThat(sample.reader.apply(torn)).as("seed %d", seed).isInstanceOf(Read.Bad.class);
      Sample other = sample();
      boolean samePlace =
          other.place.kind().equals(sample.place.kind())
              && java.util.Arrays.equals(other.place.key(), sample.place.key());
      if (!samePlace) {
        assertThat(other.reader.apply(sample.closed))
            .as("seed %d", seed)
            .isInstanceOf(Read.Bad.class);
      }
    }
  }

  @Test
  void any_content_under_a_right_checksum_reads_or_is_refused_without_an_exception() {
    for (int i = 0; i < 10 * ROUNDS; i++) {
      Sample sample = sample();
      byte[] content = java.util.Arrays.copyOf(sample.closed, sample.closed.length - 4);
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        content[1 + random.nextInt(content.length - 1)] = (byte) random.nextInt();
      }
      if (random.nextInt(4) == 0) {
        content = java.util.Arrays.copyOf(content, 1 + random.nextInt(content.length));
      }
      assertThat(sample.reader.apply(sealed(sample.place, content)))
          .as("seed %d", seed)
          .isNotNull();
    }
  }

  @Test
  void an_awake_window_of_no_time_or_more_than_a_day_is_refused() {
    EndpointName endpoint = new EndpointName("d");
    for (int seconds : new int[] {0, -1, 86_401}) {
      assertThat(Records.awake(endpoint, Records.awake(endpoint, seconds)))
          .isInstanceOf(Read.Bad.class);
    }
  }

  @Test
  void a_version_of_the_future_is_refused() {
    Sample sample = sample();
    byte[] content = java.util.Arrays.copyOf(sample.closed, sample.closed.length - 4);
    content[0] = 2;
    assertThat(sample.reader.apply(sealed(sample.place, content))).isInstanceOf(Read.Bad.class);
  }

  private static byte[] sealed(Place place, byte[] content) {
    CRC32C checksum = new CRC32C();
    checksum.update(Bytes.ofUtf8(place.kind()).toArray());
    checksum.update(place.key());
    checksum.update(content);
    byte[] closed = java.util.Arrays.copyOf(content, content.length + 4);
    for (int i = 0; i < 4; i++) {
      closed[content.length + i] = (byte) ((int) checksum.getValue() >>> 8 * i);
    }
    return closed;
  }
}
