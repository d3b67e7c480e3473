// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Holds the compiled code of every module to the architecture.
class ArchitectureTest {
  private static final CodeBase CODE = CodeBase.here();
  private static JavaClasses compiled;

  @BeforeAll
  static void import_every_module() {
    List<Path> folders = CODE.modules().stream().map(CODE::classes).toList();
    compiled = new ClassFileImporter().importPaths(folders);
  }

  @Test
  void sees_every_type_of_every_module_and_no_other() {
    var inSources = new TreeSet<String>();
    CODE.modules().forEach(module -> inSources.addAll(CODE.typesInSources(module)));
    var inClasses = new TreeSet<String>();
    for (JavaClass type : compiled) {
      if (!type.getName().contains("$") && !type.getSimpleName().endsWith("-info")) {
        inClasses.add(type.getName());
      }
    }
    assertThat(inClasses)
        .as("compiled types (stale or missing classes: build from clean)")
        .containsExactlyInAnyOrderElementsOf(inSources);
  }

  @Test
  void knows_the_arrows_of_every_module() {
    assertThat(ArchitectureRules.ARROWS).containsKeys(CODE.modules().toArray(String[]::new));
  }

  @Test
  void modules_use_only_the_modules_they_may() {
    ArchitectureRules.moduleGraph().check(compiled);
  }

  @Test
  void packages_have_no_cycles() {
    ArchitectureRules.noPackageCycles().check(compiled);
  }

  @Test
  void pure_modules_have_no_sockets_threads_locks_files_or_logs() {
    ArchitectureRules.pureModules().check(compiled);
  }

  @Test
  void only_net_and_programs_read_clocks_and_roll_dice() {
    ArchitectureRules.noAmbientTimeOrChance().check(compiled);
  }

  @Test
  void words_know_no_part() {
    ArchitectureRules.wordsKnowNoPart().check(compiled);
  }

  @Test
  void nobody_inside_a_module_knows_its_engine() {
    ArchitectureRules.nobodyKnowsTheEngine().check(compiled);
  }

  @Test
  void one_package_of_lwm2m_maps_to_coap() {
    ArchitectureRules.onePackageMapsToCoap().check(compiled);
  }

  @Test
  void one_package_of_app_serves_rest() {
    ArchitectureRules.onePackageServesRest().check(compiled);
  }

  @Test
  void libraries_show_no_byte_arrays() {
    ArchitectureRules.noByteArraysInPublic().check(compiled);
  }

  @Test
  void names_say_what_a_type_is() {
    ArchitectureRules.namesThatSaySomething().check(compiled);
  }
}
