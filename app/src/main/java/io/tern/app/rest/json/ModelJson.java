// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.model.ModelLibrary;
import io.tern.app.model.SkippedFile;
import io.tern.lwm2m.model.Ddf;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Range;
import io.tern.lwm2m.model.ResourceModel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Object definitions as documents.
public final class ModelJson {
  /// How origins are written.
  public static final List<String> ORIGINS =
      Arrays.stream(ModelLibrary.Origin.values()).map(ModelJson::origin).toList();

  private ModelJson() {}

  /// How an origin is written.
  public static String origin(ModelLibrary.Origin origin) {
    return origin.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// What a list shows.
  public static ObjectNode summary(ObjectModel model, String origin) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", model.id());
    json.put("version", model.version().toString());
    json.put("name", model.name());
    json.put("origin", origin);
    return json;
  }

  /// A rule that an uploaded file breaks and is let through with.
  public static ObjectNode warning(Ddf.Warning warning) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("line", warning.line());
    json.put("rule", warning.leniency().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.put("detail", warning.what());
    return json;
  }

  /// A file of an uploaded definition that defines nothing.
  public static ObjectNode skipped(SkippedFile skipped) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("file", skipped.file().getFileName().toString());
    json.put("line", skipped.line());
    json.put("detail", skipped.what());
    return json;
  }

  /// The whole definition; `allowed` is the range as it was understood.
  public static ObjectNode whole(ObjectModel model, String origin) {
    ObjectNode json = summary(model, origin);
    json.put("urn", model.urn());
    json.put("leastRelease", model.leastRelease().toString());
    json.put("multiple", model.multiple());
    json.put("mandatory", model.mandatory());
    ObjectNode resources = json.putObject("resources");
    model
        .resources()
        .forEach((id, resource) -> resources.set(Integer.toString(id), resource(resource)));
    return json;
  }

  private static ObjectNode resource(ResourceModel resource) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    boolean none = resource.operations() == ResourceModel.Operations.NONE;
    json.put("name", resource.name());
    json.put("operations", none ? "" : resource.operations().name());
    json.put("multiple", resource.multiple());
    json.put("mandatory", resource.mandatory());
    if (!resource.operations().executable()) {
      json.put("type", TypeNames.of(resource.type()));
    }
    if (!resource.range().isEmpty()) {
      json.put("range", resource.range());
    }
    Range.of(resource).ifPresent(range -> json.put("allowed", range.toString()));
    if (!resource.units().isEmpty()) {
      json.put("units", resource.units());
    }
    return json;
  }
}
