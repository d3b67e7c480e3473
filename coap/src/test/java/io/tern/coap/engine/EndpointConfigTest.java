// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.TransmissionParameters;
import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointConfigTest {
  private static final EndpointConfig D = EndpointConfig.DEFAULT;

  @Test
  @Spec({"COAP-05", "TRN-04"})
  void other_transmission_parameters_bring_their_waits_along() {
    EndpointConfig slow =
        D.withTransmission(TransmissionParameters.DEFAULT.withAckTimeoutNanos(10 * Played.SECOND));
    assertThat(slow.responseWaitNanos()).isEqualTo(465 * Played.SECOND);
    assertThat(slow.bodies().lifetimeNanos()).isEqualTo(435 * Played.SECOND);
    assertThat(slow.acknowledgeAfterNanos()).isEqualTo(Played.SECOND);
    EndpointConfig quick =
        D.withTransmission(TransmissionParameters.DEFAULT.withAckTimeoutNanos(Played.SECOND));
    assertThat(quick.acknowledgeAfterNanos()).isEqualTo(Played.SECOND / 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 15, 17, 100, 1023, 1025, 2048, -16})
  void what_is_no_block_size_is_refused(int bytes) {
    assertThatThrownBy(() -> D.withBlockSizeBytes(bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_cannot_be_is_refused() {
    assertThatThrownBy(() -> D.withTokenPrefix(256)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> D.withBodies(100, 1000, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> D.withBodies(2000, 1000, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> D.withBodies(2000, 2000, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> D.withWaits(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> D.withWaits(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EndpointLimits(1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EndpointLimits(0, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EndpointLimits(1, 4, 1, 1, 1, 1, 1, -1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void one_thing_is_changed_at_a_time() {
    assertThat(D.withBlocks(64, true).withBlocks(1024, false)).isEqualTo(D);
    assertThat(D.withTokenPrefix(7).withTokenPrefix(0)).isEqualTo(D);
    assertThat(D.withAnonymousMayMove(true).withAnonymousMayMove(false)).isEqualTo(D);
    assertThat(D.withLimits(EndpointLimits.DEFAULT)).isEqualTo(D);
    assertThat(D.withBodies(1 << 20, 64 << 20, 2)).isEqualTo(D);
    assertThat(D.withTransmission(TransmissionParameters.DEFAULT)).isEqualTo(D);
    assertThat(D.withBlockSizeBytes(64).blockSizeBytes()).isEqualTo(64);
    assertThat(D.withAnonymousMayMove(true).admission().anonymousMayMove()).isTrue();
  }
}
