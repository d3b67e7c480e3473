// SPDX-License-Identifier: Apache-2.0

package io.tern.app.demo;

import io.tern.client.object.ObjectInstance;
import io.tern.client.object.Temperature;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The kinds of simulated devices.
final class DemoKinds {
  private static final int HUMIDITY = 3304;
  private static final int ILLUMINANCE = 3301;
  private static final int POWER = 3305;
  private static final int LIGHT = 3311;
  private static final int VOLTAGE = 3316;
  private static final int LOCATION = 6;

  private static final int ACTIVE_POWER = 5800;
  private static final int CUMULATIVE_POWER = 5805;
  private static final int RESET_CUMULATIVE = 5822;
  private static final int SENSOR_VALUE = 5700;
  private static final int SENSOR_UNITS = 5701;
  private static final int ON_OFF = 5850;
  private static final int DIMMER = 5851;

  private static final int LATITUDE = 0;
  private static final int LONGITUDE = 1;
  private static final int TIMESTAMP = 5;
  private static final int SPEED = 6;

  private static final double SECONDS_PER_HOUR = 3_600;
  private static final double METRES_PER_DEGREE = 111_320;

  private final Registry registry;
  private final Supplier<Instant> clock;
  private final RandomGenerator random;

  /// @param clock the time that devices tell
  /// @param random makes each device a little different
  DemoKinds(Registry registry, Supplier<Instant> clock, RandomGenerator random) {
    this.registry = registry;
    this.clock = clock;
    this.random = random;
  }

  private ObjectModel model(int id) {
    return registry
        .newest(id)
        .orElseThrow(() -> new IllegalStateException("no definition of object " + id));
  }

  /// An electricity meter: power that follows the day, energy that grows, voltage that wanders.
  DemoDevice meter(String endpoint) {
    double load = 200 + random.nextInt(800);
    Drift voltage = new Drift(random, 230, 225, 236, 0.4);
    double[] energyWattHours = {random.nextInt(1_000_000)};
    ObjectInstance power =
        ObjectInstance.of(model(POWER), 0)
            .holding(ACTIVE_POWER, load)
            .holding(CUMULATIVE_POWER, energyWattHours[0]);
    power.executing(
        RESET_CUMULATIVE,
        arguments -> {
          energyWattHours[0] = 0;
          power.set(CUMULATIVE_POWER, 0.0);
        });
    ObjectInstance volts =
        ObjectInstance.of(model(VOLTAGE), 0)
            .holding(SENSOR_VALUE, voltage.value())
            .holding(SENSOR_UNITS, "V");
    return new DemoDevice(
        endpoint,
        "Meter E1",
        List.of(power, volts),
        seconds -> {
          double watts = load * (1 + 0.3 * Math.sin(seconds / 40.0)) + random.nextDouble(25);
          energyWattHours[0] += watts / SECONDS_PER_HOUR;
          power.set(ACTIVE_POWER, rounded(watts, 10));
          power.set(CUMULATIVE_POWER, rounded(energyWattHours[0], 1_000));
          volts.set(SENSOR_VALUE, rounded(voltage.next(), 10));
        });
  }

  /// A street light: it can be switched and dimmed, and measures how bright it is.
  DemoDevice light(String endpoint) {
    Drift daylight = new Drift(random, 400, 5, 900, 15);
    ObjectInstance light =
        ObjectInstance.of(model(LIGHT), 0).holding(ON_OFF, true).holding(DIMMER, 80);
    ObjectInstance sensor =
        ObjectInstance.of(model(ILLUMINANCE), 0)
            .holding(SENSOR_VALUE, daylight.value())
            .holding(SENSOR_UNITS, "lx");
    return new DemoDevice(
        endpoint,
        "Light L2",
        List.of(light, sensor),
        seconds -> sensor.set(SENSOR_VALUE, rounded(daylight.next(), 10)));
  }

  /// A room sensor: temperature with its extremes, and humidity.
  DemoDevice climate(String endpoint) {
    Drift celsius = new Drift(random, 18 + random.nextInt(6), 5, 35, 0.15);
    Drift percent = new Drift(random, 45, 20, 80, 0.4);
    ObjectInstance temperature = Temperature.instance(0, rounded(celsius.value(), 100));
    ObjectInstance humidity =
        ObjectInstance.of(model(HUMIDITY), 0)
            .holding(SENSOR_VALUE, percent.value())
            .holding(SENSOR_UNITS, "%RH");
    return new DemoDevice(
        endpoint,
        "Climate C3",
        List.of(temperature, humidity),
        seconds -> {
          temperature.set(Temperature.SENSOR_VALUE, rounded(celsius.next(), 100));
          humidity.set(SENSOR_VALUE, rounded(percent.next(), 10));
        });
  }

  /// A tracker that drives around, with the temperature of its cargo.
  DemoDevice tracker(String endpoint) {
    Drift celsius = new Drift(random, 4, 1, 8, 0.1);
    Drift metresPerSecond = new Drift(random, 12, 0, 25, 1);
    double[] place = {48 + random.nextDouble(4), 8 + random.nextDouble(4)};
    double heading = random.nextDouble(2 * Math.PI);
    ObjectInstance location =
        ObjectInstance.of(model(LOCATION), 0)
            .holding(LATITUDE, rounded(place[0], 1_000_000))
            .holding(LONGITUDE, rounded(place[1], 1_000_000))
            .holding(SPEED, metresPerSecond.value())
            .holding(TIMESTAMP, now());
    ObjectInstance temperature = Temperature.instance(0, rounded(celsius.value(), 100));
    return new DemoDevice(
        endpoint,
        "Tracker T4",
        List.of(location, temperature),
        seconds -> {
          double speed = metresPerSecond.next();
          double direction = heading + seconds / 60.0;
          place[0] += speed * Math.cos(direction) / METRES_PER_DEGREE;
          place[1] += speed * Math.sin(direction) / METRES_PER_DEGREE;
          location.set(LATITUDE, rounded(place[0], 1_000_000));
          location.set(LONGITUDE, rounded(place[1], 1_000_000));
          location.set(SPEED, rounded(speed, 10));
          location.set(TIMESTAMP, now());
          temperature.set(Temperature.SENSOR_VALUE, rounded(celsius.next(), 100));
        });
  }

  /// Time resources have whole seconds.
  private Instant now() {
    return clock.get().truncatedTo(ChronoUnit.SECONDS);
  }

  private static double rounded(double value, double steps) {
    return Math.rint(value * steps) / steps;
  }

  /// A value that wanders between two bounds.
  private static final class Drift {
    private final RandomGenerator random;
    private final double least;
    private final double greatest;
    private final double step;
    private double value;

    Drift(RandomGenerator random, double value, double least, double greatest, double step) {
      this.random = random;
      this.value = value;
      this.least = least;
      this.greatest = greatest;
      this.step = step;
    }

    double value() {
      return value;
    }

    double next() {
      value = Math.clamp(value + random.nextDouble(-step, step), least, greatest);
      return value;
    }
  }
}
