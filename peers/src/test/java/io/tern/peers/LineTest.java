// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineTest {
  private static final String ALPHABET = "ab=/:, \"\\\n\r\t\u0000\u0085\u2028äλ0";

  @Test
  void reads_back_what_it_wrote() {
    for (long seed = 0; seed < 2_000; seed++) {
      var random = new Random(seed);
      List<String> words = new ArrayList<>();
      for (int word = random.nextInt(6); word > 0; word--) {
        words.add(word(random));
      }
      String text = new Line(words).toString();
      assertThat(text.lines().count()).as("lines, seed %d", seed).isLessThanOrEqualTo(1);
      assertThat(Line.parse(text).words()).as("seed %d", seed).isEqualTo(words);
    }
  }

  private static String word(Random random) {
    var word = new StringBuilder();
    for (int length = random.nextInt(8); length > 0; length--) {
      word.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return word.toString();
  }

  @Test
  void leaves_plain_words_unquoted() {
    assertThat(Line.of("read", "dev", "/3/0", "two words", "").toString())
        .isEqualTo("read dev /3/0 \"two words\" \"\"");
  }

  @Test
  void takes_an_unclosed_quote_and_an_unknown_escape_as_they_stand() {
    assertThat(Line.parse("a \"b c").words()).containsExactly("a", "b c");
    assertThat(Line.parse("\"\\q\\u12\\").words()).containsExactly("qu12\\");
    assertThat(Line.parse("  ").words()).isEmpty();
  }

  @Test
  void finds_values_by_key() {
    Line line = Line.parse("answer 2.05 format=TLV /3/0/9=INTEGER:95");
    assertThat(line.value("format")).contains("TLV");
    assertThat(line.value("/3/0/9")).contains("INTEGER:95");
    assertThat(line.value("2.05")).isEmpty();
    assertThat(line.startsWith("answer", "2.05")).isTrue();
    assertThat(line.startsWith("answer", "2.0")).isFalse();
    assertThat(line.word(9)).isEmpty();
  }
}
