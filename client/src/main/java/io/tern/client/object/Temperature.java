// SPDX-License-Identifier: Apache-2.0

package io.tern.client.object;

import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.node.Node;
import java.util.Optional;

/// The IPSO Temperature object (3303), which remembers the least and the greatest value measured since
/// the last reset. Set [#SENSOR_VALUE] when there is a new measurement.
public final class Temperature {
  /// The object id.
  public static final int ID = 3303;

  /// Its definition.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  public static final int MIN_MEASURED_VALUE = 5601;
  public static final int MAX_MEASURED_VALUE = 5602;
  public static final int MIN_RANGE_VALUE = 5603;
  public static final int MAX_RANGE_VALUE = 5604;
  public static final int RESET_MIN_MAX = 5605;
  public static final int SENSOR_VALUE = 5700;
  public static final int SENSOR_UNITS = 5701;

  private Temperature() {}

  /// A thermometer that shows `celsius`.
  public static ObjectInstance instance(int id, double celsius) {
    return ObjectInstance.of(MODEL, id)
        .holding(SENSOR_VALUE, celsius)
        .holding(SENSOR_UNITS, "Cel")
        .holding(MIN_MEASURED_VALUE, celsius)
        .holding(MAX_MEASURED_VALUE, celsius)
        .with(SENSOR_VALUE, behaviour -> behaviour.withFollower(Temperature::onMeasured))
        .with(
            RESET_MIN_MAX,
            behaviour -> behaviour.withReflex(Behaviour.Reflex.of(Temperature::reset)));
  }

  private static void onMeasured(Behaviour.Held held, Node.ResourceNode measured) {
    double celsius = number(Optional.of(measured)).orElse(Double.NaN);
    if (!(number(held.content(MIN_MEASURED_VALUE)).orElse(celsius + 1) <= celsius)) {
      held.put(node(MIN_MEASURED_VALUE, celsius));
    }
    if (!(number(held.content(MAX_MEASURED_VALUE)).orElse(celsius - 1) >= celsius)) {
      held.put(node(MAX_MEASURED_VALUE, celsius));
    }
  }

  private static void reset(Behaviour.Held held) {
    number(held.content(SENSOR_VALUE))
        .ifPresent(
            celsius -> {
              held.put(node(MIN_MEASURED_VALUE, celsius));
              held.put(node(MAX_MEASURED_VALUE, celsius));
            });
  }

  private static Optional<Double> number(Optional<Node.ResourceNode> content) {
    return content.flatMap(
        node ->
            node instanceof Node.SingleResource(int id, Value.Real(double number))
                ? Optional.of(number)
                : Optional.empty());
  }

  private static Node.SingleResource node(int resourceId, double number) {
    return new Node.SingleResource(resourceId, new Value.Real(number));
  }
}
