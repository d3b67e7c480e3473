// SPDX-License-Identifier: Apache-2.0

package io.tern.client.register;

import io.tern.lwm2m.Binding;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.op.Uplink;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a client tells its server of itself.
///
/// @param lifetimeSeconds 0 for ever
public record Announcement(
    long lifetimeSeconds,
    Binding binding,
    boolean queueMode,
    Optional<String> sms,
    ObjectList objects) {
  /// The Update that tells what is not yet in `known`. Binding and queue mode go together, because no
  /// parameter says that queue mode is off.
  Uplink.Update since(Announcement known, String handle) {
    boolean reach = !binding.equals(known.binding) || queueMode != known.queueMode;
    return new Uplink.Update(
        handle,
        lifetimeSeconds == known.lifetimeSeconds
            ? OptionalLong.empty()
            : OptionalLong.of(lifetimeSeconds),
        reach ? Optional.of(binding) : Optional.empty(),
        reach ? Optional.of(queueMode) : Optional.empty(),
        sms.equals(known.sms) ? Optional.empty() : sms,
        List.of(),
        objects.equals(known.objects) ? Optional.empty() : Optional.of(objects));
  }
}
