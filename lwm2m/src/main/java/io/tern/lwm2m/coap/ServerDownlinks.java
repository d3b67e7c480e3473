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
import io.tern.coap.link.LinkLimits;
import io.tern.coap.link.Links;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.AttributeQuery;
import io.tern.lwm2m.codec.Decoded;
import io.tern.lwm2m.codec.Encoded;
import io.tern.lwm2m.codec.Formats;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// The server's side of device management and information reporting: operations to requests, responses
/// to outcomes (LwM2M 1.2 Core §6.3, §6.4, Transport §6.4.4, §6.4.5).
public final class ServerDownlinks {
  private static final LinkLimits DISCOVER = new LinkLimits(1 << 20, 20_000, 32);

  private static final Set<Code> UNKNOWN_COMPOSITE =
      Set.of(Code.UNAUTHORIZED, Code.NOT_FOUND, Code.METHOD_NOT_ALLOWED, Code.NOT_IMPLEMENTED);

  /// What attributes that begin a list are taken to belong to.
  private static final Bytes ROOT_LINK = Bytes.ofUtf8("</>;");

  private ServerDownlinks() {}

  /// The request that carries `operation` to `client`. Observe and Cancel Observation are the GET
  /// alone: the Observe option is the endpoint's.
  public static DownlinkRequest request(Downlink<?> operation, ClientProfile client) {
    Path path = operation.path();
    if (operation instanceof Downlink.Composite<?> composite) {
      return CompositeRequests.request(composite, client);
    }
    Options.Builder options = Options.builder();
    client.alternateSegments().forEach(options::uriPath);
    for (int level = 0; level < path.depth(); level++) {
      options.uriPath(Integer.toString(path.id(level)));
    }
    if (path.isRoot()) {
      return new DownlinkRequest.Invalid("no operation of one path aims at the root");
    }
    return switch (operation) {
      case Downlink.Read read -> values(options, read.accept(), client);
      case Downlink.Observe observe -> observe(observe, options, client);
      case Downlink.CancelObservation cancel -> get(options, Optional.empty());
      case Downlink.Discover discover -> {
        discover.depth().ifPresent(depth -> options.uriQuery("depth=" + depth));
        yield get(options, Optional.of(ContentFormat.LINK_FORMAT));
      }
      case Downlink.Write write -> write(write, options, client);
      case Downlink.WriteAttributes write -> writeAttributes(write, options);
      case Downlink.Execute execute -> execute(execute, options);
      case Downlink.Create create -> create(create, options, client);
      case Downlink.Delete delete ->
          path.isInstance() || path.isResourceInstance()
              ? ready(Request.of(Code.DELETE, options.build()))
              : invalid("Delete aims at an instance or a resource instance");
      case Downlink.Composite<?> composite -> CompositeRequests.request(composite, client);
    };
  }

  /// The request to try next, where the client refused the format of `refused` and the operation leaves
  /// it open; empty where there is none.
  public static Optional<Request> otherwise(
      Downlink<?> operation, Request refused, Response response, ClientProfile client) {
    Optional<ContentFormat> format = refusedFormat(refused.options(), response.code());
    if (format.isEmpty()) {
      return Optional.empty();
    }
    if (operation instanceof Downlink.Composite<?> composite
        && response.code().equals(Code.UNSUPPORTED_CONTENT_FORMAT)) {
      return CompositeRequests.otherwise(composite, format.get(), client);
    }
    Set<ContentFormat> known = new HashSet<>(client.refused());
    known.add(format.get());
    return request(operation, client.refusing(known)) instanceof DownlinkRequest.Ready(Request next)
            && next.options().contentFormat().filter(known::contains).isEmpty()
            && next.options().accept().filter(known::contains).isEmpty()
        ? Optional.of(next)
        : Optional.empty();
  }

  /// The format that an answer of that code refuses: what the client was asked to answer in with 4.06, what
  /// it was sent with 4.15; empty where it refuses none.
  public static Optional<ContentFormat> refusedFormat(Options asked, Code code) {
    return code.equals(Code.NOT_ACCEPTABLE)
        ? asked.accept()
        : code.equals(Code.UNSUPPORTED_CONTENT_FORMAT) ? asked.contentFormat() : Optional.empty();
  }

  /// Whether a client that answers a composite operation so may not have it at all.
  public static boolean isCompositeUnknown(Response response) {
    return UNKNOWN_COMPOSITE.contains(response.code());
  }

  private static DownlinkRequest observe(
      Downlink.Observe observe, Options.Builder options, ClientProfile client) {
    Optional<String> unfit = CompositeRequests.unfit(observe.attributes(), client);
    if (unfit.isPresent()) {
      return invalid(unfit.get());
    }
    AttributeQuery.write(observe.attributes()).forEach(options::uriQuery);
    return values(options, observe.accept(), client);
  }

  /// Names in SenML carry the alternate path, TLV has none: ask for it where the client has it.
  private static Optional<ContentFormat> unprefixed(ClientProfile client) {
    return !client.alternatePath().isEmpty()
            && client.formats().contains(ContentFormat.TLV)
            && !client.refused().contains(ContentFormat.TLV)
        ? Optional.of(ContentFormat.TLV)
        : Optional.empty();
  }

  /// Asks for values; in a format that carries none nobody could answer.
  private static DownlinkRequest values(
      Options.Builder options, Optional<ContentFormat> accept, ClientProfile client) {
    return accept.isPresent() && !Formats.knows(accept.get())
        ? invalid(accept.get() + " carries no values that can be read")
        : get(options, accept.or(() -> unprefixed(client)));
  }

  private static DownlinkRequest get(Options.Builder options, Optional<ContentFormat> accept) {
    accept.ifPresent(options::accept);
    return ready(Request.of(Code.GET, options.build()));
  }

  private static DownlinkRequest write(
      Downlink.Write write, Options.Builder options, ClientProfile client) {
    Path path = write.path();
    boolean update = write.mode() == Downlink.Write.Mode.UPDATE;
    if (path.isObject()) {
      return invalid("Write aims at an instance or below");
    }
    if (!fits(write.node(), path)) {
      return invalid("the content is not of " + path);
    }
    if (update && !path.isInstance() && !(write.node() instanceof Node.MultipleResource)) {
      return invalid("a partial update aims at an instance or a multiple resource");
    }
    Optional<String> misfit = ModelCheck.misfit(path, write.node(), client.models());
    if (misfit.isPresent()) {
      return invalid(misfit.get());
    }
    if (write.format().isPresent()
        && !write.format().get().equals(ContentFormat.TLV)
        && FormatChoice.needsTlv(write.node())) {
      return invalid("only tlv can say that a multiple resource is empty");
    }
    return payload(
        update ? Code.POST : Code.PUT,
        options,
        FormatChoice.orChosen(write.format(), FormatChoice.towards(client, write.node())),
        format -> Formats.encode(format, path, write.node(), client.models()));
  }

  private static boolean fits(Node node, Path path) {
    int depth =
        switch (node) {
          case Node.ObjectNode object -> 1;
          case Node.InstanceNode instance -> 2;
          case Node.ResourceNode resource -> 3;
          case Node.ResourceInstanceNode instance -> 4;
        };
    return path.depth() == depth && path.id(depth - 1) == node.id();
  }

  private static DownlinkRequest create(
      Downlink.Create create, Options.Builder options, ClientProfile client) {
    Path path = create.path();
    if (!path.isObject()) {
      return invalid("Create aims at an object");
    }
    Path instance = path.child(create.instanceId().orElse(0));
    Optional<String> misfit = ModelCheck.misfit(instance, create.content(), client.models());
    if (misfit.isPresent()) {
      return invalid(misfit.get());
    }
    return payload(
        Code.POST,
        options,
        FormatChoice.orChosen(create.format(), FormatChoice.towards(client, create.content())),
        format ->
            Formats.encodeCreate(
                format, path, create.instanceId(), create.content(), client.models()));
  }

  private static DownlinkRequest payload(
      Code method,
      Options.Builder options,
      List<ContentFormat> candidates,
      Function<ContentFormat, Encoded> encode) {
    return switch (FormatChoice.first(candidates, encode)) {
      case Encoded.Payload(ContentFormat format, var bytes) ->
          ready(Request.of(method, options.contentFormat(format).build(), bytes));
      case Encoded.Unsupported(ContentFormat format, String why) -> invalid(why);
    };
  }

  private static DownlinkRequest writeAttributes(
      Downlink.WriteAttributes write, Options.Builder options) {
    List<String> query = AttributeQuery.write(write.attributes());
    if (query.isEmpty()) {
      return invalid("no attribute to write");
    }
    query.forEach(options::uriQuery);
    return ready(Request.of(Code.PUT, options.build()));
  }

  private static DownlinkRequest execute(Downlink.Execute execute, Options.Builder options) {
    if (!execute.path().isResource()) {
      return invalid("Execute aims at a resource");
    }
    if (execute.arguments().equals(Arguments.NONE)) {
      return ready(Request.of(Code.POST, options.build()));
    }
    options.contentFormat(ContentFormat.TEXT);
    return ready(
        Request.of(Code.POST, options.build(), Bytes.ofUtf8(execute.arguments().toString())));
  }

  /// How `operation` ended, by what `client` answered.
  ///
  /// @param now what a relative time in the answer refers to
  public static <R> Outcome<R> outcome(
      Downlink<R> operation, Response response, ClientProfile client, Instant now) {
    return outcome(operation, response, client, now, tolerances -> {});
  }

  /// How `operation` ended, as above.
  ///
  /// @param tolerated is told what was needed to understand the payload, if anything
  public static <R> Outcome<R> outcome(
      Downlink<R> operation,
      Response response,
      ClientProfile client,
      Instant now,
      Consumer<Set<Tolerance>> tolerated) {
    if (!response.code().isSuccess()) {
      return new Outcome.Rejected<>(response.code(), response.diagnostic());
    }
    Code success = success(operation);
    if (!response.code().equals(success)) {
      return new Outcome.Undecodable<>(
          new Malformed("code", response.code() + " instead of " + success));
    }
    return typed(operation, answer(operation, response, client, new Context(now, tolerated)));
  }

  /// Each operation is answered with what its own type parameter says; the compiler cannot see it.
  @SuppressWarnings({"unchecked", "unused"})
  private static <R> Outcome<R> typed(Downlink<R> operation, Outcome<?> outcome) {
    return (Outcome<R>) outcome;
  }

  private static Code success(Downlink<?> operation) {
    return switch (operation) {
      case Downlink.Read r -> Code.CONTENT;
      case Downlink.Discover d -> Code.CONTENT;
      case Downlink.Observe o -> Code.CONTENT;
      case Downlink.CancelObservation c -> Code.CONTENT;
      case Downlink.Write w -> Code.CHANGED;
      case Downlink.WriteAttributes w -> Code.CHANGED;
      case Downlink.Execute e -> Code.CHANGED;
      case Downlink.Create c -> Code.CREATED;
      case Downlink.Delete d -> Code.DELETED;
      case Downlink.ReadComposite r -> Code.CONTENT;
      case Downlink.ObserveComposite o -> Code.CONTENT;
      case Downlink.CancelObservationComposite c -> Code.CONTENT;
      case Downlink.WriteComposite w -> Code.CHANGED;
    };
  }

  private record Context(Instant now, Consumer<Set<Tolerance>> tolerated) {}

  private static Outcome<?> answer(
      Downlink<?> operation, Response response, ClientProfile client, Context context) {
    return switch (operation) {
      case Downlink.Read(Path path, var accept) -> node(path, accept, response, client, context);
      case Downlink.Observe(Path path, var accept, _) ->
          switch (node(path, accept, response, client, context)) {
            case Outcome.Answered<Node>(Node node) ->
                new Outcome.Answered<>(
                    new Downlink.Observed(node, response.options().observe().isPresent()));
            case Outcome<Node> other -> other;
          };
      case Downlink.Discover discover -> links(response, client, context);
      case Downlink.Create create ->
          new Outcome.Answered<>(new Downlink.Created(location(create, response, client)));
      case Downlink.ReadComposite read -> contents(response, client, context);
      case Downlink.ObserveComposite observe ->
          switch (contents(response, client, context)) {
            case Outcome.Answered<Downlink.Contents>(Downlink.Contents contents) ->
                new Outcome.Answered<>(
                    new Downlink.ObservedComposite(
                        contents, response.options().observe().isPresent()));
            case Outcome<Downlink.Contents> other -> other;
          };
      default -> new Outcome.Answered<>(new Downlink.Done());
    };
  }

  private static Outcome<Downlink.Contents> contents(
      Response response, ClientProfile client, Context context) {
    Optional<ContentFormat> told = response.options().contentFormat();
    if (told.isPresent() && !CompositeReadings.ANSWERS.contains(told.get())) {
      return undecodable("Content-Format", CompositeReadings.noAnswer(told.get()));
    }
    return switch (content(Path.ROOT, response, client, Optional.empty(), context.now)) {
      case Decoded.Content content -> {
        if (!content.tolerances().isEmpty()) {
          context.tolerated.accept(content.tolerances());
        }
        yield new Outcome.Answered<>(new Downlink.Contents(content.nodes()));
      }
      case Decoded.Broken(Malformed reason) -> new Outcome.Undecodable<>(reason);
      case Decoded.Unsupported(ContentFormat format) ->
          new Outcome.Undecodable<>(Formats.unsupported(format, Path.ROOT));
    };
  }

  private static Outcome<Node> node(
      Path path,
      Optional<ContentFormat> accept,
      Response response,
      ClientProfile client,
      Context context) {
    return switch (content(path, response, client, accept, context.now)) {
      case Decoded.OneNode(Path at, Node node) -> new Outcome.Answered<>(node);
      case Decoded.Nodes(List<TimedNode> nodes, Set<Tolerance> tolerances)
          when !nodes.isEmpty() -> {
        if (!tolerances.isEmpty()) {
          context.tolerated.accept(tolerances);
        }
        yield new Outcome.Answered<>(nodes.getLast().node());
      }
      case Decoded.Content empty -> undecodable("payload", "no value");
      case Decoded.Broken(Malformed reason) -> new Outcome.Undecodable<>(reason);
      case Decoded.Unsupported(ContentFormat format) ->
          new Outcome.Undecodable<>(Formats.unsupported(format, path));
    };
  }

  /// What a notification or an answer to Read says of `path`: one node for each time. What an answer to
  /// a composite operation says of the root: one node for each resource and time.
  ///
  /// @param expected the format of a payload that names none; empty where nobody knows
  public static Decoded content(
      Path path,
      Response response,
      ClientProfile client,
      Optional<ContentFormat> expected,
      Instant now) {
    Optional<ContentFormat> format = response.options().contentFormat();
    if (response.payload().isEmpty() && path.isRoot()) {
      return new Decoded.Nodes(List.of(), Set.of());
    }
    if (response.payload().isEmpty() && path.depth() <= 2) {
      Node node =
          path.isObject()
              ? Node.ObjectNode.of(path.objectId(), List.of())
              : Node.InstanceNode.of(path.instanceId(), List.of());
      return new Decoded.OneNode(path, node);
    }
    return format
        .map(known -> Formats.decode(known, path, response.payload(), client.reading(now)))
        .orElseGet(() -> unnamed(path, response.payload(), client, expected, now));
  }

  /// What a payload without Content-Format says.
  private static Decoded unnamed(
      Path path,
      Bytes payload,
      ClientProfile client,
      Optional<ContentFormat> expected,
      Instant now) {
    if (client.limits().tolerated().contains(Tolerance.VALUE_WITHOUT_FORMAT)
        && (expected.isPresent() || !path.isRoot())) {
      ContentFormat format = expected.orElseGet(() -> likely(path, payload, client.models()));
      if (Formats.decode(format, path, payload, client.reading(now))
          instanceof Decoded.Content content) {
        return Decoded.with(content, Set.of(Tolerance.VALUE_WITHOUT_FORMAT));
      }
    }
    return new Decoded.Broken(new Malformed("Content-Format", "missing"));
  }

  /// Text for one value, unless it has bytes that no text has; the payload of 1.0 for anything else.
  private static ContentFormat likely(Path path, Bytes payload, Models models) {
    boolean one =
        path.isResourceInstance()
            || path.isResource()
                && !models.resource(path).map(ResourceModel::multiple).orElse(false);
    boolean text = one;
    for (int i = 0; i < payload.size() && text; i++) {
      text = payload.get(i) >= ' ';
    }
    return text ? ContentFormat.TEXT : ContentFormat.TLV;
  }

  private static Outcome<List<Link>> links(
      Response response, ClientProfile client, Context context) {
    Optional<ContentFormat> format = response.options().contentFormat();
    if (format.isPresent() && !format.get().equals(ContentFormat.LINK_FORMAT)) {
      return undecodable("Content-Format", format.get() + " instead of link-format");
    }
    Bytes payload = response.payload();
    if (!payload.isEmpty()
        && payload.get(0) >= 'a'
        && payload.get(0) <= 'z'
        && client.limits().tolerated().contains(Tolerance.LINKS_BARE_ATTRIBUTES)) {
      payload = ROOT_LINK.concat(payload);
      context.tolerated.accept(Set.of(Tolerance.LINKS_BARE_ATTRIBUTES));
    }
    return switch (LinkFormat.parse(payload, DISCOVER)) {
      case Links.Parsed(List<Link> links, Links.Spelling spelling) ->
          forgiven(links, ObjectListReading.needed(spelling), client, context);
      case Links.Broken(Malformed reason) -> new Outcome.Undecodable<>(reason);
    };
  }

  private static Outcome<List<Link>> forgiven(
      List<Link> links, Set<Tolerance> needed, ClientProfile client, Context context) {
    for (Tolerance tolerance : needed) {
      if (!client.limits().tolerated().contains(tolerance)) {
        return undecodable("payload", tolerance + ", which is not tolerated");
      }
    }
    if (!needed.isEmpty()) {
      context.tolerated.accept(needed);
    }
    return new Outcome.Answered<>(links);
  }

  /// The instance that was created: what the client says, else what the server chose.
  private static Optional<Path> location(
      Downlink.Create create, Response response, ClientProfile client) {
    List<String> segments = response.options().locationPath();
    List<String> prefix = client.alternateSegments();
    boolean prefixed =
        segments.size() > prefix.size() && segments.subList(0, prefix.size()).equals(prefix);
    List<String> below = prefixed ? segments.subList(prefix.size(), segments.size()) : segments;
    Optional<Path> told =
        Path.parse("/" + String.join("/", below))
            .filter(Path::isInstance)
            .filter(create.path()::contains);
    return told.or(
        () ->
            create.instanceId().isPresent()
                ? Optional.of(create.path().child(create.instanceId().getAsInt()))
                : Optional.empty());
  }

  private static DownlinkRequest ready(Request request) {
    return new DownlinkRequest.Ready(request);
  }

  private static DownlinkRequest invalid(String why) {
    return new DownlinkRequest.Invalid(why);
  }

  private static <R> Outcome<R> undecodable(String where, String what) {
    return new Outcome.Undecodable<>(new Malformed(where, what));
  }
}
