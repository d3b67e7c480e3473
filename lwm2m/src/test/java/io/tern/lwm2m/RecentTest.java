// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentTest {
  @Test
  void what_was_least_recently_asked_for_goes_first() {
    Recent<String, Integer> recent = new Recent<>(2);
    recent.put("a", 1);
    recent.put("b", 2);
    assertThat(recent.get("a")).isEqualTo(1);
    recent.put("c", 3);
    assertThat(recent).containsOnlyKeys("a", "c");
    recent.put("a", 4);
    recent.put("d", 5);
    assertThat(recent).containsOnlyKeys("a", "d").containsEntry("a", 4);
  }
}
