// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.spec.Spec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A client at a terminal, which its person ends by Ctrl-C.
class StopClientTest {
  private static Process start(Product product) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("io.tern.app.main.Main", "client", "--endpoint", "shed-9"));
    command.addAll(List.of("--server", "coap://" + product.program().coapAddress()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Test
  @Spec({"REG-03", "REG-65"})
  void a_client_that_waits_for_input_takes_its_leave_when_it_is_told_to_stop() throws Exception {
    try (Product product = Product.start()) {
      Process client = start(product);
      assertThat(client.inputReader().readLine()).contains("registered");
      assertThat(product.http().get("devices/shed-9").status()).isEqualTo(200);
      client.destroy();
      assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(client.exitValue()).isZero();
      assertThat(product.http().get("devices/shed-9").status()).isEqualTo(404);
    }
  }
}
