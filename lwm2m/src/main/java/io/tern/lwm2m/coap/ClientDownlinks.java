// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.link.Link;
import io.tern.coap.link.LinkFormat;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.attr.AttributeQuery;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.codec.Decoded;
import io.tern.lwm2m.codec.DecodedCreate;
import io.tern.lwm2m.codec.Encoded;
import io.tern.lwm2m.codec.Formats;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// The client's side of device management and information reporting: requests to operations, results
/// to responses (LwM2M 1.2 Core §6.3, §6.4, Transport §6.4.4, §6.4.5).
///
/// What an operation may do (does the path exist, is it allowed) is the client's own business; here is
/// only what the request itself tells.
public final class ClientDownlinks {
  private static final String DEPTH = "depth=";

  private ClientDownlinks() {}

  /// The operation that `request` is. A path that is none is refused with 4.04, one too deep or unfit
  /// for the method with 4.05, a broken payload, query or argument with 4.00, an unknown format with
  /// 4.15, and anything about an object that servers never see with 4.01.
  ///
  /// @param now what a relative time in the payload refers to
  public static DownlinkReading read(Request request, ClientProfile client, Instant now) {
    List<String> segments = request.options().uriPath();
    List<String> prefix = client.alternateSegments();
    if (segments.isEmpty()) {
      return CompositeReadings.read(request, client, now);
    }
    if (segments.size() < prefix.size() || !segments.subList(0, prefix.size()).equals(prefix)) {
      return refused(Code.NOT_FOUND, "not below " + client.alternatePath());
    }
    segments = segments.subList(prefix.size(), segments.size());
    if (segments.size() > 4) {
      return refused(Code.METHOD_NOT_ALLOWED, "a path has at most four ids");
    }
    Optional<Path> path = Path.parse(segments);
    if (path.isEmpty()) {
      return refused(Code.NOT_FOUND, "not a path of ids");
    }
    if (path.get().isRoot()) {
      return CompositeReadings.read(request, client, now);
    }
    if (UplinkObjects.NEVER_LISTED.contains(path.get().objectId())) {
      return refused(Code.UNAUTHORIZED, "object " + path.get().objectId() + " is not for servers");
    }
    DownlinkReading reading =
        switch (request.method().value()) {
          case 1 -> get(request, path.get(), client);
          case 2 -> post(request, path.get(), client, now);
          case 3 -> put(request, path.get(), client, now);
          case 4 -> delete(path.get());
          default -> refused(Code.METHOD_NOT_ALLOWED, "no operation has this method");
        };
    return reading;
  }

  private static DownlinkReading get(Request request, Path path, ClientProfile client) {
    Options options = request.options();
    Optional<ContentFormat> accept = options.accept();
    int observe = options.observe().orElse(-1);
    if (observe == 0) {
      return switch (ofObservation(options, path, client)) {
        case AttributeQuery.Parsed.Bad(Malformed reason) ->
            refused(Code.BAD_REQUEST, reason.toString());
        case AttributeQuery.Parsed.Ok(Attributes attributes) ->
            new DownlinkReading.Understood(new Downlink.Observe(path, accept, attributes), accept);
      };
    }
    if (observe == 1) {
      return new DownlinkReading.Understood(new Downlink.CancelObservation(path), accept);
    }
    if (!accept.equals(Optional.of(ContentFormat.LINK_FORMAT))) {
      return new DownlinkReading.Understood(new Downlink.Read(path, accept), accept);
    }
    OptionalInt depth = OptionalInt.empty();
    for (String argument : options.uriQuery()) {
      if (argument.startsWith(DEPTH)) {
        String text = argument.substring(DEPTH.length());
        if (depth.isPresent() || !text.matches("[0-3]")) {
          return refused(Code.BAD_REQUEST, "depth is 0 to 3, once");
        }
        depth = OptionalInt.of(text.charAt(0) - '0');
      }
    }
    return new DownlinkReading.Understood(new Downlink.Discover(path, depth), accept);
  }

  /// The attributes that an Observe brings along (1.2).
  static AttributeQuery.Parsed ofObservation(Options options, Path path, ClientProfile client) {
    return switch (AttributeQuery.parse(options.uriQuery(), path, client.models())) {
      case AttributeQuery.Parsed.Ok(Attributes attributes)
          when !attributes.isEmpty() && !client.release().atLeast(Release.V1_2) ->
          new AttributeQuery.Parsed.Bad(
              new Malformed("query", "attributes of one observation came with 1.2"));
      case AttributeQuery.Parsed parsed -> parsed;
    };
  }

  private static DownlinkReading put(
      Request request, Path path, ClientProfile client, Instant now) {
    if (request.options().contentFormat().isPresent()) {
      return path.isObject()
          ? refused(Code.METHOD_NOT_ALLOWED, "an object is not written as a whole")
          : write(request, path, Downlink.Write.Mode.REPLACE, client, now);
    }
    if (!request.payload().isEmpty()) {
      return refused(Code.UNSUPPORTED_CONTENT_FORMAT, "a payload has a Content-Format");
    }
    return switch (AttributeQuery.parse(request.options().uriQuery(), path, client.models())) {
      case AttributeQuery.Parsed.Bad(Malformed reason) ->
          refused(Code.BAD_REQUEST, reason.toString());
      case AttributeQuery.Parsed.Ok(Attributes attributes) ->
          understood(new Downlink.WriteAttributes(path, attributes));
    };
  }

  private static DownlinkReading post(
      Request request, Path path, ClientProfile client, Instant now) {
    Optional<ContentFormat> format = request.options().contentFormat();
    return switch (path.depth()) {
      case 1 -> create(request, path, client, now);
      case 2 -> write(request, path, Downlink.Write.Mode.UPDATE, client, now);
      case 3 ->
          format.isEmpty() || format.get().equals(ContentFormat.TEXT)
              ? execute(request, path)
              : write(request, path, Downlink.Write.Mode.UPDATE, client, now);
      default -> refused(Code.METHOD_NOT_ALLOWED, "a resource instance has no POST");
    };
  }

  /// Arguments stand in the payload; in the query, as one example of the specification has them, they are
  /// understood with quotes and without.
  private static DownlinkReading execute(Request request, Path path) {
    String text =
        request.payload().isEmpty()
            ? request.options().uriQuery().stream()
                .map(argument -> argument.replaceFirst("^([0-9])=([^'].*)$", "$1='$2'"))
                .collect(Collectors.joining(","))
            : request.payload().utf8();
    return Arguments.parse(text)
        .map(arguments -> understood(new Downlink.Execute(path, arguments)))
        .orElseGet(() -> refused(Code.BAD_REQUEST, "not legal arguments"));
  }

  private static DownlinkReading write(
      Request request, Path path, Downlink.Write.Mode mode, ClientProfile client, Instant now) {
    Optional<ContentFormat> format = request.options().contentFormat();
    if (format.isEmpty()) {
      return refused(Code.UNSUPPORTED_CONTENT_FORMAT, "a payload has a Content-Format");
    }
    boolean isOfSingle =
        path.isResourceInstance()
            && client.models().resource(path).filter(model -> !model.multiple()).isPresent();
    if (isOfSingle) {
      return refused(Code.METHOD_NOT_ALLOWED, "a single resource has no instances");
    }
    return switch (Formats.decode(format.get(), path, request.payload(), client.reading(now))) {
      case Decoded.Unsupported unsupported -> unknown(format.get());
      case Decoded.Broken(Malformed reason) -> refused(Code.BAD_REQUEST, reason.toString());
      case Decoded.OneNode(Path at, Node node) ->
          understood(new Downlink.Write(path, mode, node, format));
      case Decoded.Nodes(List<TimedNode> nodes, var tolerances) ->
          nodes.size() == 1 && nodes.getFirst().path().equals(path)
              ? understood(new Downlink.Write(path, mode, nodes.getFirst().node(), format))
              : refused(Code.BAD_REQUEST, "not one value for " + path);
    };
  }

  private static DownlinkReading create(
      Request request, Path path, ClientProfile client, Instant now) {
    Optional<ContentFormat> format = request.options().contentFormat();
    if (format.isEmpty()) {
      return request.payload().isEmpty()
          ? understood(
              new Downlink.Create(
                  path, OptionalInt.empty(), Node.InstanceNode.of(0, List.of()), format))
          : refused(Code.UNSUPPORTED_CONTENT_FORMAT, "a payload has a Content-Format");
    }
    return switch (Formats.decodeCreate(
        format.get(), path, request.payload(), client.models(), client.limits(), now)) {
      case DecodedCreate.Unsupported unsupported -> unknown(format.get());
      case DecodedCreate.Broken(Malformed reason) -> refused(Code.BAD_REQUEST, reason.toString());
      case DecodedCreate.Instances(var instances, var warnings) -> {
        List<Downlink.Create> creates =
            instances.stream()
                .map(
                    instance ->
                        new Downlink.Create(path, instance.id(), instance.content(), format))
                .toList();
        yield switch (creates.size()) {
          case 0 -> refused(Code.BAD_REQUEST, "no instance");
          case 1 -> understood(creates.getFirst());
          default -> new DownlinkReading.Creates(creates);
        };
      }
    };
  }

  private static DownlinkReading delete(Path path) {
    return path.isInstance() || path.isResourceInstance()
        ? understood(new Downlink.Delete(path))
        : refused(Code.METHOD_NOT_ALLOWED, "only instances are deleted");
  }

  private static DownlinkReading understood(Downlink<?> operation) {
    return new DownlinkReading.Understood(operation, Optional.empty());
  }

  private static DownlinkReading unknown(ContentFormat format) {
    return refused(Code.UNSUPPORTED_CONTENT_FORMAT, format + " is not supported here");
  }

  private static DownlinkReading refused(Code code, String why) {
    return new DownlinkReading.Refused(code, why);
  }

  /// The answer to Read, Observe and Cancel Observation, and a notification: `node` at `path` in the
  /// format asked for, else in the first that can carry it; 4.06 where none can.
  public static Response content(
      Path path, Node node, Optional<ContentFormat> accept, ClientProfile client) {
    return content(new TimedNode(Optional.empty(), path, node), accept, client);
  }

  /// As [#content(Path, Node, Optional, ClientProfile)], with the time of the node where the format
  /// can tell it.
  public static Response content(
      TimedNode node, Optional<ContentFormat> accept, ClientProfile client) {
    if (accept.equals(Optional.of(ContentFormat.LWM2M_JSON))
        && client.release().atLeast(Release.V1_1)) {
      return Response.error(Code.NOT_ACCEPTABLE, "a format of 1.0");
    }
    Encoded encoded =
        FormatChoice.first(
            FormatChoice.orChosen(accept, FormatChoice.ofAnswer(client)),
            format -> encode(format, node, client));
    return switch (encoded) {
      case Encoded.Payload(ContentFormat format, Bytes bytes) ->
          Response.content(Code.CONTENT, format, bytes);
      case Encoded.Unsupported(ContentFormat format, String why) ->
          Response.error(Code.NOT_ACCEPTABLE, why);
    };
  }

  private static Encoded encode(ContentFormat format, TimedNode node, ClientProfile client) {
    if (node.time().isPresent()
        && Formats.encode(format, node.path(), List.of(node), client.models())
            instanceof Encoded.Payload timed) {
      return timed;
    }
    return Formats.encode(format, node.path(), node.node(), client.models());
  }

  /// The answer to Read-Composite, Observe-Composite and its cancellation, and a composite notification:
  /// the nodes by path, in the format asked for.
  public static Response contents(
      SequencedMap<Path, Node> nodes, Optional<ContentFormat> accept, ClientProfile client) {
    return contents(Optional.empty(), nodes, accept, client);
  }

  /// As [#contents(SequencedMap, Optional, ClientProfile)], with the time of the nodes where the format
  /// can tell it.
  public static Response contents(
      Optional<Instant> time,
      SequencedMap<Path, Node> nodes,
      Optional<ContentFormat> accept,
      ClientProfile client) {
    ContentFormat wanted = accept.orElse(ContentFormat.SENML_CBOR);
    Optional<Instant> told = time.filter(t -> !wanted.equals(ContentFormat.LWM2M_CBOR));
    List<TimedNode> all =
        nodes.entrySet().stream()
            .map(entry -> new TimedNode(told, entry.getKey(), entry.getValue()))
            .toList();
    Encoded encoded =
        CompositeReadings.ANSWERS.contains(wanted)
            ? Formats.encode(wanted, Path.ROOT, all, client.models())
            : new Encoded.Unsupported(wanted, CompositeReadings.noAnswer(wanted));
    return switch (encoded) {
      case Encoded.Payload(ContentFormat format, Bytes bytes) ->
          Response.content(Code.CONTENT, format, bytes);
      case Encoded.Unsupported(ContentFormat format, String why) ->
          Response.error(Code.NOT_ACCEPTABLE, why);
    };
  }

  /// The answer to Discover.
  public static Response links(List<Link> links) {
    return Response.content(Code.CONTENT, ContentFormat.LINK_FORMAT, LinkFormat.write(links));
  }

  /// The answer to Create: the location below the root of the data model, where there is one new instance;
  /// of several there is no telling.
  ///
  /// @param instances their paths
  public static Response created(List<Path> instances) {
    return instances.size() == 1 ? created(instances.getFirst()) : Response.of(Code.CREATED);
  }

  /// The answer to the Create of one instance.
  ///
  /// @param instance the path of the new instance
  public static Response created(Path instance) {
    return new Response(
        Code.CREATED,
        Options.builder()
            .locationPath(
                Integer.toString(instance.objectId()), Integer.toString(instance.instanceId()))
            .build(),
        Bytes.EMPTY);
  }

  /// The answer to Write, Write-Attributes and Execute.
  public static Response changed() {
    return Response.of(Code.CHANGED);
  }

  /// The answer to Delete.
  public static Response deleted() {
    return Response.of(Code.DELETED);
  }
}
