// SPDX-License-Identifier: Apache-2.0

package io.tern.server.registration;

import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.ProfileId;
import io.tern.lwm2m.Recent;
import io.tern.lwm2m.SupportedObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The object lists behind profile ids (LwM2M 1.2 Core §6.2.1.3): one that the enabler's own tests
/// presuppose, and those learned from clients that told an id and its whole list.
///
/// Nobody has written down what a hash is taken of, so what a client tells is believed. A wrong list
/// does little harm: it says what may be asked, and the next Register with a list sets it right.
final class ProfileLists {
  private static final int LEARNED_MAX = 1_024;
  private static final ProfileId OF_THE_TESTS = new ProfileId("6:27354b9a");
  private static final int SERVER = 1;
  private static final int DEVICE = 3;

  private final Map<ProfileId, List<SupportedObject>> learned = new Recent<>(LEARNED_MAX);

  private final Map<ProfileId, List<SupportedObject>> told =
      Map.of(OF_THE_TESTS, List.of(alone(SERVER), alone(DEVICE)));

  private static SupportedObject alone(int objectId) {
    return new SupportedObject(objectId, Optional.empty(), List.of(0));
  }

  /// All objects of the profiles and of the payload; empty where a profile is not known (4.09).
  Optional<ObjectList> resolve(List<ProfileId> ids, ObjectList payload) {
    if (ids.isEmpty()) {
      return Optional.of(payload);
    }
    boolean known = ids.stream().allMatch(id -> told.containsKey(id) || learned.containsKey(id));
    boolean whole = payload.object(SERVER).isPresent() && payload.object(DEVICE).isPresent();
    if (!known) {
      if (whole && ids.size() == 1 && ids.getFirst().isHash()) {
        learned.put(ids.getFirst(), payload.objects());
      }
      return whole ? Optional.of(payload) : Optional.empty();
    }
    SortedMap<Integer, SupportedObject> all = new TreeMap<>();
    ids.forEach(id -> list(id).forEach(object -> add(object, all)));
    payload.objects().forEach(object -> add(object, all));
    return Optional.of(
        new ObjectList(payload.alternatePath(), payload.formats(), List.copyOf(all.values())));
  }

  private List<SupportedObject> list(ProfileId id) {
    return Optional.ofNullable(told.get(id)).orElseGet(() -> learned.getOrDefault(id, List.of()));
  }

  private static void add(SupportedObject object, SortedMap<Integer, SupportedObject> all) {
    all.merge(
        object.id(),
        object,
        (before, after) -> {
          TreeSet<Integer> instances = new TreeSet<>(before.instances());
          instances.addAll(after.instances());
          return new SupportedObject(
              object.id(), after.version().or(before::version), List.copyOf(instances));
        });
  }
}
