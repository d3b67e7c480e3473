// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.lwm2m.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a path means whose object and resource may be given by name: `Device/0/Battery Level` is
/// `/3/0/9`. Instances are numbers always. Of a name count letters and digits, upper and lower case
/// alike.
public sealed interface NamedPath {
  /// It is this path.
  record Found(Path path) implements NamedPath {}

  /// Nothing has that name.
  ///
  /// @param name the segment
  /// @param near names that may have been meant, none to five
  record Unknown(String name, List<String> near) implements NamedPath {
    public Unknown {
      near = List.copyOf(near);
    }
  }

  /// Several things have that name.
  ///
  /// @param name the segment
  /// @param candidates each with its id, at least two
  record Ambiguous(String name, List<String> candidates) implements NamedPath {
    public Ambiguous {
      candidates = List.copyOf(candidates);
    }
  }

  /// It is no path: too many segments, an id that is none, a name where only a number can be.
  record Illegal(String segment) implements NamedPath {}

  /// Finds what `segments` mean to a client.
  ///
  /// @param preferred the objects that the client has: a name that one of them bears means that one
  /// @param models the definitions that hold for the client
  /// @param registry where names are looked up that none of `preferred` bears
  static NamedPath resolve(
      List<String> segments, Collection<Integer> preferred, Models models, Registry registry) {
    if (segments.size() > 4) {
      return new Illegal(segments.get(4));
    }
    Path path = Path.ROOT;
    for (int level = 0; level < segments.size(); level++) {
      String segment = segments.get(level);
      Optional<Path> id = Path.parse("/" + segment);
      if (id.isPresent() && id.get().isObject()) {
        path = path.child(id.get().objectId());
        continue;
      }
      boolean nameable = level % 2 == 0 && segment.codePoints().anyMatch(Character::isLetter);
      if (!nameable) {
        return new Illegal(segment);
      }
      NamedPath named =
          level == 0
              ? object(segment, preferred, models, registry)
              : resource(segment, path, models);
      if (!(named instanceof Found(Path found))) {
        return named;
      }
      path = found;
    }
    return new Found(path);
  }

  private static NamedPath object(
      String name, Collection<Integer> preferred, Models models, Registry registry) {
    List<ObjectModel> own =
        preferred.stream()
            .flatMap(id -> models.object(id).stream())
            .filter(model -> Names.same(model.name(), name))
            .toList();
    List<ObjectModel> named = own.isEmpty() ? registry.named(name) : own;
    return switch (named.size()) {
      case 0 -> {
        Stream<String> names =
            registry.ids().stream()
                .flatMap(id -> registry.newest(id).stream())
                .map(ObjectModel::name);
        yield new Unknown(name, Names.near(name, names));
      }
      case 1 -> new Found(Path.of(named.getFirst().id()));
      default ->
          new Ambiguous(
              name, named.stream().map(model -> model.id() + " " + model.name()).toList());
    };
  }

  private static NamedPath resource(String name, Path instance, Models models) {
    List<ResourceModel> all =
        models.object(instance.objectId()).stream()
            .flatMap(model -> model.resources().values().stream())
            .toList();
    List<ResourceModel> named =
        all.stream().filter(resource -> Names.same(resource.name(), name)).toList();
    return switch (named.size()) {
      case 0 -> new Unknown(name, Names.near(name, all.stream().map(ResourceModel::name)));
      case 1 -> new Found(instance.child(named.getFirst().id()));
      default ->
          new Ambiguous(
              name, named.stream().map(model -> model.id() + " " + model.name()).toList());
    };
  }
}
