// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import static io.tern.app.rest.http.Method.DELETE;
import static io.tern.app.rest.http.Method.GET;
import static io.tern.app.rest.http.Method.POST;
import static io.tern.app.rest.http.Method.PUT;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.model.ModelLibrary;
import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.ProblemKind;
import io.tern.app.rest.http.Reply;
import io.tern.app.rest.http.Route;
import io.tern.app.rest.json.ModelJson;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.model.Ddf;
import io.tern.lwm2m.model.DdfLimits;
import io.tern.lwm2m.model.DdfReader;
import io.tern.lwm2m.model.DdfWriter;
import io.tern.lwm2m.model.NamedPath;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The object definitions: show, upload, delete (LwM2M 1.2 Core §7.2, appendix D).
final class ModelRoutes {
  private static final String MODELS = Api.ROOT + "/models";
  private static final String XML = "application/xml; charset=utf-8";

  private final ModelLibrary library;

  ModelRoutes(ModelLibrary library) {
    this.library = library;
  }

  List<Route> routes() {
    return List.of(
        new Route(GET, MODELS, Set.of("q", "origin"), Route.Body.NONE, this::list),
        new Route(POST, MODELS, Set.of(), Route.Body.XML, call -> upload(call, false)),
        new Route(PUT, MODELS, Set.of(), Route.Body.XML, call -> upload(call, true)),
        new Route(GET, MODELS + "/{object}", Set.of("as"), Route.Body.NONE, this::newest),
        new Route(GET, MODELS + "/{object}/{version}", Set.of("as"), Route.Body.NONE, this::one),
        new Route(DELETE, MODELS + "/{object}/{version}", Set.of(), Route.Body.NONE, this::delete));
  }

  private Reply list(Call call) {
    String part = call.query().value("q").orElse("").toLowerCase(Locale.ROOT);
    Optional<String> origin = call.query().value("origin");
    if (origin.isPresent() && !ModelJson.ORIGINS.contains(origin.get())) {
      return Reply.problem(
          Problem.invalid("origin", "must be one of " + String.join(", ", ModelJson.ORIGINS)));
    }
    Registry registry = library.registry();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode items = json.putArray("items");
    for (int id : registry.ids()) {
      for (Version version : registry.versions(id)) {
        registry
            .object(id, version)
            .filter(model -> model.name().toLowerCase(Locale.ROOT).contains(part))
            .filter(model -> origin.isEmpty() || origin.get().equals(origin(model)))
            .ifPresent(model -> items.add(ModelJson.summary(model, origin(model))));
      }
    }
    ArrayNode skipped = json.putArray("skipped");
    library.skipped().forEach(file -> skipped.add(ModelJson.skipped(file)));
    return Reply.ok(json);
  }

  private String origin(ObjectModel model) {
    return ModelJson.origin(library.origin(model));
  }

  private Reply newest(Call call) {
    return objectId(call).then(id -> found(id, Optional.empty())).reply(model -> show(call, model));
  }

  private Reply one(Call call) {
    return objectId(call)
        .then(id -> version(call).then(version -> found(id, Optional.of(version))))
        .reply(model -> show(call, model));
  }

  private Reply show(Call call, ObjectModel model) {
    Optional<String> as = call.query().value("as");
    if (as.isEmpty() || as.get().equals("json")) {
      return Reply.ok(ModelJson.whole(model, origin(model)));
    }
    return as.get().equals("ddf")
        ? new Reply.Text(200, XML, DdfWriter.write(model).utf8())
        : Reply.problem(Problem.invalid("as", "must be json or ddf"));
  }

  private Checked<ObjectModel> found(int id, Optional<Version> version) {
    Registry registry = library.registry();
    return version
        .map(exact -> registry.object(id, exact))
        .orElseGet(() -> registry.newest(id))
        .map(Checked::ok)
        .orElseGet(() -> Checked.refused(unknown(id, version)));
  }

  private Problem unknown(int id, Optional<Version> version) {
    List<String> known = library.registry().versions(id).stream().map(Version::toString).toList();
    String wanted = "object " + id + version.map(exact -> " in version " + exact).orElse("");
    return Problem.of(
            ProblemKind.UNKNOWN_MODEL,
            "no definition of "
                + wanted
                + (known.isEmpty()
                    ? "; POST its definition file to " + MODELS
                    : "; known are " + known))
        .with("candidates", known);
  }

  private Checked<Integer> objectId(Call call) {
    Registry registry = library.registry();
    NamedPath named =
        NamedPath.resolve(List.of(call.path("object")), List.of(), registry.newest(), registry);
    return named instanceof NamedPath.Illegal
        ? Checked.refused(
            Problem.invalid("object", "must be an id from 0 to 65534, or the name of an object"))
        : Target.named(named).map(Path::objectId);
  }

  private static Checked<Version> version(Call call) {
    return Version.parse(call.path("version"))
        .map(Checked::ok)
        .orElseGet(
            () -> Checked.refused(Problem.invalid("version", "must be a version such as 1.1")));
  }

  private Reply upload(Call call, boolean replacing) {
    return switch (DdfReader.read(call.xml(), DdfLimits.DEFAULT)) {
      case Ddf.Broken(int line, var reason) ->
          Reply.problem(
              Problem.of(ProblemKind.MALFORMED_MODEL, "line " + line + ": " + reason.what())
                  .with("line", line));
      case Ddf.Parsed(List<ObjectModel> models, List<Ddf.Warning> warnings) ->
          added(models, warnings, library.add(models, replacing));
    };
  }

  private Reply added(
      List<ObjectModel> models, List<Ddf.Warning> warnings, ModelLibrary.Added added) {
    return switch (added) {
      case ModelLibrary.Added.Done() -> {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("saved", library.saves());
        ArrayNode items = json.putArray("items");
        models.forEach(model -> items.add(ModelJson.summary(model, origin(model))));
        ArrayNode told = json.putArray("warnings");
        warnings.forEach(warning -> told.add(ModelJson.warning(warning)));
        ObjectModel first = models.getFirst();
        LinkedHashMap<String, String> headers = new LinkedHashMap<>();
        headers.put("Location", MODELS + "/" + first.id() + "/" + first.version());
        yield new Reply.Json(201, headers, json);
      }
      case ModelLibrary.Added.Exists(ObjectModel model) ->
          Reply.problem(
              Problem.of(
                  ProblemKind.MODEL_EXISTS,
                  "object " + model.id() + " in version " + model.version() + " is there already"));
      case ModelLibrary.Added.TooMany(int max) ->
          Reply.problem(
              Problem.of(
                  ProblemKind.OVERLOADED, "there would be more than " + max + " uploaded models"));
      case ModelLibrary.Added.NotSaved(String why) ->
          Reply.problem(Problem.of(ProblemKind.NOT_SAVED, why));
    };
  }

  private Reply delete(Call call) {
    return objectId(call)
        .then(id -> version(call).then(version -> removed(id, version)))
        .reply(done -> Reply.done());
  }

  private Checked<ModelLibrary.Removed> removed(int id, Version version) {
    ModelLibrary.Removed removed = library.remove(id, version);
    return switch (removed) {
      case DONE -> Checked.ok(removed);
      case UNKNOWN -> Checked.refused(unknown(id, Optional.of(version)));
      case NOT_UPLOADED ->
          Checked.refused(
              Problem.of(
                  ProblemKind.MODEL_NOT_UPLOADED,
                  "object " + id + " in version " + version + " was not uploaded"));
      case NOT_SAVED ->
          Checked.refused(Problem.of(ProblemKind.NOT_SAVED, "its file could not be deleted"));
    };
  }
}
