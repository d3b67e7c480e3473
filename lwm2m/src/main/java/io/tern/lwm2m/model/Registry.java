// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.coap.Bytes;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Object definitions by id and version: those of the OMA registry, and any that are added.
///
/// Immutable to its callers and safe on any thread. A definition is unpacked when it is first asked
/// for, so a registry costs little more than its packed bytes.
public final class Registry {
  /// How many kinds of clients share their models; a client of yet another kind gets its own.
  private static final int KINDS_MAX = 1024;

  /// Knows nothing.
  public static final Registry EMPTY = new Registry(new TreeMap<>());

  private final int[] keys;
  private final Definition[] definitions;

  /// What clients of one kind share. Replaced as a whole: when two threads add at once one addition is
  /// lost, which costs a duplicate and nothing else.
  private volatile Map<Kind, Models> kinds = Map.of();

  private Registry(SortedMap<Integer, Definition> byKey) {
    keys = byKey.keySet().stream().mapToInt(Integer::intValue).toArray();
    definitions = byKey.values().toArray(Definition[]::new);
  }

  /// The definitions of the OMA registry that the build put in.
  public static Registry builtIn() {
    return BuiltIn.REGISTRY;
  }

  /// The definitions in `packed`, which [#pack] wrote.
  static Registry unpack(Bytes packed) {
    PackedModels models = new PackedModels(packed);
    SortedMap<Integer, Definition> byKey = emptyByKey();
    for (int i = 0; i < models.size(); i++) {
      byKey.put(models.key(i), new Definition(models, i));
    }
    return new Registry(byKey);
  }

  /// The compact form of `models`, for the built-in registry; of two with one id and version the later
  /// wins.
  public static Bytes pack(Collection<ObjectModel> models) {
    return PackedModels.pack(models);
  }

  /// This registry and `models`, which win over definitions of the same id and version.
  public Registry with(Collection<ObjectModel> models) {
    SortedMap<Integer, Definition> byKey = emptyByKey();
    for (int i = 0; i < keys.length; i++) {
      byKey.put(keys[i], definitions[i]);
    }
    for (ObjectModel model : models) {
      byKey.put(PackedModels.key(model.id(), model.version()), new Definition(model));
    }
    return new Registry(byKey);
  }

  /// This registry and `models`, which win over definitions of the same id and version.
  public Registry with(ObjectModel... models) {
    return with(List.of(models));
  }

  private static SortedMap<Integer, Definition> emptyByKey() {
    return new TreeMap<>(Integer::compareUnsigned);
  }

  /// How many definitions there are, each version counted.
  public int size() {
    return keys.length;
  }

  /// The ids of all objects, ascending.
  public List<Integer> ids() {
    return Arrays.stream(keys).map(key -> key >>> 16).distinct().boxed().toList();
  }

  /// The known versions of an object, ascending; empty where it is unknown.
  public List<Version> versions(int objectId) {
    List<Version> versions = new ArrayList<>();
    for (int i = floor(objectId << 16 | 0xFFFF); i >= 0 && keys[i] >>> 16 == objectId; i--) {
      versions.addFirst(new Version(keys[i] >>> 8 & 0xFF, keys[i] & 0xFF));
    }
    return versions;
  }

  /// The definition of exactly that version.
  public Optional<ObjectModel> object(int objectId, Version version) {
    int key = PackedModels.key(objectId, version);
    int index = floor(key);
    return index >= 0 && keys[index] == key ? definitions[index].get() : Optional.empty();
  }

  /// The definition of that version or, where it is unknown, of the newest minor of the same major: a
  /// minor version only adds (LwM2M 1.2 Core §7.2.2). Empty where the major is unknown.
  public Optional<ObjectModel> nearest(int objectId, Version version) {
    Optional<ObjectModel> exact = object(objectId, version);
    if (exact.isPresent()) {
      return exact;
    }
    int index = floor(objectId << 16 | version.major() << 8 | 0xFF);
    boolean sameMajor = index >= 0 && keys[index] >>> 8 == (objectId << 8 | version.major());
    return sameMajor ? definitions[index].get() : Optional.empty();
  }

  /// The newest definition of an object.
  public Optional<ObjectModel> newest(int objectId) {
    int index = floor(objectId << 16 | 0xFFFF);
    return index >= 0 && keys[index] >>> 16 == objectId
        ? definitions[index].get()
        : Optional.empty();
  }

  /// The newest definitions of the objects of that name, of which letters and digits count, upper and
  /// lower case alike; several objects may share a name.
  public List<ObjectModel> named(String name) {
    List<ObjectModel> named = new ArrayList<>();
    for (int i = 0; i < keys.length; i++) {
      boolean newest = i + 1 == keys.length || keys[i + 1] >>> 16 != keys[i] >>> 16;
      if (newest && Names.same(definitions[i].name(), name)) {
        definitions[i].get().ifPresent(named::add);
      }
    }
    return named;
  }

  /// Index of the greatest key that is at most `key`, -1 where there is none.
  private int floor(int key) {
    int low = 0;
    int high = keys.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Integer.compareUnsigned(keys[middle], key) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /// The newest definition of every object.
  public Models newest() {
    return this::newest;
  }

  /// The definitions that hold for a client: in the versions it announces, else in those its release
  /// implies, each as [#nearest] finds them. Clients that announce the same share one result.
  public Models modelsFor(Release release, ObjectList objects) {
    List<Integer> announced = new ArrayList<>();
    for (SupportedObject object : objects.objects()) {
      if (object.version().isPresent()) {
        Version version = object.version().get();
        if (!version.equals(CoreVersions.implied(release, object.id()))) {
          announced.add(PackedModels.key(object.id(), version));
        }
      }
    }
    announced.sort(Integer::compareUnsigned);
    Kind kind = new Kind(release, List.copyOf(announced));
    Models known = kinds.get(kind);
    if (known != null) {
      return known;
    }
    Models models = new ClientModels(this, kind);
    Map<Kind, Models> grown = kinds;
    if (grown.size() < KINDS_MAX) {
      grown = new HashMap<>(grown);
      grown.put(kind, models);
      kinds = Map.copyOf(grown);
    }
    return models;
  }

  /// What tells one kind of client from another.
  ///
  /// @param announced keys of the versions that are not the implied ones, ascending
  private record Kind(Release release, List<Integer> announced) {}

  /// The definitions for one kind of client.
  private static final class ClientModels implements Models {
    private static final int ANSWERS_LOG2 = 4;
    private static final int ANSWERS = 1 << ANSWERS_LOG2;

    private final Registry registry;
    private final Release release;
    private final int[] announced;

    /// The last answers, each at the place that the lowest bits of the object id tell. Written without
    /// synchronisation: an answer is immutable, and one that is lost is found again.
    private final @Nullable Answer[] answers = new Answer[ANSWERS];

    private record Answer(int objectId, Optional<ObjectModel> model) {}

    /// The resources asked for last, in the same way.
    private final @Nullable Resource[] resources = new Resource[ANSWERS];

    private record Resource(int key, @Nullable ResourceModel model) {}

    ClientModels(Registry registry, Kind kind) {
      this.registry = registry;
      this.release = kind.release();
      this.announced = kind.announced().stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public Optional<ObjectModel> object(int objectId) {
      int place = objectId & ANSWERS - 1;
      Answer answer = answers[place];
      if (answer == null || answer.objectId != objectId) {
        answer = new Answer(objectId, find(objectId));
        answers[place] = answer;
      }
      return answer.model;
    }

    @Override
    public ResourceModel resource(int objectId, int resourceId, ResourceModel otherwise) {
      int key = objectId << 16 | resourceId;
      int place = key * 0x9E37_79B9 >>> Integer.SIZE - ANSWERS_LOG2;
      Resource known = resources[place];
      if (known == null || known.key != key) {
        known = new Resource(key, find(objectId, resourceId));
        resources[place] = known;
      }
      ResourceModel model = known.model;
      return model == null ? otherwise : model;
    }

    private @Nullable ResourceModel find(int objectId, int resourceId) {
      Optional<ObjectModel> object = object(objectId);
      return object.isPresent() ? object.get().resource(resourceId).orElse(null) : null;
    }

    private Optional<ObjectModel> find(int objectId) {
      for (int key : announced) {
        if (key >>> 16 == objectId) {
          return registry.nearest(objectId, new Version(key >>> 8 & 0xFF, key & 0xFF));
        }
      }
      return registry.nearest(objectId, CoreVersions.implied(release, objectId));
    }
  }

  /// A definition, or the place to take it from.
  private static final class Definition {
    private final @Nullable PackedModels packed;
    private final int index;

    /// Written without synchronisation: its content is final, and unpacking twice does no harm.
    private @Nullable ObjectModel model;

    Definition(PackedModels packed, int index) {
      this.packed = packed;
      this.index = index;
    }

    Definition(ObjectModel model) {
      this.packed = null;
      this.index = 0;
      this.model = model;
    }

    String name() {
      return packed != null ? packed.name(index) : get().map(ObjectModel::name).orElse("");
    }

    Optional<ObjectModel> get() {
      ObjectModel known = model;
      if (known == null && packed != null) {
        known = packed.model(index);
        model = known;
      }
      return Optional.ofNullable(known);
    }
  }

  /// Loads the resource at first use.
  private static final class BuiltIn {
    static final Registry REGISTRY = load();

    private static Registry load() {
      try (InputStream resource = Registry.class.getResourceAsStream("registry.bin")) {
        if (resource == null) {
          throw new IllegalStateException("the build left out the object registry");
        }
        return unpack(Bytes.wrap(resource.readAllBytes()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
