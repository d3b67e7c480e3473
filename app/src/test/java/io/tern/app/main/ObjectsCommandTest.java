// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.lwm2m.model.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectsCommandTest {
  @Test
  void lists_everything_with_counts() {
    Cli.Run run = Cli.run("objects");
    Registry registry = Registry.builtIn();
    assertThat(run.exit()).isEqualTo(Exit.OK);
    assertThat(run.out())
        .contains("3  1.0    Device")
        .endsWith(
            registry.ids().size()
                + " objects, "
                + registry.size()
                + " definitions"
                + System.lineSeparator());
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "/3", "device", "Device"})
  void shows_an_object_by_id_or_name(String wanted) {
    Cli.Run run = Cli.run("objects", wanted);
    assertThat(run.exit()).isEqualTo(Exit.OK);
    assertThat(run.out())
        .startsWith("3 Device, version 1.2")
        .contains("versions [1.0, 1.1, 1.2]")
        .contains("9  R   Integer           Battery Level, 0..100 in /100")
        .contains("4  E                     Reboot, mandatory")
        .contains("6  R   Integer           Available Power Sources [..], 0..7");
  }

  @Test
  void shows_one_resource_and_another_version() {
    assertThat(Cli.run("objects", "3303/5700").out())
        .contains("5700  R   Float             Sensor Value, mandatory")
        .doesNotContain("5701");
    assertThat(Cli.run("objects", "temperature/sensor-value").out()).contains("5700");
    assertThat(Cli.run("objects", "3", "--object-version", "1.0").out())
        .startsWith("3 Device, version 1.0");
  }

  @Test
  void finds_objects_by_a_part_of_their_name() {
    Cli.Run run = Cli.run("objects", "connectivity");
    assertThat(run.exit()).isEqualTo(Exit.OK);
    assertThat(run.out()).contains("Connectivity Monitoring").contains("Connectivity Statistics");
    assertThat(run.out()).doesNotContain("Temperature");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "location | \"location\" may be 6 Location, 3336 Location.",
        "45000 | no definition of object 45000; to add its definition file, put it into the folder"
            + " of --models.",
        "3/999 | no definition of resource 999.",
        "3/batery-level | nothing is called \"batery-level\"; near are Battery Level.",
        "3/0/9 | \"3/0/9\" is not OBJECT or OBJECT/RESOURCE.",
        "70000 | \"70000\" is neither an id from 0 to 65534 nor a name.",
        "qqqqqqqqqqqq | nothing is called \"qqqqqqqqqqqq\"."
      })
  void what_is_not_there_is_named_in_one_sentence(String wanted, String sentence) {
    Cli.Run run = Cli.run("objects", wanted);
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains(sentence);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void bad_options_are_refused() {
    assertThat(Cli.run("objects", "--object-version", "1.0").exit()).isEqualTo(Exit.USAGE);
    assertThat(Cli.run("objects", "3", "--object-version", "new").err())
        .contains("--object-version");
    assertThat(Cli.run("objects", "3", "--object-version", "9.9").err())
        .contains("no definition of object 3 in version 9.9.");
    assertThat(Cli.run("objects", "--models", "/does/not/exist").err())
        .contains("models.dir: the folder /does/not/exist cannot be read.");
  }

  @Test
  void a_file_that_is_wrong_is_told_with_file_and_line(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.xml"), RestModelsTest.ddf(33_200, "1.0", "Good", ""));
    assertThat(Cli.run("objects", "--models", folder.toString(), "good").out())
        .startsWith("33200 Good, version 1.0");
    Files.writeString(
        folder.resolve("b.xml"),
        RestModelsTest.ddf(33_201, "1.0", "Bad", "").replace("Single", "Some"));
    Cli.Run run = Cli.run("objects", "--models", folder.toString());
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err())
        .contains("b.xml, line ")
        .contains("MultipleInstances of Item 0 is \"Some\", must be Single, Multiple");
  }
}
