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
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Registrations in memory. Three indexes lead to one slot a registration, so that an Update looks up one
/// hash map and swaps one reference, however many there are. Their order is made when somebody lists them.
public final class MemoryRegistrationStore implements RegistrationStore {
  private static final int EXPECTED_MAX = 1 << 24;

  private final ConcurrentHashMap<EndpointName, Slot> byEndpoint;
  private final NameOrder order;
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
    int room = Math.clamp(expected, 16, EXPECTED_MAX);
    byEndpoint = new ConcurrentHashMap<>(room);
    byId = new ConcurrentHashMap<>(room);
    byPeer = new ConcurrentHashMap<>(room);
    order = new NameOrder(byEndpoint.keySet());
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
    if (byId.putIfAbsent(next.id(), fresh) != null) {
      return false;
    }
    while (true) {
      Slot present = byEndpoint.putIfAbsent(next.endpoint(), fresh);
      if (present == null) {
        order.onCame(next.endpoint());
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
  public void forEach(Consumer<Registration> action) {
    for (Slot slot : byEndpoint.values()) {
      Registration registration = slot.get();
      if (registration != null) {
        action.accept(registration);
      }
    }
  }

  @Override
  public RegistrationPage list(RegistrationQuery query) {
    List<Registration> items = new ArrayList<>();
    EndpointName[] names = order.sorted();
    for (int i = first(names, query); i < names.length; i++) {
      String name = names[i].value();
      if (query.match() == RegistrationQuery.Match.PREFIX && !name.startsWith(query.text())) {
        break;
      }
      Optional<Registration> found =
          name.contains(query.text()) ? byEndpoint(names[i]) : Optional.empty();
      if (found.isPresent()) {
        if (items.size() == query.limitMax()) {
          return new RegistrationPage(items, Optional.of(items.getLast().endpoint()));
        }
        items.add(found.get());
      }
    }
    return new RegistrationPage(items, Optional.empty());
  }

  /// Index of the first name that the query can match.
  private static int first(EndpointName[] names, RegistrationQuery query) {
    String after = query.after().map(EndpointName::value).orElse("");
    boolean skips =
        query.match() == RegistrationQuery.Match.PREFIX && query.text().compareTo(after) > 0;
    String bound = skips ? query.text() : after;
    int low = 0;
    int high = names.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = names[middle].value().compareTo(bound);
      if (order < 0 || (order == 0 && !skips)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
