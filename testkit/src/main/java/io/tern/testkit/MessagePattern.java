// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A message of a [Lockstep] script: what to send, or what must come.
///
/// To expect: type and code must agree; so must whatever else is said, while options and a payload
/// that are not spoken of may be there, unless [#exactly]. A message id or a token may have a name:
/// the first message that uses the name gives it its value, every later one must have the same.
public final class MessagePattern {
  private final Type type;
  private final Code code;
  private final Options.Builder options = Options.builder();
  private final List<Integer> present = new ArrayList<>();
  private final List<Integer> absent = new ArrayList<>();
  private Optional<Named<Integer>> messageId = Optional.empty();
  private Optional<Named<Token>> token = Optional.empty();
  private Optional<Bytes> payload = Optional.empty();
  private boolean exact;

  private MessagePattern(Type type, Code code) {
    this.type = type;
    this.code = code;
  }

  /// A value, or a name for one.
  sealed interface Named<T> {
    record Value<T>(T value) implements Named<T> {}

    record Name<T>(String name) implements Named<T> {}
  }

  /// A confirmable request or response.
  public static MessagePattern con(Code code) {
    return new MessagePattern(Type.CON, code);
  }

  /// A non-confirmable request or response.
  public static MessagePattern non(Code code) {
    return new MessagePattern(Type.NON, code);
  }

  /// An acknowledgement that carries a response.
  public static MessagePattern ack(Code code) {
    return new MessagePattern(Type.ACK, code);
  }

  /// An empty acknowledgement.
  public static MessagePattern ack() {
    return new MessagePattern(Type.ACK, Code.EMPTY);
  }

  /// A reset.
  public static MessagePattern rst() {
    return new MessagePattern(Type.RST, Code.EMPTY);
  }

  /// An empty confirmable message.
  public static MessagePattern ping() {
    return new MessagePattern(Type.CON, Code.EMPTY);
  }

  /// With this message id.
  public MessagePattern mid(int value) {
    messageId = Optional.of(new Named.Value<>(value));
    return this;
  }

  /// With the message id of this name.
  public MessagePattern mid(String name) {
    messageId = Optional.of(new Named.Name<>(name));
    return this;
  }

  /// With this token.
  public MessagePattern token(Token value) {
    token = Optional.of(new Named.Value<>(value));
    return this;
  }

  /// With the token of this name.
  public MessagePattern token(String name) {
    token = Optional.of(new Named.Name<>(name));
    return this;
  }

  /// With these segments of the Uri-Path.
  public MessagePattern path(String... segments) {
    options.uriPath(segments);
    return this;
  }

  /// With this argument of the Uri-Query, behind those already said.
  public MessagePattern query(String argument) {
    options.uriQuery(argument);
    return this;
  }

  /// With this Content-Format.
  public MessagePattern format(ContentFormat format) {
    options.contentFormat(format);
    return this;
  }

  /// With this Accept.
  public MessagePattern accept(ContentFormat format) {
    options.accept(format);
    return this;
  }

  /// With this Observe.
  public MessagePattern observe(int value) {
    options.observe(value);
    return this;
  }

  /// With this Block1; `sizeBytes` is 16 to 1024.
  public MessagePattern block1(int number, boolean more, int sizeBytes) {
    options.block1(new Block(number, more, Block.exponentOf(sizeBytes)));
    return this;
  }

  /// With this Block2; `sizeBytes` is 16 to 1024.
  public MessagePattern block2(int number, boolean more, int sizeBytes) {
    options.block2(new Block(number, more, Block.exponentOf(sizeBytes)));
    return this;
  }

  /// With this option, behind those of the same number already said.
  public MessagePattern option(int number, Bytes value) {
    options.add(number, value);
    return this;
  }

  /// Must have an option of this number, whatever its value. For what is expected.
  public MessagePattern has(int number) {
    present.add(number);
    return this;
  }

  /// Must have no option of this number. For what is expected.
  public MessagePattern hasNo(int number) {
    absent.add(number);
    return this;
  }

  /// With this payload.
  public MessagePattern payload(Bytes bytes) {
    payload = Optional.of(bytes);
    return this;
  }

  /// With this text as payload.
  public MessagePattern payload(String text) {
    return payload(Bytes.ofUtf8(text));
  }

  /// Must have no option and no payload but what is said. For what is expected.
  public MessagePattern exactly() {
    exact = true;
    return this;
  }

  /// The message to send, its names known to `names` or made up there.
  Message toMessage(LockstepNames names) {
    if (!present.isEmpty() || !absent.isEmpty() || exact) {
      throw new IllegalArgumentException("a message to send has no conditions: " + this);
    }
    boolean reaction = type == Type.ACK || type == Type.RST;
    if (reaction && messageId.isEmpty()) {
      throw new IllegalArgumentException("it needs the message id it answers: " + this);
    }
    int mid = messageId.map(names::messageId).orElseGet(names::freshMessageId);
    Token itsToken = token.map(names::token).orElse(Token.EMPTY);
    return new Message(type, code, mid, itsToken, options.build(), payload.orElse(Bytes.EMPTY));
  }

  /// What is wrong with a message that came; binds names where nothing is.
  List<String> mismatches(Message message, LockstepNames names) {
    List<String> wrong = new ArrayList<>();
    if (message.type() != type) {
      wrong.add("type " + message.type());
    }
    if (!message.code().equals(code)) {
      wrong.add("code " + message.code());
    }
    if (!messageId.map(named -> names.agrees(named, message.messageId())).orElse(true)) {
      wrong.add("message id " + message.messageId());
    }
    if (!token.map(named -> names.agreesToken(named, message.token())).orElse(true)) {
      wrong.add("token " + message.token());
    }
    addOptionMismatches(message.options(), wrong);
    Optional<Bytes> due = exact ? Optional.of(payload.orElse(Bytes.EMPTY)) : payload;
    due.filter(bytes -> !bytes.equals(message.payload()))
        .ifPresent(bytes -> wrong.add("payload " + message.payload() + " instead of " + bytes));
    if (wrong.isEmpty()) {
      messageId.ifPresent(named -> names.bind(named, message.messageId()));
      token.ifPresent(named -> names.bindToken(named, message.token()));
    }
    return wrong;
  }

  private void addOptionMismatches(Options came, List<String> wrong) {
    Options due = options.build();
    Set<Integer> numbers = numbers(due);
    if (exact) {
      numbers.addAll(numbers(came));
      numbers.removeAll(present);
    }
    for (int number : numbers) {
      if (!values(due, number).equals(values(came, number))) {
        wrong.add("option " + number + " " + values(came, number));
      }
    }
    present.stream()
        .filter(number -> !came.has(number))
        .forEach(number -> wrong.add("no option " + number));
    absent.stream().filter(came::has).forEach(number -> wrong.add("option " + number));
  }

  private static Set<Integer> numbers(Options options) {
    Set<Integer> numbers = new TreeSet<>();
    for (int i = 0; i < options.count(); i++) {
      numbers.add(options.number(i));
    }
    return numbers;
  }

  private static List<Bytes> values(Options options, int number) {
    List<Bytes> values = new ArrayList<>();
    for (int i = 0; i < options.count(); i++) {
      if (options.number(i) == number) {
        values.add(options.value(i));
      }
    }
    return values;
  }

  @Override
  public String toString() {
    var text = new StringBuilder(type + " " + code);
    messageId.ifPresent(named -> text.append(" mid=").append(spell(named)));
    token.ifPresent(named -> text.append(" token=").append(spell(named)));
    if (options.build().count() > 0) {
      text.append(' ').append(options.build());
    }
    present.forEach(number -> text.append(" with option ").append(number));
    absent.forEach(number -> text.append(" without option ").append(number));
    payload.ifPresent(bytes -> text.append(' ').append(bytes));
    return text + (exact ? " exactly" : "");
  }

  private static String spell(Named<?> named) {
    return switch (named) {
      case Named.Value<?>(var value) -> value.toString();
      case Named.Name<?>(String name) -> "<" + name + ">";
    };
  }
}
