// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void keeps_words_and_every_value() {
    Options options =
        Options.parse(List.of("bench-server", "--coap", "A=1", "--coap", "B=2"), "coap", "port");
    assertThat(options.words()).containsExactly("bench-server");
    assertThat(options.all("coap")).containsExactly("A=1", "B=2");
    assertThat(options.value("coap")).contains("B=2");
    assertThat(options.number("port", 7)).isEqualTo(7);
    assertThat(options.flag("quiet")).isFalse();
  }

  @Test
  void refuses_a_name_it_does_not_know_or_that_lacks_a_value() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(List.of("--prot", "1"), "port"))
        .withMessageContaining("--prot");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(List.of("--port"), "port"))
        .withMessageContaining("--port");
  }
}
