// SPDX-License-Identifier: Apache-2.0

package io.tern.server.desired;

import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.op.Downlink;
import io.tern.server.DesiredObservation;
import io.tern.server.Registration;
import java.util.ArrayDeque;
import java.util.Queue;

/// What a client is asked, one after the other, to observe what is wanted.
final class Steps {
  private Steps() {}

  /// Clients before 1.2 take attributes by Write-Attributes alone, and keep those that it does not name.
  static Queue<Downlink<?>> of(Registration registration, DesiredObservation wish) {
    Queue<Downlink<?>> steps = new ArrayDeque<>();
    boolean inObserve = registration.terms().release().compareTo(Release.V1_2) >= 0;
    Attributes own = inObserve ? wish.attributes() : Attributes.NONE;
    Attributes written = inObserve ? Attributes.NONE : wish.attributes();
    if (!inObserve) {
      for (String name : wish.dropped()) {
        written = written.withUnset(name);
      }
    }
    if (!written.isEmpty()) {
      for (Path path : wish.paths()) {
        steps.add(new Downlink.WriteAttributes(path, written));
      }
    }
    steps.add(
        wish.together()
            ? new Downlink.ObserveComposite(wish.paths(), wish.format(), own)
            : new Downlink.Observe(wish.paths().getFirst(), wish.format(), own));
    return steps;
  }
}
