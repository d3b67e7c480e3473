// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import io.tern.coap.Peer;
import io.tern.lwm2m.EndpointName;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.RegistrationPage;
import io.tern.server.RegistrationQuery;
import io.tern.server.RegistrationStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Registrations in memory. Three indexes lead to one slot a registration, so that an Update looks up one
/// hash map and swaps one reference, however many there are.
public final class MemoryRegistrationStore implements RegistrationStore {
  private static final int EXPECTED_MAX = 1 << 24;

  private final ConcurrentNavigableMap<EndpointName, Slot> byEndpoint =
      new ConcurrentSkipListMap<>();
  private final Map<RegistrationId, Slot> byId;
  private final Map<Peer, Slot> byPeer;
  private final LongAdder count = new LongAdder();

  /// An empty one.
  public MemoryRegistrationStore() {
    this(0);
  }

  /// One that will have about so many at once.
  ///
  /// @param expected 0 where nobody knows; more than 16 million count as so many
  public MemoryRegistrationStore(int expected) {
    byId = new ConcurrentHashMap<>(Math.clamp(expected, 16, EXPECTED_MAX));
    byPeer = new ConcurrentHashMap<>(Math.clamp(expected, 16, EXPECTED_MAX));
  }

  /// Where the registration of an endpoint stands; empty when it is over, and then never used again.
  @SuppressWarnings("serial")
  private static final class Slot extends AtomicReference<@Nullable Registration> {
    Slot(Registration registration) {
      super(registration);
    }
  }

  @Override
  public Optional<Registration> byEndpoint(EndpointName endpoint) {
    Slot slot = byEndpoint.get(endpoint);
    return slot == null ? Optional.empty() : Optional.ofNullable(slot.get());
  }

  @Override
  public Optional<Registration> byId(RegistrationId id) {
    Slot slot = byId.get(id);
    return slot == null
        ? Optional.empty()
        : Optional.ofNullable(slot.get()).filter(found -> found.id().equals(id));
  }

  @Override
  public Optional<Registration> byPeer(Peer peer) {
    Slot slot = byPeer.get(peer);
    return slot == null
        ? Optional.empty()
        : Optional.ofNullable(slot.get()).filter(found -> found.peer().equals(peer));
  }

  @Override
  public boolean replace(Optional<Registration> expected, Registration next) {
    return expected.isPresent() ? swap(expected.get(), next) : insert(next);
  }

  private boolean swap(Registration expected, Registration next) {
    if (!expected.endpoint().equals(next.endpoint())) {
      throw new IllegalArgumentException("one endpoint cannot take the place of another");
    }
    Slot slot = byId.get(expected.id());
    if (slot == null || !slot.compareAndSet(expected, next)) {
      return false;
    }
    boolean anew = !expected.id().equals(next.id());
    boolean moved = !expected.peer().equals(next.peer());
    if (anew) {
      byId.put(next.id(), slot);
      byId.remove(expected.id(), slot);
    }
    if (anew || moved) { // of several clients behind one address, the one that registered last
      index(next.peer(), slot);
    }
    if (moved) {
      byPeer.remove(expected.peer(), slot);
    }
    return true;
  }

  /// Lets a peer lead to its slot, unless the registration has moved on meanwhile: whoever moved it may
  /// have tidied up too early.
  private void index(Peer peer, Slot slot) {
    byPeer.put(peer, slot);
    Registration current = slot.get();
    if (current == null || !current.peer().equals(peer)) {
      byPeer.remove(peer, slot);
    }
  }

  private boolean insert(Registration next) {
    Slot fresh = new Slot(next);
    byId.put(next.id(), fresh);
    while (true) {
      Slot present = byEndpoint.putIfAbsent(next.endpoint(), fresh);
      if (present == null) {
        index(next.peer(), fresh);
        count.increment();
        return true;
      }
      if (present.get() != null) {
        byId.remove(next.id(), fresh);
        return false;
      }
      // Whoever ended that registration is about to take its slot away; need not wait for it.
      byEndpoint.remove(next.endpoint(), present);
    }
  }

  @Override
  public boolean remove(Registration expected) {
    Slot slot = byId.get(expected.id());
    if (slot == null || !slot.compareAndSet(expected, null)) {
      return false;
    }
    byId.remove(expected.id(), slot);
    byPeer.remove(expected.peer(), slot);
    byEndpoint.remove(expected.endpoint(), slot);
    count.decrement();
    return true;
  }

  @Override
  public long count() {
    return count.sum();
  }

  @Override
  public RegistrationPage list(RegistrationQuery query) {
    List<Registration> items = new ArrayList<>();
    for (Slot slot : from(query).values()) {
      Registration registration = slot.get();
      if (registration == null) {
        continue;
      }
      String name = registration.endpoint().value();
      if (query.match() == RegistrationQuery.Match.PREFIX && !name.startsWith(query.text())) {
        break;
      }
      if (name.contains(query.text())) {
        if (items.size() == query.limitMax()) {
          return new RegistrationPage(items, Optional.of(items.getLast().endpoint()));
        }
        items.add(registration);
      }
    }
    return new RegistrationPage(items, Optional.empty());
  }

  /// What begins where the query can match first.
  private ConcurrentNavigableMap<EndpointName, Slot> from(RegistrationQuery query) {
    ConcurrentNavigableMap<EndpointName, Slot> behind =
        query.after().map(endpoint -> byEndpoint.tailMap(endpoint, false)).orElse(byEndpoint);
    Optional<EndpointName> prefix =
        query.match() == RegistrationQuery.Match.PREFIX
            ? EndpointName.parse(query.text())
            : Optional.empty();
    boolean skips =
        prefix.isPresent()
            && query.after().map(after -> after.compareTo(prefix.get()) < 0).orElse(true);
    return skips ? behind.tailMap(prefix.get(), true) : behind;
  }
}
