// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Identity;
import io.tern.coap.Peer;
import io.tern.coap.Token;
import io.tern.coap.Transport;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.server.Observation;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.ServerEvent;
import io.tern.server.Terms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Things to store.
@SuppressWarnings("EnumOrdinal")
public final class Samples {
  public static final long SECOND = 1_000_000_000L;
  public static final long NOW = 1_700_000_000L * SECOND;

  private Samples() {}

  public static Terms terms(long lifetimeSeconds) {
    return new Terms(
        Release.V1_1,
        lifetimeSeconds,
        Binding.U,
        false,
        Optional.empty(),
        new ObjectList(
            "",
            List.of(ContentFormat.SENML_CBOR),
            List.of(
                new SupportedObject(1, Optional.empty(), List.of(0)),
                new SupportedObject(3, Optional.of(new Version(1, 1)), List.of(0)),
                new SupportedObject(3303, Optional.empty(), List.of(0, 1)))));
  }

  public static Registration registration(String endpoint, long idLow, long nowNanos) {
    return new Registration(
        new RegistrationId(7, idLow),
        new EndpointName(endpoint),
        terms(300),
        Peer.udp(Address.Ip.v4(0x7F000001, 40_000)),
        0,
        nowNanos,
        nowNanos,
        nowNanos);
  }

  public static Observation observation(Registration of, long token) {
    return new Observation(
        of.id(),
        path("/3303/0/5700"),
        Optional.of(ContentFormat.SENML_CBOR),
        Token.of(token, 8),
        0,
        of.registeredNanos());
  }

  public static Path path(String text) {
    return Path.parse(text).orElseThrow();
  }

  public static TimedNode real(String path, double value, Optional<Instant> time) {
    Path at = path(path);
    return new TimedNode(time, at, new Node.SingleResource(at.resourceId(), new Value.Real(value)));
  }

  public static ServerEvent.Notified notified(Registration from, double value, long nowNanos) {
    return new ServerEvent.Notified(
        from.seen(nowNanos),
        path("/3303/0/5700"),
        Optional.of(ContentFormat.SENML_CBOR),
        List.of(real("/3303/0/5700", value, Optional.empty())),
        nowNanos);
  }

  public static Value anyValue(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> new Value.Text(text(random));
      case 1 -> new Value.Int(random.nextLong());
      case 2 -> new Value.Unsigned(random.nextLong());
      case 3 -> new Value.Real(random.nextGaussian());
      case 4 -> new Value.Bool(random.nextBoolean());
      case 5 -> new Value.Opaque(bytes(random));
      case 6 -> new Value.Time(random.nextInt());
      case 7 -> new Value.ObjectLink(random.nextInt(65_536), random.nextInt(65_536));
      case 8 -> new Value.CoreLink("</" + random.nextInt(100) + ">");
      default -> new Value.Raw(bytes(random));
    };
  }

  public static Node anyNode(Random random) {
    List<Node.ResourceNode> resources = new ArrayList<>();
    for (int i = 0; i < random.nextInt(5); i++) {
      int id = random.nextInt(65_535);
      resources.add(
          random.nextBoolean()
              ? new Node.SingleResource(id, anyValue(random))
              : new Node.MultipleResource(
                  id,
                  new java.util.TreeMap<>(
                      java.util.Map.of(
                          1, anyValue(random), random.nextInt(2, 60_000), anyValue(random)))));
    }
    Node.InstanceNode instance = Node.InstanceNode.of(random.nextInt(65_535), resources);
    return switch (random.nextInt(4)) {
      case 0 -> instance;
      case 1 -> Node.ObjectNode.of(random.nextInt(65_535), List.of(instance));
      case 2 -> new Node.ResourceInstanceNode(random.nextInt(65_535), anyValue(random));
      default -> new Node.SingleResource(random.nextInt(65_535), anyValue(random));
    };
  }

  public static Path anyPath(Random random) {
    Path path = Path.ROOT;
    for (int i = random.nextInt(5); i > 0; i--) {
      path = path.child(random.nextInt(65_535));
    }
    return path;
  }

  public static Registration anyRegistration(Random random) {
    EnumSet<Binding.Letter> letters = EnumSet.of(Binding.Letter.U);
    letters.add(Binding.Letter.values()[random.nextInt(6)]);
    List<SupportedObject> objects = new ArrayList<>();
    int id = 0;
    for (int i = 0; i < random.nextInt(6); i++) {
      objects.add(
          new SupportedObject(
              id += random.nextInt(1, 9_000),
              random.nextBoolean()
                  ? Optional.empty()
                  : Optional.of(new Version(random.nextInt(256), random.nextInt(256))),
              random.nextBoolean() ? List.of() : List.of(0, random.nextInt(1, 65_535))));
    }
    Terms terms =
        new Terms(
            Release.values()[random.nextInt(3)],
            random.nextInt(100_000),
            new Binding(letters),
            random.nextBoolean(),
            random.nextBoolean() ? Optional.empty() : Optional.of("4179" + random.nextInt(1_000)),
            new ObjectList(
                random.nextBoolean() ? "" : "/lwm2m",
                List.of(ContentFormat.TLV, new ContentFormat(random.nextInt(65_536))),
                objects));
    long now = NOW + random.nextInt();
    return new Registration(
        new RegistrationId(random.nextLong(), random.nextLong()),
        new EndpointName("e" + random.nextInt(1_000) + (random.nextBoolean() ? "" : "é漢")),
        terms,
        anyPeer(random),
        random.nextInt(8),
        now,
        now + random.nextInt(1_000),
        now - random.nextInt(1_000));
  }

  private static Peer anyPeer(Random random) {
    Address address =
        switch (random.nextInt(3)) {
          case 0 -> Address.Ip.v4(random.nextInt(), random.nextInt(65_536));
          case 1 ->
              new Address.Ip(
                  random.nextLong(), random.nextLong(), random.nextInt(65_536), random.nextInt(9));
          default -> new Address.Name("+" + random.nextInt(1_000_000));
        };
    Identity identity =
        switch (random.nextInt(5)) {
          case 0 -> Identity.ANONYMOUS;
          case 1 -> new Identity.Psk(text(random));
          case 2 -> new Identity.RawKey(bytes(random));
          case 3 -> new Identity.Certificate(text(random), List.of(text(random)));
          default -> new Identity.Oscore(bytes(random), bytes(random));
        };
    return new Peer(
        Transport.values()[random.nextInt(Transport.values().length)], address, identity);
  }

  private static String text(Random random) {
    return "t".repeat(random.nextInt(20)) + "ü" + random.nextInt();
  }

  private static Bytes bytes(Random random) {
    byte[] array = new byte[random.nextInt(40)];
    random.nextBytes(array);
    return Bytes.wrap(array);
  }
}
