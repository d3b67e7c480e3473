// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.coap.Address;
import io.tern.coap.ContentFormat;
import io.tern.coap.Identity;
import io.tern.coap.Peer;
import io.tern.coap.Transport;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.Version;
import io.tern.server.Terms;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What records are made of. The order of constants of enumerations is part of the format.
final class Parts {
  private static final int ANONYMOUS = 0;
  private static final int PSK = 1;
  private static final int RAW_KEY = 2;
  private static final int CERTIFICATE = 3;
  private static final int OSCORE = 4;

  private Parts() {}

  static void terms(RecordWriter writer, Terms terms) {
    constant(writer, terms.release()).number(terms.lifetimeSeconds());
    Set<Binding.Letter> letters = terms.binding().letters();
    writer.list(letters, letters.size(), Parts::constant);
    writer.flag(terms.queueMode()).optional(terms.sms(), RecordWriter::text);
    ObjectList objects = terms.objects();
    writer.text(objects.alternatePath());
    writer.list(
        objects.formats(), objects.formats().size(), (to, format) -> to.number(format.number()));
    writer.list(objects.objects(), objects.objects().size(), Parts::object);
  }

  static Terms terms(RecordReader reader) {
    Release release = octetOf(reader, Release.values());
    long lifetime = reader.number();
    if (lifetime < 0 || lifetime > 0xFFFF_FFFFL) {
      throw new RecordReader.Broken("no lifetime");
    }
    EnumSet<Binding.Letter> letters = EnumSet.noneOf(Binding.Letter.class);
    letters.addAll(reader.list(from -> octetOf(from, Binding.Letter.values())));
    boolean queueMode = reader.flag();
    var sms = reader.optional(RecordReader::text);
    ObjectList objects =
        new ObjectList(
            reader.text(),
            reader.list(from -> new ContentFormat(from.upTo(65_535))),
            reader.list(Parts::object));
    return new Terms(release, lifetime, new Binding(letters), queueMode, sms, objects);
  }

  private static void object(RecordWriter writer, SupportedObject object) {
    writer.number(object.id());
    writer.optional(
        object.version(), (to, version) -> to.octet(version.major()).octet(version.minor()));
    writer.list(object.instances(), object.instances().size(), (to, each) -> to.number(each));
  }

  private static SupportedObject object(RecordReader reader) {
    int id = reader.upTo(Path.ID_MAX);
    var version = reader.optional(from -> new Version(from.octet(), from.octet()));
    List<Integer> instances = reader.list(from -> from.upTo(Path.ID_MAX));
    return new SupportedObject(id, version, instances);
  }

  static void peer(RecordWriter writer, Peer peer) {
    constant(writer, peer.transport());
    switch (peer.address()) {
      case Address.Ip(long high, long low, int port, int scope) -> {
        boolean v4 = high == 0 && low >>> 32 == 0xFFFF;
        writer.octet(v4 ? 4 : 6);
        int bits = (int) low;
        if (v4) {
          writer.number(bits);
        } else {
          writer.fixed(high).fixed(low).number(scope);
        }
        writer.number(port);
      }
      case Address.Name(String name) -> writer.octet(0).text(name);
    }
    identity(writer, peer.identity());
  }

  static Peer peer(RecordReader reader) {
    Transport transport = octetOf(reader, Transport.values());
    Address address =
        switch (reader.octet()) {
          case 4 -> Address.Ip.v4((int) reader.number(), reader.upTo(65_535));
          case 6 -> {
            long high = reader.fixed();
            long low = reader.fixed();
            int scope = (int) reader.number();
            yield new Address.Ip(high, low, reader.upTo(65_535), scope);
          }
          case 0 -> new Address.Name(reader.text());
          default -> throw new RecordReader.Broken("no kind of address");
        };
    return new Peer(transport, address, identity(reader));
  }

  private static void identity(RecordWriter writer, Identity identity) {
    switch (identity) {
      case Identity.Anonymous _ -> writer.octet(ANONYMOUS);
      case Identity.Psk(String hint) -> writer.octet(PSK).text(hint);
      case Identity.RawKey(var key) -> writer.octet(RAW_KEY).bytes(key);
      case Identity.Certificate(String name, List<String> others) ->
          writer.octet(CERTIFICATE).text(name).list(others, others.size(), RecordWriter::text);
      case Identity.Oscore(var senderId, var idContext) ->
          writer.octet(OSCORE).bytes(senderId).bytes(idContext);
    }
  }

  private static Identity identity(RecordReader reader) {
    return switch (reader.octet()) {
      case ANONYMOUS -> Identity.ANONYMOUS;
      case PSK -> new Identity.Psk(reader.text());
      case RAW_KEY -> new Identity.RawKey(reader.bytes());
      case CERTIFICATE -> new Identity.Certificate(reader.text(), reader.list(RecordReader::text));
      case OSCORE -> new Identity.Oscore(reader.bytes(), reader.bytes());
      default -> throw new RecordReader.Broken("no kind of identity");
    };
  }

  static void path(RecordWriter writer, Path path) {
    writer.octet(path.depth());
    for (int level = 0; level < path.depth(); level++) {
      writer.number(path.id(level));
    }
  }

  static Path path(RecordReader reader) {
    int depth = reader.octet();
    Path path = Path.ROOT;
    for (int level = 0; level < depth; level++) {
      path = path.child(reader.upTo(Path.ID_MAX));
    }
    return path;
  }

  @SuppressWarnings("EnumOrdinal")
  static RecordWriter constant(RecordWriter writer, Enum<?> constant) {
    return writer.octet(constant.ordinal());
  }

  static <E extends Enum<E>> E octetOf(RecordReader reader, E[] values) {
    int ordinal = reader.octet();
    if (ordinal >= values.length) {
      throw new RecordReader.Broken("no constant");
    }
    return values[ordinal];
  }
}
