// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

@Spec("COAP-07")
class DuplicatesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long TICK = 8 * SECOND;
  private static final long START = 1_760_000_000L * SECOND;

  private final Duplicates duplicates = new Duplicates();

  private static Message message(int id) {
    return new Message(Type.CON, Code.POST, id, Token.of(0x51, 1), Options.NONE, Bytes.EMPTY);
  }

  @Test
  void agrees_with_a_plain_list_of_the_last_messages() {
    for (long seed = 0; seed < 50; seed++) {
      var random = new SplittableRandom(seed);
      int max = random.nextInt(4, 40);
      Duplicates tested = new Duplicates();
      Deque<long[]> plain = new ArrayDeque<>();
      long now = START;
      for (int i = 0; i < 2000; i++) {
        now += random.nextLong(20 * SECOND);
        int id = random.nextInt(60);
        long asked = now;
        boolean expected = plain.stream().anyMatch(e -> e[0] == id && e[1] > asked + TICK);
        boolean mayBe = plain.stream().anyMatch(e -> e[0] == id && e[1] > asked - TICK);
        boolean found = tested.find(message(id), now) != null;
        assertThat(found).as("seed " + seed).isIn(expected, mayBe);
        if (!found) {
          tested.add(message(id), Answer.Plain.SILENCE, now, 247 * SECOND, max);
          plain.addLast(new long[] {id, now + 247 * SECOND});
          if (plain.size() > max) {
            plain.removeFirst();
          }
          long time = now;
          plain.removeIf(e -> e[1] < time - TICK);
        }
        assertThat(tested.size()).isLessThanOrEqualTo(max);
      }
    }
  }

  @Test
  void every_answer_that_is_held_is_the_one_that_was_given() {
    for (long seed = 0; seed < 200; seed++) {
      var random = new SplittableRandom(seed);
      int max = random.nextInt(4, 20);
      int bytesMax = random.nextInt(0, 600);
      Duplicates tested = new Duplicates();
      var given = new java.util.HashMap<Integer, Answer>();
      for (int i = 0; i < 300; i++) {
        int id = random.nextInt(40);
        if (tested.find(message(id), START) == null) {
          tested.add(message(id), Answer.Plain.SILENCE, START, 247 * SECOND, max);
          given.put(id, Answer.Plain.SILENCE);
        }
        Answer answer = answer(random);
        tested.answer(message(id), answer, START, bytesMax);
        given.put(id, answer);
        assertThat(tested.find(message(id), START)).as("seed " + seed).isEqualTo(answer);
        int bytes = 0;
        for (int other = 0; other < 40; other++) {
          Answer held = tested.find(message(other), START);
          if (held != null) {
            assertThat(held).as("seed " + seed).isIn(given.get(other), Answer.Plain.SILENCE);
          }
          bytes += held instanceof Answer.Encoded(Bytes datagram) ? datagram.size() : 0;
        }
        assertThat(tested.answerBytes()).as("seed " + seed).isEqualTo(bytes);
        boolean newestAlone =
            answer instanceof Answer.Encoded(Bytes datagram) && datagram.size() == bytes;
        assertThat(bytes <= bytesMax || newestAlone).as("seed " + seed).isTrue();
      }
    }
  }

  private static Answer answer(SplittableRandom random) {
    byte[] datagram = new byte[random.nextInt(10) == 0 ? 3_000 : random.nextInt(4, 60)];
    random.nextBytes(datagram);
    return switch (random.nextInt(5)) {
      case 0 -> Answer.Bare.of(Code.CHANGED);
      case 1 -> Answer.Plain.ACKNOWLEDGED;
      default -> new Answer.Encoded(Bytes.wrap(datagram));
    };
  }

  @Test
  void remembers_until_the_lifetime_is_over_and_at_most_eight_seconds_longer() {
    duplicates.add(message(1), Answer.Plain.SILENCE, START, 247 * SECOND, 16);
    assertThat(duplicates.find(message(1), START + 247 * SECOND - 1)).isNotNull();
    assertThat(duplicates.find(message(1), START + 255 * SECOND)).isNull();
  }

  @Test
  void a_slot_whose_lifetime_is_over_is_used_again_before_the_ring_grows() {
    for (int id = 0; id < 40; id++) {
      long at = START + id * 100L * SECOND;
      duplicates.add(message(id), Answer.Plain.SILENCE, at, 247 * SECOND, 16);
      assertThat(duplicates.find(message(Math.max(0, id - 2)), at)).isNotNull();
    }
    assertThat(duplicates.size()).isEqualTo(4);
  }

  @Test
  void an_answer_replaces_silence() {
    duplicates.add(message(1), Answer.Plain.SILENCE, START, 247 * SECOND, 16);
    duplicates.answer(message(1), Answer.Bare.of(Code.CHANGED), START, 0);
    assertThat(duplicates.find(message(1), START)).isEqualTo(Answer.Bare.of(Code.CHANGED));
    duplicates.answer(message(2), Answer.Plain.ACKNOWLEDGED, START, 0);
    assertThat(duplicates.find(message(2), START)).isNull();
  }

  @Test
  void the_newest_answer_is_kept_whatever_its_size_the_oldest_go_first() {
    for (int id = 0; id < 6; id++) {
      duplicates.add(message(id), Answer.Plain.SILENCE, START, 247 * SECOND, 16);
      duplicates.answer(message(id), new Answer.Encoded(Bytes.wrap(new byte[100])), START, 250);
    }
    assertThat(duplicates.answerBytes()).isEqualTo(200);
    for (int id = 0; id < 6; id++) {
      assertThat(duplicates.find(message(id), START) instanceof Answer.Encoded)
          .as("answer to " + id)
          .isEqualTo(id >= 4);
    }
    duplicates.answer(message(0), new Answer.Encoded(Bytes.wrap(new byte[1000])), START, 250);
    assertThat(duplicates.answerBytes()).isEqualTo(1000);
  }

  @Test
  void bytes_are_counted_back_when_newer_messages_push_an_answer_out() {
    for (int id = 0; id < 100; id++) {
      duplicates.add(message(id), Answer.Plain.SILENCE, START, 247 * SECOND, 8);
      duplicates.answer(message(id), new Answer.Encoded(Bytes.wrap(new byte[10])), START, 10_000);
    }
    assertThat(duplicates.answerBytes()).isEqualTo(80);
    assertThat(duplicates.size()).isEqualTo(8);
  }

  @Test
  void another_token_or_code_makes_another_message() {
    duplicates.add(message(1), Answer.Plain.SILENCE, START, 247 * SECOND, 16);
    Message token = new Message(Type.CON, Code.POST, 1, Token.EMPTY, Options.NONE, Bytes.EMPTY);
    Message code = new Message(Type.CON, Code.GET, 1, Token.of(0x51, 1), Options.NONE, Bytes.EMPTY);
    assertThat(duplicates.find(token, START)).isNull();
    assertThat(duplicates.find(code, START)).isNull();
  }

  @Test
  void in_a_full_ring_the_oldest_answers_go_first_wherever_it_begins() {
    for (int id = 0; id < 6; id++) {
      duplicates.add(message(id), Answer.Plain.SILENCE, START, 247 * SECOND, 4);
      duplicates.answer(message(id), new Answer.Encoded(Bytes.wrap(new byte[100])), START, 250);
    }
    assertThat(duplicates.find(message(1), START)).as("pushed out").isNull();
    for (int id = 2; id < 6; id++) {
      assertThat(duplicates.find(message(id), START) instanceof Answer.Encoded)
          .as("answer to " + id)
          .isEqualTo(id >= 4);
    }
  }

  @Test
  void a_ring_that_grows_keeps_its_answers_and_its_order() {
    for (int id = 0; id < 4; id++) {
      long lifetime = id < 2 ? 10 * SECOND : 500 * SECOND;
      add(id, START, lifetime);
    }
    long later = START + 100 * SECOND;
    add(4, later, 500 * SECOND); // in place of the first two, which are over
    add(5, later, 500 * SECOND);
    assertThat(duplicates.size()).isEqualTo(4);
    for (int id = 6; id < 10; id++) {
      add(id, later, 500 * SECOND);
    }
    assertThat(duplicates.size()).isEqualTo(8);
    for (int id = 2; id < 10; id++) {
      assertThat(duplicates.find(message(id), later)).as("id %d", id).isEqualTo(answerTo(id));
    }
    for (int id = 10; id < 13; id++) {
      add(id, later, 500 * SECOND);
    }
    for (int id = 2; id < 13; id++) {
      assertThat(duplicates.find(message(id), later) == null).as("id %d", id).isEqualTo(id < 5);
    }
    assertThat(duplicates.answerBytes()).isEqualTo(5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 8);
  }

  private void add(int id, long nowNanos, long lifetimeNanos) {
    duplicates.add(message(id), Answer.Plain.SILENCE, nowNanos, lifetimeNanos, 8);
    duplicates.answer(message(id), answerTo(id), nowNanos, 10_000);
  }

  private static Answer answerTo(int id) {
    byte[] datagram = new byte[1 + id];
    java.util.Arrays.fill(datagram, (byte) id);
    return new Answer.Encoded(Bytes.wrap(datagram));
  }

  @Test
  void what_is_forgotten_is_new_when_it_comes_again() {
    duplicates.add(message(1), Answer.Plain.ACKNOWLEDGED, START, 247 * SECOND, 16);
    duplicates.add(message(2), Answer.Plain.ACKNOWLEDGED, START, 247 * SECOND, 16);
    duplicates.forget(message(1), START);
    duplicates.forget(message(3), START);
    assertThat(duplicates.find(message(1), START)).isNull();
    assertThat(duplicates.find(message(2), START)).isEqualTo(Answer.Plain.ACKNOWLEDGED);
    duplicates.add(message(1), Answer.Plain.SILENCE, START, 247 * SECOND, 16);
    assertThat(duplicates.find(message(1), START)).isEqualTo(Answer.Plain.SILENCE);
  }
}
