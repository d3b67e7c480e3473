// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.coap.ContentFormat;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.node.TimedNode;
import java.util.List;
import java.util.Optional;

/// Something that happened to a client.
public sealed interface ServerEvent {
  /// The client's endpoint name.
  EndpointName endpoint();

  /// When it happened.
  long timeNanos();

  /// Something that happened to a registered client.
  sealed interface OfRegistration extends ServerEvent {
    /// The registration as it is now, or as it was when it ended.
    Registration registration();

    @Override
    default EndpointName endpoint() {
      return registration().endpoint();
    }
  }

  /// A command came into being, was sent, went back to those that wait, or ended.
  record CommandChanged(Command command, long timeNanos) implements ServerEvent {
    @Override
    public EndpointName endpoint() {
      return command.endpoint();
    }
  }

  /// A client registered. Its observations of an earlier registration are gone.
  ///
  /// @param replaced the registration that this one took the place of
  record Registered(Registration registration, Optional<Registration> replaced, long timeNanos)
      implements OfRegistration {
    /// The objects it announced.
    public ObjectList objects() {
      return registration.terms().objects();
    }
  }

  /// A client sent an Update, with or without news.
  ///
  /// @param before what it was before
  record Updated(Registration registration, Registration before, long timeNanos)
      implements OfRegistration {}

  /// A client de-registered.
  record Deregistered(Registration registration, long timeNanos) implements OfRegistration {}

  /// A client sent no Update in time.
  record Expired(Registration registration, long timeNanos) implements OfRegistration {}

  /// A client notified.
  ///
  /// @param format how the values came; empty where the client had none to send and did not say
  /// @param values one node of `path` for each time that the client gave
  record Notified(
      Registration registration,
      Path path,
      Optional<ContentFormat> format,
      List<TimedNode> values,
      long timeNanos)
      implements OfRegistration {
    public Notified {
      values = List.copyOf(values);
    }
  }

  /// A client sent values by itself.
  ///
  /// @param values one node for each resource and time
  record Sent(
      Registration registration, ContentFormat format, List<TimedNode> values, long timeNanos)
      implements OfRegistration {
    public Sent {
      values = List.copyOf(values);
    }
  }

  /// An observation is over although nobody cancelled it: the client ended it, or no longer has the
  /// path. An observation that ends with its registration is not reported.
  record ObservationEnded(Registration registration, Path path, String why, long timeNanos)
      implements OfRegistration {
    /// Why, where the connection on which the observation lived has ended: the client did not want it so.
    public static final String DISCONNECTED = "the connection ended";
  }
}
