// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.UdpCodec;
import java.util.List;
import java.util.stream.IntStream;

/// The requests of one unit of work, one after the other, each with what its answer must be.
///
/// @param confirmable whether answers come with the Acknowledgement, otherwise non-confirmable
/// @param echoed whether the right answer is the request itself
record Script(List<Step> steps, boolean confirmable, boolean echoed) {
  static final int KILO = 1_024;
  private static final int SIZE_EXPONENT = 6;

  Script {
    steps = List.copyOf(steps);
  }

  /// One request.
  ///
  /// @param code of the answer
  /// @param answerBytesMin size of the whole answer at least
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Step(byte[] request, int code, int answerBytesMin) {}

  Step step(int index) {
    return steps.get(index);
  }

  int count() {
    return steps.size();
  }

  /// GET of a path.
  static Script get(String path, boolean confirmable, boolean echoed, int answerBytesMin) {
    Options options = path(path).build();
    Step step = step(confirmable, Code.GET, options, Bytes.EMPTY, Code.CONTENT, answerBytesMin);
    return new Script(List.of(step), confirmable, echoed);
  }

  /// GET of so many blocks of 1024 bytes.
  static Script download(String path, int blocks) {
    return new Script(
        IntStream.range(0, blocks)
            .mapToObj(
                number ->
                    step(
                        true,
                        Code.GET,
                        path(path).block2(new Block(number, false, SIZE_EXPONENT)).build(),
                        Bytes.EMPTY,
                        Code.CONTENT,
                        KILO))
            .toList(),
        true,
        false);
  }

  /// PUT of so many blocks of 1024 bytes.
  static Script upload(String path, int blocks) {
    Bytes payload = Bytes.wrap(new byte[KILO]);
    return new Script(
        IntStream.range(0, blocks)
            .mapToObj(
                number ->
                    step(
                        true,
                        Code.PUT,
                        path(path)
                            .block1(new Block(number, number + 1 < blocks, SIZE_EXPONENT))
                            .build(),
                        payload,
                        number + 1 < blocks ? Code.CONTINUE : Code.CHANGED,
                        8))
            .toList(),
        true,
        false);
  }

  private static Options.Builder path(String path) {
    return Options.builder().uriPath(path);
  }

  private static Step step(
      boolean confirmable,
      Code method,
      Options options,
      Bytes payload,
      Code answer,
      int answerBytesMin) {
    Type type = confirmable ? Type.CON : Type.NON;
    Message message = new Message(type, method, 0, Token.of(0, 4), options, payload);
    return new Step(UdpCodec.encode(message).toArray(), answer.value(), answerBytesMin);
  }
}
