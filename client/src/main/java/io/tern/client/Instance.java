// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;

/// One object instance as the client engine reaches it. The engine has checked what the object
/// definition says (does the resource exist, may it be read, does the value fit) before it calls.
///
/// Called on the client's loop. An answer may come at once or later, but on the loop.
public interface Instance {
  /// The definition of its object.
  ObjectModel model();

  /// Its instance id, 0 to 65534.
  int id();

  /// Told once, before anything else, when a client begins to serve it; and with [InstanceHost#NONE]
  /// when it no longer does.
  void onServed(InstanceHost host);

  /// Whether the device has this resource at all, with or without a value now.
  boolean supports(int resourceId);

  /// The ids of the resources that are there now, ascending: those with a value and the executable ones.
  List<Integer> resources();

  /// Reads one resource, or all that are readable. What has no value now is left out.
  void read(OptionalInt resourceId, AnswerListener<Node.InstanceNode> listener, long nowNanos);

  /// Tells whether [#write] would make these changes, and changes nothing. Asked before several
  /// instances are written together; unless overridden, nothing speaks against.
  default void check(
      SortedMap<Integer, Change> changes, AnswerListener<Downlink.Done> listener, long nowNanos) {
    listener.onAnswer(Answer.DONE, nowNanos);
  }

  /// Makes all changes, or none.
  void write(
      SortedMap<Integer, Change> changes, AnswerListener<Downlink.Done> listener, long nowNanos);

  /// Executes a resource.
  void execute(
      int resourceId, Arguments arguments, AnswerListener<Downlink.Done> listener, long nowNanos);
}
