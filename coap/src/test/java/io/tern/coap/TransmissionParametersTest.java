// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransmissionParametersTest {
  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @Spec({"COAP-04", "COAP-05", "TRN-04", "TRN-27", "RFC7252-4.8.2"})
  @CsvSource({"2, 45, 93, 247, 145", "4, 90, 186, 294, 190", "10, 225, 465, 435, 325"})
  void times_follow_from_the_acknowledgement_timeout(
      int ackTimeout, int span, int wait, int exchangeLifetime, int nonLifetime) {
    TransmissionParameters parameters =
        TransmissionParameters.DEFAULT.withAckTimeoutNanos(ackTimeout * SECOND);
    assertThat(parameters.maxTransmitSpanNanos()).isEqualTo(span * SECOND);
    assertThat(parameters.maxTransmitWaitNanos()).isEqualTo(wait * SECOND);
    assertThat(parameters.exchangeLifetimeNanos()).isEqualTo(exchangeLifetime * SECOND);
    assertThat(parameters.nonLifetimeNanos()).isEqualTo(nonLifetime * SECOND);
  }

  @Test
  @Spec("COAP-04")
  void defaults_are_those_of_the_rfc() {
    assertThat(TransmissionParameters.DEFAULT)
        .isEqualTo(new TransmissionParameters(2 * SECOND, 1.5, 4, 1, 100 * SECOND));
  }

  @Test
  void what_cannot_be_is_refused() {
    TransmissionParameters d = TransmissionParameters.DEFAULT;
    assertThatThrownBy(() -> d.withAckTimeoutNanos(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> d.withMaxRetransmit(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> d.withMaxRetransmit(21)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> d.withNstart(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TransmissionParameters(1, 0.9, 4, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TransmissionParameters(1, Double.NaN, 4, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TransmissionParameters(1, 1, 4, 1, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
