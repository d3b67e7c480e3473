// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.model.ResourceModel.Operations;
import io.tern.spec.Spec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ValueRangeTest {
  private static boolean admits(String range, Value value) {
    DataType type = value.type();
    return ValueRange.admits(
        new ResourceModel(1, "R", Operations.RW, false, false, type, range, ""), value);
  }

  private static boolean admits(String range, long number) {
    return admits(range, new Value.Int(number));
  }

  @Test
  @Spec({"MODEL-11", "DDF-05"})
  void an_interval_includes_its_ends() {
    for (String range : new String[] {"1..15", "1...15", "1-15", "1 to 15", "1 .. 15"}) {
      assertThat(admits(range, 1)).isTrue();
      assertThat(admits(range, 15)).isTrue();
      assertThat(admits(range, 0)).isFalse();
      assertThat(admits(range, 16)).isFalse();
    }
    assertThat(admits("-24..24", -24)).isTrue();
    assertThat(admits("-110..-48", -47)).isFalse();
    assertThat(admits("0.5..1.5", new Value.Real(0.4))).isFalse();
    assertThat(admits("0.1..0.3", new Value.Real(0.3))).isTrue();
  }

  @Test
  @Spec("MODEL-11")
  void commas_enumerate() {
    assertThat(admits("0,1,2", 2)).isTrue();
    assertThat(admits("0, 5, 10", 5)).isTrue();
    assertThat(admits("0,1,2", 3)).isFalse();
  }

  @Test
  @Spec("MODEL-11")
  void the_range_of_a_text_or_an_opaque_limits_its_bytes() {
    assertThat(admits("0..4 bytes", new Value.Text("äö"))).isTrue();
    assertThat(admits("0..3 bytes", new Value.Text("äö"))).isFalse();
    assertThat(admits("16,32,48", new Value.Opaque(Bytes.wrap(new byte[32])))).isTrue();
    assertThat(admits("16,32,48", new Value.Opaque(Bytes.wrap(new byte[33])))).isFalse();
  }

  @Test
  @Spec("DDF-05")
  void what_cannot_be_read_is_no_range() {
    String[] unreadable = {
      "",
      "8-Bits",
      "-30..-120",
      "0: RELEASED 1: PRESSED",
      "0..247, 255",
      "ON;OFF",
      "15",
      "..",
      "1.."
    };
    for (String range : unreadable) {
      assertThat(admits(range, 1_000_000)).as(range).isTrue();
    }
  }

  @Test
  @Spec("DT-16")
  void unsigned_numbers_keep_their_highest_bit() {
    assertThat(admits("0..18446744073709551615", new Value.Unsigned(-1))).isTrue();
    assertThat(admits("0..9223372036854775807", new Value.Unsigned(-1))).isFalse();
  }

  @Test
  @Spec("DDF-05")
  void every_range_of_the_registry_can_be_applied_to_any_value() {
    Registry registry = Registry.builtIn();
    SplittableRandom random = new SplittableRandom(11);
    int applied = 0;
    for (int id : registry.ids()) {
      ObjectModel model = registry.newest(id).orElseThrow();
      for (ResourceModel resource : model.resources().values()) {
        ValueRange.admits(resource, new Value.Int(random.nextLong()));
        ValueRange.admits(resource, new Value.Real(random.nextDouble() * 1e300));
        ValueRange.admits(resource, new Value.Text("x".repeat(random.nextInt(300))));
        applied += resource.range().isEmpty() ? 0 : 1;
      }
    }
    assertThat(applied).isGreaterThan(300);
  }
}
