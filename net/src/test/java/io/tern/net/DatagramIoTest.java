// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class DatagramIoTest {
  @AfterEach
  void forget() {
    System.clearProperty(DatagramIo.PROPERTY);
  }

  @Test
  void a_system_property_chooses_and_the_best_is_taken_without_it() {
    assertThat(DatagramIo.preferred()).isEqualTo(DatagramIo.AUTO);
    System.setProperty(DatagramIo.PROPERTY, "NIO");
    assertThat(DatagramIo.preferred()).isEqualTo(DatagramIo.NIO);
    System.setProperty(DatagramIo.PROPERTY, "batch");
    assertThat(DatagramIo.preferred()).isEqualTo(DatagramIo.BATCH);
    System.setProperty(DatagramIo.PROPERTY, "auto");
    assertThat(DatagramIo.preferred()).isEqualTo(DatagramIo.AUTO);
  }

  @Test
  void a_property_that_names_nothing_is_an_error_that_says_what_it_may_be() {
    System.setProperty(DatagramIo.PROPERTY, "io_uring");
    assertThatThrownBy(DatagramIo::preferred)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tern.net.datagrams is auto, nio or batch, not \"io_uring\"");
  }
}
