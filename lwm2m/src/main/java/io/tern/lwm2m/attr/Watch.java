// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import io.tern.lwm2m.node.Node;

/// What one observation of one path remembers, and the rule that says when its next notification is due
/// (LwM2M 1.2 Core §7.3.2).
///
/// The rule: a notification is due when the maximum period since the last one is over, or when a
/// condition holds and the minimum period is over. Without `gt`, `lt`, `st` and `edge` the condition is
/// that anything differs from what the server last heard. With them it is that one of them holds: a
/// number crossed `gt` or `lt` in either direction or moved by `st` or more, compared with what the
/// server last heard; a Boolean took the `edge` since it was last looked at. An edge inside the minimum
/// period is kept and notified when the period ends; a number that came back before is not.
///
/// @param notified what the server last heard: in the answer to its Observe or in a notification
/// @param notifiedNanos when
/// @param evaluated what was there at the last evaluation
/// @param evaluatedNanos when
/// @param edgeSeen whether an edge waits for the minimum period to end
public record Watch(
    Node notified, long notifiedNanos, Node evaluated, long evaluatedNanos, boolean edgeSeen) {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /// A watch that begins now, or begins anew because `node` was just sent: the answer to the Observe
  /// request counts as the first notification.
  public static Watch from(Node node, long nowNanos) {
    return new Watch(node, nowNanos, node, nowNanos, false);
  }

  /// A decision, and the watch to go on with when it is not [Decision.Notify]; after a notification
  /// that is [Watch#from].
  public record Verdict(Decision decision, Watch watch) {}

  /// Decides. Call it when a value may have changed and when the time of the last [Decision.CheckAt]
  /// has come; calling it more often does no harm.
  ///
  /// @param effective from [ServerDefaults#effective]
  /// @param current the value or values now
  public Verdict evaluate(Attributes effective, Node current, long nowNanos) {
    long periodEnd = after(notifiedNanos, effective.pmaxSeconds().orElse(0), NEVER);
    if (nowNanos >= periodEnd) {
      return new Verdict(new Decision.Notify(Decision.Cause.PERIOD), this);
    }
    long evaluateFrom = after(evaluatedNanos, effective.epminSeconds().orElse(0), evaluatedNanos);
    if (nowNanos < evaluateFrom) {
      return new Verdict(checkAt(Math.min(evaluateFrom, periodEnd)), this);
    }
    Conditions conditions = new Conditions(effective, current);
    boolean edge = edgeSeen || conditions.edgeSince(evaluated);
    boolean due = edge || conditions.metSince(notified);
    long notifyFrom = after(notifiedNanos, effective.pminSeconds().orElse(0), notifiedNanos);
    Watch next = new Watch(notified, notifiedNanos, current, nowNanos, edge);
    if (due && nowNanos >= notifyFrom) {
      return new Verdict(new Decision.Notify(Decision.Cause.CHANGE), next);
    }
    long check = Math.min(periodEnd, after(nowNanos, effective.epmaxSeconds().orElse(0), NEVER));
    if (due) {
      long evaluateNext = after(nowNanos, effective.epminSeconds().orElse(0), nowNanos);
      check = Math.min(check, Math.max(notifyFrom, evaluateNext));
    }
    return new Verdict(checkAt(check), next);
  }

  private static Decision checkAt(long atNanos) {
    return atNanos == NEVER ? new Decision.Rest() : new Decision.CheckAt(atNanos);
  }

  /// The time that many seconds after `fromNanos`, or `otherwise` for none.
  private static long after(long fromNanos, long seconds, long otherwise) {
    return seconds == 0 ? otherwise : fromNanos + seconds * NANOS_PER_SECOND;
  }
}
