// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.codec.Decoded;
import io.tern.lwm2m.codec.Formats;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.op.Uplink;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The server's side of the Registration interface and of Send: requests to uplinks, results to
/// responses (LwM2M 1.2 Core §6.2, §6.4.6, Transport §6.4.3).
public final class ServerUplinks {
  private static final List<String> SEND = List.of("dp");
  private static final ObjectList NOTHING_LISTED = new ObjectList("", List.of(), List.of());

  /// An Update does not say of which release its sender is, so either way to write versions may be right.
  private static final Set<Tolerance> EITHER_VERSION =
      EnumSet.of(Tolerance.VERSION_QUOTED, Tolerance.VERSION_BARE);

  private static final Set<ContentFormat> OF_SEND =
      Set.of(ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR, ContentFormat.LWM2M_CBOR);

  private ServerUplinks() {}

  /// The uplink that `request` is, every deviation tolerated.
  static UplinkReading read(Request request, ObjectLists lists) {
    return read(request, lists, Tolerance.all());
  }

  /// The uplink that `request` is. Refused with 4.04 for a path of no uplink, 4.05 for a method that the
  /// path does not have, otherwise by the rule of Register or Update that it breaks.
  ///
  /// @param lists reads the object list
  /// @param tolerated the deviations that are understood; any other is refused with 4.00
  public static UplinkReading read(Request request, ObjectLists lists, Set<Tolerance> tolerated) {
    List<String> path = request.options().uriPath();
    if (path.equals(SEND)) {
      return send(request);
    }
    UplinkReading reading = registering(path, request, lists);
    return reading instanceof UplinkReading.Understood understood
        ? judged(understood, tolerated)
        : reading;
  }

  private static UplinkReading judged(
      UplinkReading.Understood understood, Set<Tolerance> tolerated) {
    for (Tolerance tolerance : understood.tolerances()) {
      if (!tolerated.contains(tolerance)) {
        return refused(Code.BAD_REQUEST, tolerance + ", which is not tolerated");
      }
    }
    return understood;
  }

  private static UplinkReading registering(List<String> path, Request request, ObjectLists lists) {
    if (path.contains("") && !path.getLast().isEmpty()) {
      List<String> segments = path.stream().filter(segment -> !segment.isEmpty()).toList();
      UplinkReading reading = registering(segments, request, lists);
      return reading instanceof UplinkReading.Understood understood
          ? new UplinkReading.Understood(
              understood.uplink(), with(Tolerance.PATH_EMPTY_SEGMENT, understood.tolerances()))
          : reading;
    }
    if (path.isEmpty() || path.size() > 2 || !path.getFirst().equals("rd")) {
      return refused(Code.NOT_FOUND, "no such resource");
    }
    if (path.size() == 1) {
      return request.method().equals(Code.POST)
          ? register(request, lists)
          : refused(Code.METHOD_NOT_ALLOWED, "/rd is for POST");
    }
    String handle = path.getLast();
    if (request.method().equals(Code.POST)) {
      return update(handle, request, lists);
    }
    return request.method().equals(Code.DELETE)
        ? new UplinkReading.Understood(new Uplink.Deregister(handle))
        : refused(Code.METHOD_NOT_ALLOWED, "a registration is for POST and DELETE");
  }

  private static UplinkReading send(Request request) {
    if (!request.method().equals(Code.POST)) {
      return refused(Code.METHOD_NOT_ALLOWED, "/dp is for POST");
    }
    return request
        .options()
        .contentFormat()
        .filter(OF_SEND::contains)
        .<UplinkReading>map(format -> new UplinkReading.Data(format, request.payload()))
        .orElseGet(() -> refused(Code.BAD_REQUEST, "Send is SenML or LwM2M CBOR"));
  }

  /// What a Send of a client says: one node for each resource, and for each time the client gave.
  /// Refused with 4.00 where the payload makes no sense or says nothing (LwM2M 1.2 Core §6.4.6).
  ///
  /// @param now what a relative time in the payload refers to
  public static SendReading values(UplinkReading.Data data, ClientProfile client, Instant now) {
    Decoded decoded = Formats.decode(data.format(), Path.ROOT, data.payload(), client.reading(now));
    return switch (decoded) {
      case Decoded.Content content when content.nodes().isEmpty() ->
          new SendReading.Broken(new Malformed("payload", "no value"));
      case Decoded.Content content ->
          new SendReading.Understood(
              new Uplink.Send(content.nodes(), data.format()), content.tolerances());
      case Decoded.Broken(Malformed reason) -> new SendReading.Broken(reason);
      case Decoded.Unsupported(ContentFormat format) ->
          new SendReading.Broken(new Malformed("Content-Format", format + " is not known"));
    };
  }

  /// The answer to a Send that was taken.
  public static Response taken() {
    return Response.of(Code.CHANGED);
  }

  /// The answer to a Register that succeeded: 2.01 with the location `/rd/{handle}`.
  public static Response registered(String handle) {
    return new Response(
        Code.CREATED, Options.builder().locationPath("rd", handle).build(), Bytes.EMPTY);
  }

  /// The answer to an Update that succeeded.
  public static Response updated() {
    return Response.of(Code.CHANGED);
  }

  /// The answer to a De-register that succeeded.
  public static Response deregistered() {
    return Response.of(Code.DELETED);
  }

  private static UplinkReading register(Request request, ObjectLists lists) {
    List<String> given = request.options().uriQuery();
    List<String> query = UplinkQuery.separated(given);
    return switch (UplinkQuery.ofRegister(query)) {
      case UplinkQuery.Broken(Code code, String why) -> refused(code, why);
      case UplinkQuery.Parsed parameters when request.payload().isEmpty() ->
          parameters.profiles().isEmpty()
              ? refused(Code.CONFLICT, "no object list")
              : new UplinkReading.Understood(
                  parameters.register(NOTHING_LISTED), needed(given, query, parameters));
      case UplinkQuery.Parsed parameters -> {
        Tolerance legal =
            parameters.release().atLeast(Release.V1_1)
                ? Tolerance.VERSION_BARE
                : Tolerance.VERSION_QUOTED;
        yield withList(
            request,
            lists,
            needed(given, query, parameters),
            EnumSet.of(legal),
            parameters::register);
      }
    };
  }

  private static UplinkReading update(String handle, Request request, ObjectLists lists) {
    List<String> given = request.options().uriQuery();
    List<String> query = UplinkQuery.separated(given);
    return switch (UplinkQuery.ofUpdate(query)) {
      case UplinkQuery.Broken(Code code, String why) -> refused(code, why);
      case UplinkQuery.Parsed parameters when request.payload().isEmpty() ->
          new UplinkReading.Understood(
              parameters.update(handle, Optional.empty()), needed(given, query, parameters));
      case UplinkQuery.Parsed parameters ->
          withList(
              request,
              lists,
              needed(given, query, parameters),
              EITHER_VERSION,
              objects -> parameters.update(handle, Optional.of(objects)));
    };
  }

  private static Set<Tolerance> needed(
      List<String> given, List<String> query, UplinkQuery.Parsed parameters) {
    return query.size() == given.size()
        ? parameters.tolerances()
        : with(Tolerance.QUERY_IN_ONE_OPTION, parameters.tolerances());
  }

  private static Set<Tolerance> with(Tolerance tolerance, Set<Tolerance> others) {
    Set<Tolerance> all = EnumSet.of(tolerance);
    all.addAll(others);
    return all;
  }

  /// What an uplink with an object list is.
  ///
  /// @param legal what is no deviation in this release
  private static UplinkReading withList(
      Request request,
      ObjectLists lists,
      Set<Tolerance> needed,
      Set<Tolerance> legal,
      Function<ObjectList, Uplink.Registering> made) {
    return switch (objectList(request, lists)) {
      case UplinkObjects.Refused(Code code, String why) -> refused(code, why);
      case UplinkObjects.Parsed(ObjectList objects, Set<Tolerance> forLinks) -> {
        Set<Tolerance> all = needed;
        if (!request.options().has(OptionNumber.CONTENT_FORMAT)) {
          all = with(Tolerance.LINKS_WITHOUT_FORMAT, all);
        }
        for (Tolerance tolerance : forLinks) {
          all = legal.contains(tolerance) ? all : with(tolerance, all);
        }
        yield new UplinkReading.Understood(made.apply(objects), all);
      }
    };
  }

  private static UplinkObjects objectList(Request request, ObjectLists lists) {
    boolean other =
        request.options().has(OptionNumber.CONTENT_FORMAT)
            && !request.options().contentFormat().equals(Optional.of(ContentFormat.LINK_FORMAT));
    if (other) {
      return new UplinkObjects.Refused(
          Code.UNSUPPORTED_CONTENT_FORMAT, "an object list has Content-Format 40");
    }
    return lists.parse(request.payload());
  }

  private static UplinkReading refused(Code code, String why) {
    return new UplinkReading.Refused(code, why);
  }
}
