// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;

@Spec({"COAP-55", "COAP-56", "COAP-57"})
class CodeTest {
  @Test
  void an_octet_splits_into_class_and_detail() {
    for (int value = 0; value < 256; value++) {
      Code code = Code.of(value);
      assertThat(code.value()).isEqualTo(value);
      assertThat(Code.of(code.codeClass(), code.detail())).isSameAs(code);
    }
    assertThat(Code.of(0x45)).isSameAs(Code.CONTENT).hasToString("2.05");
    assertThat(Code.of(0x9D)).isSameAs(Code.TOO_MANY_REQUESTS).hasToString("4.29");
  }

  @Test
  void a_code_is_a_request_a_response_empty_or_none_of_them() {
    for (int value = 0; value < 256; value++) {
      Code code = Code.of(value);
      int codeClass = value >> 5;
      assertThat(code.isEmpty()).isEqualTo(value == 0);
      assertThat(code.isRequest()).as("%s", code).isEqualTo(codeClass == 0 && value != 0);
      assertThat(code.isResponse())
          .as("%s", code)
          .isEqualTo(codeClass == 2 || codeClass == 4 || codeClass == 5);
      assertThat(code.isSuccess()).as("%s", code).isEqualTo(codeClass == 2);
    }
  }

  @Test
  void codes_out_of_range_are_our_bug() {
    assertThatThrownBy(() -> Code.of(8, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Code.of(2, 32)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Code.of(256)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
