// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import io.tern.peers.Console;
import io.tern.peers.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.leshan.core.link.DefaultLinkSerializer;
import org.eclipse.leshan.core.link.attributes.InvalidAttributeException;
import org.eclipse.leshan.core.link.lwm2m.attributes.DefaultLwM2mAttributeParser;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeSet;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.observation.CompositeObservation;
import org.eclipse.leshan.core.observation.Observation;
import org.eclipse.leshan.core.observation.SingleObservation;
import org.eclipse.leshan.core.request.CancelCompositeObservationRequest;
import org.eclipse.leshan.core.request.CancelObservationRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.CreateRequest;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.eclipse.leshan.core.request.DiscoverRequest;
import org.eclipse.leshan.core.request.DownlinkDeviceManagementRequest;
import org.eclipse.leshan.core.request.ExecuteRequest;
import org.eclipse.leshan.core.request.ObserveCompositeRequest;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.eclipse.leshan.core.request.ReadCompositeRequest;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.request.WriteAttributesRequest;
import org.eclipse.leshan.core.request.WriteCompositeRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.response.CreateResponse;
import org.eclipse.leshan.core.response.DiscoverResponse;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.ReadCompositeResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.registration.Registration;
import org.jspecify.annotations.Nullable;

/// The commands that become a request to a device. Each is `NAME EP ...`, takes `format=`, `mode=`,
/// `id=` and `timeout=` words anywhere after, and answers with the response code and the decoded
/// values.
final class DownlinkCommands {

  private static final long TIMEOUT_MILLIS = 20_000;
  private static final Set<String> OPTION_WORDS = Set.of("format", "mode", "id", "timeout", "way");

  private final LeshanServer server;

  DownlinkCommands(LeshanServer server) {
    this.server = server;
  }

  Map<String, Console.Command> commands() {
    Map<String, Console.Command> commands = new HashMap<>();
    commands.put("read", line -> ask(line, new ReadRequest(format(line), path(line))));
    commands.put("write", this::write);
    commands.put("execute", line -> ask(line, new ExecuteRequest(path(line), argument(line, 1))));
    commands.put("create", this::create);
    commands.put("delete", line -> ask(line, new DeleteRequest(path(line))));
    commands.put("discover", line -> ask(line, new DiscoverRequest(path(line))));
    commands.put("attributes", this::writeAttributes);
    commands.put("observe", line -> ask(line, new ObserveRequest(format(line), path(line))));
    commands.put("cancel", this::cancel);
    commands.put(
        "read-composite",
        line -> ask(line, new ReadCompositeRequest(senml(line), senml(line), arguments(line))));
    commands.put("write-composite", this::writeComposite);
    commands.put(
        "observe-composite",
        line ->
            ask(
                line,
                new ObserveCompositeRequest(
                    senml(line), senml(line), arguments(line).toArray(String[]::new))));
    return commands;
  }

  private List<String> write(Line line) throws InterruptedException {
    var target = new LwM2mPath(path(line));
    List<Leaf> leaves = Leaf.parseAll(values(line), target);
    var mode =
        "update".equals(line.value("mode").orElse(""))
            ? WriteRequest.Mode.UPDATE
            : WriteRequest.Mode.REPLACE;
    return ask(
        line, new WriteRequest(mode, format(line), target, Nodes.node(target, leaves), null));
  }

  /// With `id=none` the device chooses the instance id, and the instance id in the values counts
  /// for nothing.
  private List<String> create(Line line) throws InterruptedException {
    List<Leaf> leaves = Leaf.parseAll(values(line), new LwM2mPath(path(line)));
    if ("none".equals(line.value("id").orElse(""))) {
      return ask(line, new CreateRequest(format(line), path(line), Nodes.resources(leaves)));
    }
    LwM2mObjectInstance[] instances = Nodes.instances(leaves).toArray(LwM2mObjectInstance[]::new);
    return ask(line, new CreateRequest(format(line), path(line), instances));
  }

  private List<String> writeAttributes(Line line)
      throws InterruptedException, InvalidAttributeException {
    var attributes =
        new LwM2mAttributeSet(new DefaultLwM2mAttributeParser().parseUriQuery(argument(line, 1)));
    return ask(line, new WriteAttributesRequest(path(line), attributes));
  }

  private List<String> writeComposite(Line line) throws InterruptedException {
    Map<LwM2mPath, LwM2mNode> nodes = new HashMap<>();
    for (Leaf leaf : Leaf.parseAll(arguments(line), LwM2mPath.ROOTPATH)) {
      nodes.put(leaf.path(), Nodes.node(leaf.path(), List.of(leaf)));
    }
    return ask(line, new WriteCompositeRequest(senml(line), nodes, null));
  }

  /// `cancel EP PATH[,PATH...]`: forgets the observation, and with `way=active` tells the device
  /// first.
  private List<String> cancel(Line line) throws InterruptedException {
    Registration registration = registration(line);
    Optional<Observation> found =
        server.getObservationService().getObservations(registration).stream()
            .filter(observation -> ServerEvents.target(observation).equals(path(line)))
            .findFirst();
    if (found.isEmpty()) {
      return List.of("error", "NotObserved", path(line));
    }
    if (!"active".equals(line.value("way").orElse(""))) {
      server.getObservationService().cancelObservation(found.get());
      return List.of("ok");
    }
    return switch (found.get()) {
      case SingleObservation single -> ask(line, new CancelObservationRequest(single));
      case CompositeObservation composite ->
          ask(line, new CancelCompositeObservationRequest(composite));
      default -> List.of("error", "NotObserved", path(line));
    };
  }

  private <T extends LwM2mResponse> List<String> ask(
      Line line, DownlinkDeviceManagementRequest<T> request) throws InterruptedException {
    long timeoutMillis = line.value("timeout").map(Long::valueOf).orElse(TIMEOUT_MILLIS);
    T response = server.send(registration(line), request, timeoutMillis);
    return answer(line, response);
  }

  private static List<String> answer(Line line, @Nullable LwM2mResponse response) {
    if (response == null) {
      return List.of("timeout");
    }
    List<String> words = new ArrayList<>(List.of(Codes.text(response.getCode())));
    if (response.isFailure()) {
      String message = Objects.requireNonNullElse(response.getErrorMessage(), "");
      if (!message.isEmpty()) {
        words.add("message=" + message);
      }
      return words;
    }
    words.addAll(Nodes.messageWords(response.getCoapResponse()));
    switch (response) {
      case ReadResponse read ->
          words.addAll(Nodes.words(new LwM2mPath(path(line)), read.getContent()));
      case ReadCompositeResponse read -> words.addAll(Nodes.words(read.getContent()));
      case CreateResponse create when create.getLocation() != null ->
          words.add("location=" + create.getLocation());
      case DiscoverResponse discover ->
          words.add(
              "links="
                  + new DefaultLinkSerializer().serializeCoreLinkFormat(discover.getObjectLinks()));
      default -> {}
    }
    return words;
  }

  private Registration registration(Line line) {
    Registration registration = server.getRegistrationService().getByEndpoint(line.word(1));
    if (registration == null) {
      throw new IllegalArgumentException(line.word(1) + ": not registered");
    }
    return registration;
  }

  private static @Nullable ContentFormat format(Line line) {
    return line.value("format").map(Formats::named).orElse(null);
  }

  private static ContentFormat senml(Line line) {
    return line.value("format").map(Formats::named).orElse(ContentFormat.SENML_CBOR);
  }

  /// The words after the endpoint name that are no options.
  private static List<String> arguments(Line line) {
    return line.from(2).stream().filter(word -> !isOption(word)).toList();
  }

  private static boolean isOption(String word) {
    int equals = word.indexOf('=');
    return equals > 0 && OPTION_WORDS.contains(word.substring(0, equals));
  }

  private static String path(Line line) {
    return argument(line, 0);
  }

  private static List<String> values(Line line) {
    List<String> arguments = arguments(line);
    return arguments.subList(Math.min(1, arguments.size()), arguments.size());
  }

  private static String argument(Line line, int index) {
    List<String> arguments = arguments(line);
    return index < arguments.size() ? arguments.get(index) : "";
  }
}
