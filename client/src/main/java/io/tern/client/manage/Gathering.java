// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.lwm2m.node.Node;
import java.util.TreeMap;

/// Collects the answers of several instances into the answer for their object.
final class Gathering implements AnswerListener<Node.InstanceNode> {
  private final int objectId;
  private final AnswerListener<Node> listener;
  private final TreeMap<Integer, Node.InstanceNode> found = new TreeMap<>();
  private int missing;
  private boolean failed;

  /// @param missing how many instances will answer, 1 or more
  Gathering(int objectId, int missing, AnswerListener<Node> listener) {
    this.objectId = objectId;
    this.missing = missing;
    this.listener = listener;
  }

  @Override
  public void onAnswer(Answer<Node.InstanceNode> answer, long nowNanos) {
    missing--;
    if (failed) {
      return;
    }
    switch (answer) {
      case Answer.Refused<Node.InstanceNode> refused -> {
        failed = true;
        listener.onAnswer(refused.as(), nowNanos);
      }
      case Answer.Given<Node.InstanceNode>(Node.InstanceNode instance) -> {
        found.put(instance.id(), instance);
        if (missing == 0) {
          listener.onAnswer(Answer.given(new Node.ObjectNode(objectId, found)), nowNanos);
        }
      }
    }
  }
}
