// SPDX-License-Identifier: Apache-2.0

package io.tern.app.model;

import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import io.tern.server.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All object definitions of a server. Of one id and version an uploaded one wins over one from the
/// folder, and that over a built-in one. What is uploaded holds at once, for devices that are registered
/// already as well.
public final class ModelLibrary implements ModelSource {
  private static final int UPLOADED_MAX = 1_000;

  /// Where a definition comes from.
  public enum Origin {
    BUILT_IN,
    FOLDER,
    UPLOADED
  }

  /// What became of an upload.
  public sealed interface Added {
    /// They hold now.
    record Done() implements Added {}

    /// One was uploaded before, and was not to be replaced.
    record Exists(ObjectModel model) implements Added {}

    /// There would be too many.
    record TooMany(int max) implements Added {}

    /// They could not be saved; nothing has changed for the devices.
    record NotSaved(String why) implements Added {}
  }

  /// What became of a removal.
  public enum Removed {
    DONE,
    UNKNOWN,
    NOT_UPLOADED,
    NOT_SAVED
  }

  private record Key(int id, Version version) {
    static Key of(ObjectModel model) {
      return new Key(model.id(), model.version());
    }
  }

  /// @param registry all definitions
  /// @param uploaded those that were uploaded
  /// @param skipped the files among those of uploads that define nothing
  private record State(
      Registry registry, Map<Key, ObjectModel> uploaded, List<SkippedFile> skipped) {}

  private final Registry base;
  private final Set<Key> fromFolder;
  private final List<String> warnings;
  private final Optional<Path> saved;
  private final Object writing = new Object();
  private volatile State state;

  private ModelLibrary(
      Registry base,
      Set<Key> fromFolder,
      List<String> warnings,
      Optional<Path> saved,
      Map<Key, ObjectModel> uploaded,
      List<SkippedFile> skipped) {
    this.base = base;
    this.fromFolder = fromFolder;
    this.warnings = warnings;
    this.saved = saved;
    this.state = new State(base.with(uploaded.values()), uploaded, skipped);
  }

  /// Reads the definitions. A file that is none is refused where the operator put it, and skipped among what
  /// was uploaded: a later version may know more rules than the one that took it.
  ///
  /// @param folder of the operator, which is only read
  /// @param saved where uploads are kept, empty to forget them at the end
  public static Read<ModelLibrary> load(Optional<Path> folder, Optional<Path> saved) {
    Read<ModelFolder.Found> own = read(folder, "models.dir", false);
    if (own instanceof Read.Bad<ModelFolder.Found>(String sentence)) {
      return new Read.Bad<>(sentence);
    }
    Read<ModelFolder.Found> uploaded = read(saved.filter(Files::isDirectory), "data.dir", true);
    if (uploaded instanceof Read.Bad<ModelFolder.Found>(String sentence)) {
      return new Read.Bad<>(sentence);
    }
    ModelFolder.Found found = ((Read.Ok<ModelFolder.Found>) own).value();
    ModelFolder.Found kept = ((Read.Ok<ModelFolder.Found>) uploaded).value();
    Set<Key> keys = new HashSet<>();
    found.models().forEach(model -> keys.add(Key.of(model)));
    Map<Key, ObjectModel> byKey = new LinkedHashMap<>();
    kept.models().forEach(model -> byKey.put(Key.of(model), model));
    Registry base = Registry.builtIn().with(found.models());
    return new Read.Ok<>(
        new ModelLibrary(base, keys, found.warnings(), saved, byKey, kept.skipped()));
  }

  private static Read<ModelFolder.Found> read(Optional<Path> folder, String key, boolean skipping) {
    return folder
        .map(path -> ModelFolder.read(path, key, skipping))
        .orElseGet(() -> new Read.Ok<>(ModelFolder.Found.NOTHING));
  }

  /// What files of the operator's folder do against the rules and are let through, a sentence for each.
  public List<String> warnings() {
    return warnings;
  }

  /// The files of uploads that define nothing, until they are uploaded again or deleted.
  public List<SkippedFile> skipped() {
    return state.skipped();
  }

  /// All definitions, as they are now.
  public Registry registry() {
    return state.registry();
  }

  /// Whether uploads survive a restart.
  public boolean saves() {
    return saved.isPresent();
  }

  /// Where the definition of that id and version, which is known, comes from.
  public Origin origin(ObjectModel model) {
    Key key = Key.of(model);
    if (state.uploaded().containsKey(key)) {
      return Origin.UPLOADED;
    }
    return fromFolder.contains(key) ? Origin.FOLDER : Origin.BUILT_IN;
  }

  /// Adds definitions, all or none. On disk when this returns, where uploads are kept.
  ///
  /// @param replacing whether those that were uploaded before may be replaced
  public Added add(List<ObjectModel> models, boolean replacing) {
    synchronized (writing) {
      Map<Key, ObjectModel> uploaded = new LinkedHashMap<>(state.uploaded());
      for (ObjectModel model : models) {
        if (uploaded.put(Key.of(model), model) != null && !replacing) {
          return new Added.Exists(model);
        }
      }
      if (uploaded.size() > UPLOADED_MAX) {
        return new Added.TooMany(UPLOADED_MAX);
      }
      if (saved.isPresent()) {
        try {
          for (ObjectModel model : models) {
            ModelFolder.save(saved.get(), model);
          }
        } catch (IOException e) {
          return new Added.NotSaved(String.valueOf(e.getMessage()));
        }
      }
      replace(uploaded, without(models.stream().map(Key::of).toList()));
      return new Added.Done();
    }
  }

  /// Takes an uploaded definition, or its file that defines nothing, away; what it had replaced holds again.
  public Removed remove(int id, Version version) {
    synchronized (writing) {
      Map<Key, ObjectModel> uploaded = new LinkedHashMap<>(state.uploaded());
      Key key = new Key(id, version);
      List<SkippedFile> skipped = without(List.of(key));
      if (uploaded.remove(key) == null && skipped.size() == state.skipped().size()) {
        boolean known = state.registry().object(id, version).isPresent();
        return known ? Removed.NOT_UPLOADED : Removed.UNKNOWN;
      }
      if (saved.isPresent()) {
        try {
          ModelFolder.delete(saved.get(), id, version);
        } catch (IOException e) {
          return Removed.NOT_SAVED;
        }
      }
      replace(uploaded, skipped);
      return Removed.DONE;
    }
  }

  /// The skipped files but those of `keys`.
  private List<SkippedFile> without(List<Key> keys) {
    return state.skipped().stream()
        .filter(
            file ->
                saved.isEmpty()
                    || keys.stream()
                        .map(key -> ModelFolder.file(saved.get(), key.id(), key.version()))
                        .noneMatch(file.file()::equals))
        .toList();
  }

  private void replace(Map<Key, ObjectModel> uploaded, List<SkippedFile> skipped) {
    state = new State(base.with(uploaded.values()), Collections.unmodifiableMap(uploaded), skipped);
  }

  @Override
  public Models models(Release release, ObjectList objects) {
    return new Current(release, objects);
  }

  /// The definitions for one kind of client, found anew when definitions have come or gone.
  private final class Current implements Models {
    private record Found(Registry registry, Models models) {}

    private final Release release;
    private final ObjectList objects;
    private volatile Found found;

    Current(Release release, ObjectList objects) {
      this.release = release;
      this.objects = objects;
      this.found = find(state.registry());
    }

    private Found find(Registry registry) {
      return new Found(registry, registry.modelsFor(release, objects));
    }

    @Override
    public Optional<ObjectModel> object(int objectId) {
      Found known = found;
      Registry now = state.registry();
      if (!known.registry().equals(now)) {
        known = find(now);
        found = known;
      }
      return known.models().object(objectId);
    }
  }
}
