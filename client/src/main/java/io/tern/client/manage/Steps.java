// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.lwm2m.op.Downlink;
import java.util.List;

/// Steps one after the other, each of which may take its time; the first refusal ends them.
final class Steps {
  private final List<Step> steps;
  private final AnswerListener<Downlink.Done> listener;
  private int next;
  private boolean running;
  private boolean answered;

  /// @param listener told the refusal, or that all is done
  Steps(List<Step> steps, AnswerListener<Downlink.Done> listener) {
    this.steps = steps;
    this.listener = listener;
  }

  /// One step: answers once, perhaps before it returns.
  @FunctionalInterface
  interface Step {
    void run(AnswerListener<Downlink.Done> listener, long nowNanos);
  }

  /// Goes on as long as answers come at once.
  void run(long nowNanos) {
    running = true;
    answered = true;
    while (answered && next < steps.size()) {
      answered = false;
      steps.get(next++).run(this::onAnswer, nowNanos);
    }
    running = false;
    if (answered && next == steps.size()) {
      listener.onAnswer(Answer.DONE, nowNanos);
    }
  }

  private void onAnswer(Answer<Downlink.Done> answer, long nowNanos) {
    switch (answer) {
      case Answer.Refused<Downlink.Done> refused -> {
        next = steps.size() + 1;
        listener.onAnswer(refused, nowNanos);
      }
      case Answer.Given<Downlink.Done> given -> {
        answered = true;
        if (!running) {
          run(nowNanos);
        }
      }
    }
  }
}
