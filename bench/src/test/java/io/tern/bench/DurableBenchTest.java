// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DurableBenchTest {
  private static final int DEVICES = 500;
  private static final BenchOptions SHORT =
      BenchOptions.DEFAULT.withTimes(1, 100, 100).withClients(200).withWindow(20).withPin(false);

  @BeforeEach
  void isPossible() {
    assumeTrue(NativeSocket.isPossible(), "needs Linux");
    try {
      Class.forName(ProductServer.MAIN);
    } catch (ClassNotFoundException e) {
      assumeTrue(false, "the product is not on the class path");
    }
  }

  private static long leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(""))) {
      return files.filter(file -> file.toString().startsWith("tern-bench-")).count();
    }
  }

  @Test
  void registers_are_measured_in_memory_and_on_the_disk() throws IOException {
    String report = new DurableBench(DurableCase.DURABLE, DEVICES, SHORT).report();
    assertThat(report.lines()).hasSize(2);
    assertThat(report).contains("memory").contains("disk").doesNotContain(" 0 registrations");
    assertThat(leftBehind()).isZero();
  }

  @Test
  void a_killed_server_starts_again_and_knows_its_devices() throws IOException {
    String report = new DurableBench(DurableCase.RESTORE, DEVICES, SHORT).report();
    assertThat(report.lines()).hasSize(1).allMatch(line -> line.startsWith("restore  500 "));
    assertThat(leftBehind()).isZero();
  }
}
