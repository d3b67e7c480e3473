// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ResourceModel;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Notification attributes as the query of a Write-Attributes or an Observe: `pmin=10` sets, `pmin` or
/// `pmin=` unsets (LwM2M 1.2 Core §6.3.4 and §7.3.2).
public final class AttributeQuery {
  private static final Set<String> PROPERTIES = Set.of("dim", "ssid", "uri", "ver", "lwm2m");
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private AttributeQuery() {}

  /// What reading a query led to.
  public sealed interface Parsed {
    /// The query is legal for the path.
    record Ok(Attributes attributes) implements Parsed {}

    /// The query breaks a rule (4.00).
    record Bad(Malformed reason) implements Parsed {}
  }

  /// Reads the arguments of a query.
  ///
  /// Each attribute must be a NOTIFICATION attribute, named once, legal at the level of `path` and for
  /// the type of the resource there, where `models` knows it; the thresholds of one query must fit
  /// together (`lt < gt`, with a step `lt + 2 * st < gt`). A `pmax` below `pmin` is legal: it will be
  /// ignored.
  ///
  /// @param query the Uri-Query options, percent-decoded
  /// @param path what the attributes are for; the root for a composite observation
  public static Parsed parse(List<String> query, Path path, Models models) {
    Optional<ResourceModel> resource = path.depth() >= 3 ? models.resource(path) : Optional.empty();
    AttributesBuilder builder = new AttributesBuilder(Attributes.NONE);
    EnumSet<Attribute> seen = EnumSet.noneOf(Attribute.class);
    TreeSet<String> unset = new TreeSet<>();
    for (int i = 0; i < query.size(); i++) {
      String argument = query.get(i);
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      String text = equals < 0 ? "" : argument.substring(equals + 1);
      Optional<Attribute> attribute = Attribute.named(name);
      if (attribute.isEmpty()) {
        return PROPERTIES.contains(name)
            ? bad("attribute " + name, "cannot be written")
            : bad("query argument " + (i + 1), "names no attribute");
      }
      Optional<String> problem = misplaced(attribute.get(), path, resource);
      if (problem.isEmpty() && !seen.add(attribute.get())) {
        problem = Optional.of("is given twice");
      }
      if (problem.isEmpty() && text.isEmpty()) {
        unset.add(attribute.get().label);
      } else if (problem.isEmpty()) {
        problem = builder.set(attribute.get(), text);
      }
      if (problem.isPresent()) {
        return bad("attribute " + name, problem.get());
      }
    }
    return thresholdsFit(builder)
        ? new Parsed.Ok(builder.build(unset))
        : bad("attribute lt", "must be below gt, by more than twice st");
  }

  private static Optional<String> misplaced(
      Attribute attribute, Path path, Optional<ResourceModel> resource) {
    if (!attribute.fitsLevelOf(path)) {
      return Optional.of("belongs to a resource, not to " + path);
    }
    if (resource.isEmpty()) {
      return Optional.empty();
    }
    if (!resource.get().operations().readable()) {
      return Optional.of("needs a readable resource");
    }
    DataType type = resource.get().type();
    return attribute.fitsType(type)
        ? Optional.empty()
        : Optional.of("does not apply to the type " + type.registryName());
  }

  private static boolean thresholdsFit(AttributesBuilder request) {
    if (request.lt.isEmpty() || request.gt.isEmpty()) {
      return true;
    }
    BigDecimal band = request.st.orElse(BigDecimal.ZERO).multiply(TWO);
    return request.lt.get().add(band).compareTo(request.gt.get()) < 0;
  }

  private static Parsed bad(String where, String what) {
    return new Parsed.Bad(new Malformed(where, what));
  }

  /// The arguments that set and unset what `attributes` says; [#parse] reads them back.
  public static List<String> write(Attributes attributes) {
    List<String> query = new ArrayList<>();
    for (AttributeText.Entry entry : AttributeText.entries(attributes)) {
      query.add(entry.attribute().label + "=" + entry.text());
    }
    attributes.unset().stream().sorted().forEach(query::add);
    return query;
  }
}
