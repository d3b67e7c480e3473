// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.client.Instance;
import io.tern.coap.Code;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.op.Downlink;
import java.util.Optional;

/// Execute (LwM2M 1.2 Core §6.3.5).
public final class Executing {
  private final ObjectTree tree;

  public Executing(ObjectTree tree) {
    this.tree = tree;
  }

  /// Executes the resource, where it is there and executable.
  public void execute(
      Downlink.Execute execute, AnswerListener<Downlink.Done> listener, long nowNanos) {
    Path path = execute.path();
    Optional<Instance> instance = tree.instance(path);
    Optional<ResourceModel> model = tree.supported(path);
    if (instance.isEmpty() || model.isEmpty()) {
      listener.onAnswer(Answer.notFound(path), nowNanos);
    } else if (!model.get().operations().executable()) {
      listener.onAnswer(
          Answer.refused(Code.METHOD_NOT_ALLOWED, path + " is not executable"), nowNanos);
    } else {
      instance.get().execute(path.resourceId(), execute.arguments(), listener, nowNanos);
    }
  }
}
