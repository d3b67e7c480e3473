// SPDX-License-Identifier: Apache-2.0

package io.tern.client.send;

import io.tern.client.Answer;
import io.tern.client.SendListener;
import io.tern.client.SendOutcome;
import io.tern.client.manage.CompositeReading;
import io.tern.client.manage.ObjectTree;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.coap.ClientProfile;
import io.tern.lwm2m.coap.ClientUplinks;
import io.tern.lwm2m.coap.UplinkResult;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Uplink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sends values to the server, where it wants them: registered, and `/1/x/23` says that Send is not
/// muted.
public final class Sender {
  private final ObjectTree tree;
  private final CompositeReading reading;
  private final SendPort port;

  public Sender(ObjectTree tree, SendPort port) {
    this.tree = tree;
    this.reading = new CompositeReading(tree);
    this.port = port;
  }

  /// Sends what is at `paths` now; what cannot be read is left out.
  ///
  /// @param format empty for SenML CBOR
  public void send(
      List<Path> paths, Optional<ContentFormat> format, SendListener listener, long nowNanos) {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      listener.onOutcome(new SendOutcome.NotSent(obstacle.get()), nowNanos);
      return;
    }
    reading.read(
        paths,
        (answer, n) -> {
          List<TimedNode> values = new ArrayList<>();
          if (answer instanceof Answer.Given<?>(Map<?, ?> nodes)) {
            nodes.forEach(
                (path, node) ->
                    values.add(new TimedNode(Optional.empty(), (Path) path, (Node) node)));
          }
          sendValues(values, format, listener, n);
        },
        nowNanos);
  }

  /// Sends values that the device has gathered, with their times where they have some.
  ///
  /// @param format empty for SenML CBOR
  public void sendValues(
      List<TimedNode> values,
      Optional<ContentFormat> format,
      SendListener listener,
      long nowNanos) {
    Optional<String> obstacle = obstacle().or(() -> obstacle(values));
    if (obstacle.isPresent()) {
      listener.onOutcome(new SendOutcome.NotSent(obstacle.get()), nowNanos);
      return;
    }
    ClientProfile profile = port.profile();
    Uplink.Send send = new Uplink.Send(values, format.orElse(ContentFormat.SENML_CBOR));
    Optional<Request> request = ClientUplinks.send(send, profile);
    if (request.isEmpty()) {
      listener.onOutcome(
          new SendOutcome.NotSent(send.format() + " cannot carry the values"), nowNanos);
      return;
    }
    port.request(
        request.get(), (reply, n) -> listener.onOutcome(outcome(send, reply), n), nowNanos);
  }

  private Optional<String> obstacle() {
    if (!port.isRegistered()) {
      return Optional.of("not registered");
    }
    if (!port.profile().release().atLeast(Release.V1_1)) {
      return Optional.of("Send came with 1.1");
    }
    return port.isMuted() ? Optional.of("the server has muted Send") : Optional.empty();
  }

  private Optional<String> obstacle(List<TimedNode> values) {
    if (values.isEmpty()) {
      return Optional.of("no value");
    }
    return values.stream()
        .map(TimedNode::path)
        .filter(path -> !tree.isReadable(path))
        .findFirst()
        .map(path -> "the server may not read " + path);
  }

  private static SendOutcome outcome(Uplink.Send send, Reply reply) {
    if (!(reply instanceof Reply.Answered(Peer from, Response response))) {
      return new SendOutcome.Unanswered(reply.toString());
    }
    return switch (ClientUplinks.result(send, response)) {
      case UplinkResult.Done done -> new SendOutcome.Taken();
      case UplinkResult.Refused(Code code, String why) -> new SendOutcome.Refused(code, why);
      case UplinkResult.Registered registered ->
          new SendOutcome.Unanswered("not an answer to Send");
      case UplinkResult.Unusable(var reason) -> new SendOutcome.Unanswered(reason.toString());
    };
  }
}
