// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is measured.
///
/// @param coap kinds of load on CoAP endpoints
/// @param peers whether the memory of CoAP peers is measured
/// @param server kinds of load on LwM2M servers
/// @param fleets kinds of fleets whose memory is measured
/// @param durable what is measured of a store on the disk
/// @param formats formats of payloads whose reading and writing is measured
record Selection(
    List<CoapCase> coap,
    boolean peers,
    List<LwM2mCase> server,
    List<FleetCase> fleets,
    List<DurableCase> durable,
    List<FormatKind> formats) {
  static final Selection NONE = new Selection(List.of(), false, List.of(), List.of());

  /// Everything.
  static final Selection ALL =
      new Selection(
          List.of(CoapCase.values()),
          true,
          List.of(LwM2mCase.values()),
          List.of(FleetCase.values()),
          List.of(DurableCase.values()),
          List.of(FormatKind.values()));

  /// Without a store on the disk and formats.
  Selection(List<CoapCase> coap, boolean peers, List<LwM2mCase> server, List<FleetCase> fleets) {
    this(coap, peers, server, fleets, List.of(), List.of());
  }

  Selection {
    coap = List.copyOf(coap);
    server = List.copyOf(server);
    fleets = List.copyOf(fleets);
    durable = List.copyOf(durable);
    formats = List.copyOf(formats);
  }

  /// Whether only formats are measured.
  boolean isFormatsAlone() {
    return equals(NONE.with(formats));
  }

  /// This and `some` formats.
  Selection with(List<FormatKind> some) {
    return new Selection(coap, peers, server, fleets, durable, both(formats, some));
  }

  /// This and what `name` stands for; empty where it is no name.
  Optional<Selection> with(String name) {
    return switch (name) {
      case "coap" -> Optional.of(plus(new Selection(ALL.coap, false, List.of(), List.of())));
      case "peers" -> Optional.of(plus(new Selection(List.of(), true, List.of(), List.of())));
      case "server" ->
          Optional.of(
              plus(
                  new Selection(List.of(), false, ALL.server, ALL.fleets, ALL.durable, List.of())));
      case "formats" -> Optional.of(with(ALL.formats));
      default -> one(name).map(this::plus);
    };
  }

  private static Optional<Selection> one(String title) {
    Selection found =
        new Selection(
            ALL.coap.stream().filter(it -> it.title().equals(title)).toList(),
            false,
            ALL.server.stream().filter(it -> it.title().equals(title)).toList(),
            ALL.fleets.stream().filter(it -> it.title().equals(title)).toList(),
            ALL.durable.stream().filter(it -> it.title().equals(title)).toList(),
            ALL.formats.stream().filter(it -> it.title().equals(title)).toList());
    return found.equals(NONE) ? Optional.empty() : Optional.of(found);
  }

  private Selection plus(Selection other) {
    return new Selection(
        both(coap, other.coap),
        peers || other.peers,
        both(server, other.server),
        both(fleets, other.fleets),
        both(durable, other.durable),
        both(formats, other.formats));
  }

  private static <T> List<T> both(List<T> some, List<T> others) {
    return Stream.concat(some.stream(), others.stream()).distinct().toList();
  }

  /// The names of all kinds, for a usage line.
  static String names() {
    return Stream.of(
            ALL.coap.stream().map(CoapCase::title),
            ALL.server.stream().map(LwM2mCase::title),
            ALL.fleets.stream().map(FleetCase::title),
            ALL.durable.stream().map(DurableCase::title),
            ALL.formats.stream().map(FormatKind::title))
        .flatMap(titles -> titles)
        .collect(Collectors.joining("|"));
  }
}
