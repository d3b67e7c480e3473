// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import static org.assertj.core.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.InputCost;
import io.tern.spec.Spec;

/// Replays its corpus; with `JAZZER_FUZZ=1` in the environment it searches for new inputs.
class OptionsFuzzTest {
  /// The input is a list of options: two bytes of number, two of length (taken modulo what is left),
  /// the value.
  private static Options read(Bytes input) {
    Options.Builder options = Options.builder();
    int at = 0;
    for (int count = 0; at + 4 <= input.size() && count < UdpCodec.OPTION_COUNT_MAX; count++) {
      int number = input.get(at) << 8 | input.get(at + 1);
      int left = input.size() - at - 4;
      int size = (input.get(at + 2) << 8 | input.get(at + 3)) % (left + 1);
      options.add(number, input.slice(at + 4, at + 4 + size));
      at += 4 + size;
    }
    return options.build();
  }

  /// What every reader of options may ask; none may throw, whatever the values are.
  private static void ask(Options options) {
    options.uriPath();
    options.uriQuery();
    options.locationPath();
    options.contentFormat();
    options.accept();
    options.observe();
    options.block1();
    options.block2();
    for (int i = 0; i < options.count(); i++) {
      if (i == 0 || options.number(i) != options.number(i - 1)) {
        options.uint(options.number(i));
        options.strings(options.number(i));
      }
    }
  }

  @Spec({"C12", "COAP-02"})
  @FuzzTest(maxDuration = "5m")
  void any_options_read_back_as_written_and_never_throw(byte[] input) {
    Options options = read(Bytes.copyOf(input));
    Message message =
        new Message(Type.CON, Code.GET, 1, Token.of(7, 1), options, Bytes.ofUtf8("payload"));
    Bytes datagram = UdpCodec.encode(message);
    if (!UdpCodec.decode(datagram).equals(new Decoded.Ok(message))) {
      fail("%s does not read back", message);
    }
    if (!options.toBuilder().build().equals(options)) {
      fail("%s is not rebuilt", options);
    }
    InputCost.OF_A_MESSAGE.plusEach(input.length, 64).holds(() -> ask(options));
  }
}
