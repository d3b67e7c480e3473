// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tern.coap.Bytes;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

@Spec({"REG-32", "RFC6690-2"})
class LinkFormatPropertyTest {
  private static final String ALPHABET = "</>;=,\" \\\tab1.é\uFFFD*";

  private static String draw(Random random, String alphabet) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static List<Link> links(Random random) {
    List<Link> links = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      LinkedHashMap<String, Optional<String>> attributes = new LinkedHashMap<>();
      for (int j = random.nextInt(4); j > 0; j--) {
        attributes.put(
            "a" + draw(random, "bc12-*"),
            random.nextInt(4) == 0 ? Optional.empty() : Optional.of(draw(random, ALPHABET)));
      }
      links.add(new Link(draw(random, "/0123é;,=\" <"), attributes));
    }
    return links;
  }

  /// The laws that hold for any text: it parses or is refused; what parses writes and parses to the same
  /// links again.
  static void obeysTheLaws(Bytes text, String context) {
    // Plain conditions: an assertion object each would take most of the time.
    switch (LinkFormat.parse(text)) {
      case Links.Parsed parsed -> {
        boolean same =
            LinkFormat.parse(LinkFormat.write(parsed.links())) instanceof Links.Parsed again
                && again.links().equals(parsed.links())
                && again.spelling().forgiven().isEmpty();
        if (!same) {
          fail("%s: %s does not read back", context, text);
        }
      }
      case Links.Broken(var reason) -> {
        if (reason.what().isBlank()) {
          fail("%s: %s refused without a reason", context, text);
        }
      }
    }
  }

  @Test
  void every_list_reads_back_as_written() {
    for (int seed = 0; seed < 20_000; seed++) {
      List<Link> links = links(new Random(seed));
      Bytes text = LinkFormat.write(links);
      assertThat(LinkFormat.parse(text))
          .as("seed %d: %s", seed, text.utf8())
          .isInstanceOfSatisfying(
              Links.Parsed.class,
              parsed -> {
                assertThat(parsed.links()).isEqualTo(links);
                assertThat(parsed.spelling().forgiven()).isEmpty();
              });
    }
  }

  @Test
  void every_truncation_and_every_flipped_bit_parses_or_is_refused() {
    for (int seed = 0; seed < 400; seed++) {
      byte[] array = LinkFormat.write(links(new Random(seed))).toArray();
      for (int size = 0; size < array.length; size++) {
        obeysTheLaws(Bytes.copyOf(array).slice(0, size), "seed " + seed + ", first " + size);
      }
      for (int bit = 0; bit < array.length * 8; bit++) {
        array[bit / 8] ^= (byte) (1 << bit % 8);
        obeysTheLaws(Bytes.copyOf(array), "seed " + seed + ", bit " + bit);
        array[bit / 8] ^= (byte) (1 << bit % 8);
      }
    }
  }

  @Test
  void random_text_parses_or_is_refused() {
    for (int seed = 0; seed < 100_000; seed++) {
      Random random = new Random(seed);
      String text = "<" + draw(random, ALPHABET) + draw(random, ALPHABET);
      obeysTheLaws(Bytes.ofUtf8(text), "seed " + seed);
    }
  }
}
