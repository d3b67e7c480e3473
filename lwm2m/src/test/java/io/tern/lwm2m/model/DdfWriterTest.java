// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Version;
import io.tern.spec.Spec;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DdfWriterTest {
  private static List<ObjectModel> reread(ObjectModel model) {
    Ddf ddf = DdfReader.read(DdfWriter.write(model), DdfLimits.DEFAULT);
    assertThat(ddf).isInstanceOf(Ddf.Parsed.class);
    return ((Ddf.Parsed) ddf).objects();
  }

  @Test
  @Spec({"DDF-02", "DDF-03", "DDF-04"})
  void every_definition_of_the_registry_survives_being_written_and_read() {
    Registry registry = Registry.builtIn();
    for (int id : registry.ids()) {
      for (Version version : registry.versions(id)) {
        ObjectModel model = registry.object(id, version).orElseThrow();
        assertThat(reread(model)).containsExactly(model);
      }
    }
  }

  @Test
  void what_xml_reserves_is_escaped() {
    TreeMap<Integer, ResourceModel> resources = new TreeMap<>();
    resources.put(
        1,
        new ResourceModel(
            1,
            "<a> & ]]> \"b\"",
            ResourceModel.Operations.NONE,
            true,
            true,
            DataType.UNSIGNED_INTEGER,
            "<7 to >12",
            "&amp;"));
    ObjectModel model =
        new ObjectModel(33_000, new Version(2, 1), "</Name><!--", true, true, resources);
    assertThat(reread(model)).containsExactly(model);
  }

  @Test
  @Spec("DDF-02")
  void the_urn_tells_who_registers_the_id_and_which_version() {
    Registry registry = Registry.builtIn();
    assertThat(registry.object(3, Version.V1_0).orElseThrow().urn())
        .isEqualTo("urn:oma:lwm2m:oma:3");
    assertThat(registry.object(3303, new Version(1, 1)).orElseThrow().urn())
        .isEqualTo("urn:oma:lwm2m:ext:3303:1.1");
    assertThat(registry.newest(10_243).orElseThrow().urn()).startsWith("urn:oma:lwm2m:x:10243");
  }
}
