// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import io.tern.peers.Options;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.leshan.core.LwM2m.LwM2mVersion;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.model.ResourceModel.Operations;

/// The object models of the Leshan peers: Leshan's own core objects, Temperature (3303), Leshan's
/// test object (3442), and with `--models DIRECTORY` the DDF files there.
final class Models {

  static final int TEMPERATURE = 3303;
  static final int TEST_OBJECT = 3442;

  static final int SENSOR_VALUE = 5700;
  static final int MIN_MEASURED = 5601;
  static final int MAX_MEASURED = 5602;
  static final int RESET_MIN_MAX = 5605;

  private static final String OPTION = "models";
  private static final ResourceModel.Type[] TEST_TYPES = {
    ResourceModel.Type.STRING,
    ResourceModel.Type.INTEGER,
    ResourceModel.Type.FLOAT,
    ResourceModel.Type.BOOLEAN,
    ResourceModel.Type.OPAQUE,
    ResourceModel.Type.TIME,
    ResourceModel.Type.OBJLNK,
    ResourceModel.Type.CORELINK
  };

  private Models() {}

  /// One version of each object: what a client of this LwM2M version offers.
  static List<ObjectModel> ofClient(LwM2mVersion version) {
    List<ObjectModel> models = new ArrayList<>(ObjectLoader.loadDefault(version));
    // Leshan reads its own Security object by the latest model; no server ever sees it.
    models.removeIf(model -> model.id == LwM2mId.SECURITY);
    ObjectLoader.loadDefault().stream()
        .filter(model -> model.id == LwM2mId.SECURITY)
        .forEach(models::add);
    models.add(temperature("1.0"));
    models.add(testObject());
    return models;
  }

  /// Every known version of each object: what a server understands.
  static List<ObjectModel> ofServer(Options options) {
    List<ObjectModel> models = new ArrayList<>(ObjectLoader.loadAllDefault());
    models.add(temperature("1.0"));
    models.add(temperature("1.1"));
    models.add(testObject());
    options
        .value(OPTION)
        .map(File::new)
        .ifPresent(directory -> models.addAll(ObjectLoader.loadObjectsFromDir(directory)));
    return models;
  }

  private static ObjectModel temperature(String version) {
    return new ObjectModel(
        TEMPERATURE,
        "Temperature",
        "",
        version,
        true,
        false,
        resource(MIN_MEASURED, "Min Measured Value", Operations.R, ResourceModel.Type.FLOAT),
        resource(MAX_MEASURED, "Max Measured Value", Operations.R, ResourceModel.Type.FLOAT),
        resource(5603, "Min Range Value", Operations.R, ResourceModel.Type.FLOAT),
        resource(5604, "Max Range Value", Operations.R, ResourceModel.Type.FLOAT),
        resource(
            RESET_MIN_MAX,
            "Reset Min and Max Measured Values",
            Operations.E,
            ResourceModel.Type.NONE),
        resource(SENSOR_VALUE, "Sensor Value", Operations.R, ResourceModel.Type.FLOAT),
        resource(5701, "Sensor Units", Operations.R, ResourceModel.Type.STRING));
  }

  private static ObjectModel testObject() {
    List<ResourceModel> resources = new ArrayList<>();
    resources.add(resource(0, "Reset values", Operations.E, ResourceModel.Type.NONE));
    resources.add(resource(1, "Randomize values", Operations.E, ResourceModel.Type.NONE));
    resources.add(resource(2, "Clear values", Operations.E, ResourceModel.Type.NONE));
    resources.add(resource(3, "Exec With Arguments", Operations.E, ResourceModel.Type.NONE));
    resources.add(multiple(4, "Arguments", Operations.R, ResourceModel.Type.STRING));
    resources.add(resource(5, "Send", Operations.E, ResourceModel.Type.NONE));
    resources.add(multiple(6, "Paths to send", Operations.RW, ResourceModel.Type.STRING));
    for (int i = 0; i < TEST_TYPES.length; i++) {
      addBoth(resources, 110 + 10 * i, TEST_TYPES[i]);
    }
    addBoth(resources, 125, ResourceModel.Type.UNSIGNED_INTEGER);
    return new ObjectModel(
        TEST_OBJECT, "LWM2M v1.1 Test Object", "", "1.0", true, false, resources);
  }

  private static void addBoth(List<ResourceModel> resources, int id, ResourceModel.Type type) {
    resources.add(resource(id, type + " Value", Operations.RW, type));
    resources.add(multiple(1000 + id, "Multiple " + type + " Value", Operations.RW, type));
  }

  private static ResourceModel resource(
      int id, String name, Operations operations, ResourceModel.Type type) {
    return new ResourceModel(id, name, operations, false, false, type, "", "", "");
  }

  private static ResourceModel multiple(
      int id, String name, Operations operations, ResourceModel.Type type) {
    return new ResourceModel(id, name, operations, true, false, type, "", "", "");
  }
}
