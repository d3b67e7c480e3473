// SPDX-License-Identifier: Apache-2.0

package io.tern.app.crash;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A device that remembers what the server acknowledged, one operation at a time.
final class CrashDevice implements AutoCloseable {
  static final String OBSERVED = "3303/0/5700";
  private static final long WAIT_MILLIS = 60_000;
  private static final long LIFETIME_MIN = 86_400;
  private static final int LIFETIMES = 1_000;
  private static final Bytes OBJECTS =
      Bytes.ofUtf8("</>;rt=\"oma.lwm2m\";ct=110,</1/0>,</3/0>,</3303/0>");

  final String endpoint;
  private final Wire wire;
  private final Random random;
  private final Findings findings;
  private final ReentrantLock busy = new ReentrantLock();
  private final Set<String> executed = ConcurrentHashMap.newKeySet();
  private int messageId;
  private int observe;
  private long value;

  /// The handle of the registration that the server acknowledged.
  private Optional<String> handle = Optional.empty();

  private long lifetime;

  /// Whether an operation that changes the registration had no answer: it may have been done or not.
  private boolean unsure;

  /// The token of the observation that was asked for last; the wire's thread sets it.
  private volatile @Nullable Token observation;

  /// Whether the server said that it observes.
  private boolean observed;

  /// Values whose notification was acknowledged.
  private final Set<Long> acknowledged = new TreeSet<>();

  CrashDevice(String endpoint, InetSocketAddress server, Random random, Findings findings)
      throws IOException {
    this.endpoint = endpoint;
    this.random = random;
    this.findings = findings;
    messageId = random.nextInt(65_536);
    wire = new Wire(server, this::answer);
  }

  /// What the server asks of it; runs on the wire's thread.
  private Message answer(Message request) {
    if (request.code().equals(Code.POST)) {
      if (!executed.add(request.payload().utf8())) {
        findings.violation(endpoint + " executed " + request.payload().utf8() + " twice");
      }
      return response(request, Code.CHANGED, Options.NONE, Bytes.EMPTY);
    }
    boolean begins = request.options().observe().orElse(1) == 0;
    if (begins) {
      observation = request.token();
    }
    Options.Builder options = Options.builder().contentFormat(ContentFormat.TEXT);
    if (begins) {
      options.observe(1);
    }
    return response(request, Code.CONTENT, options.build(), Bytes.ofUtf8("0"));
  }

  private static Message response(Message request, Code code, Options options, Bytes payload) {
    return new Message(Type.ACK, code, request.messageId(), request.token(), options, payload);
  }

  boolean isRegistered() {
    return handle.isPresent();
  }

  boolean isObserved() {
    return observed;
  }

  /// One operation of its own choice, unless it has one under way.
  ///
  /// @return what it wants of the server's users next: nothing, or to be observed or executed
  Wish operate() throws InterruptedException {
    if (!busy.tryLock()) {
      return Wish.NONE;
    }
    try {
      int dice = random.nextInt(100);
      if (handle.isEmpty()) {
        register();
      } else if (observed && dice < 50) {
        sendNotification();
      } else if (dice < 55) {
        update(true);
      } else if (dice < 70) {
        update(false);
      } else if (dice < 73) {
        deregister();
      } else if (dice < 76) {
        register();
      } else {
        return dice < 80 ? Wish.EXECUTE : observed ? Wish.NONE : Wish.OBSERVE;
      }
      return Wish.NONE;
    } finally {
      busy.unlock();
    }
  }

  /// What a device wants of the server's users.
  enum Wish {
    NONE,
    OBSERVE,
    EXECUTE
  }

  private Message request(Code code, Options options, Bytes payload) {
    return new Message(
        Type.CON, code, nextMessageId(), Token.of(random.nextLong(), 8), options, payload);
  }

  private int nextMessageId() {
    messageId = (messageId + 1) & 0xFFFF;
    return messageId;
  }

  private void register() throws InterruptedException {
    long wanted = LIFETIME_MIN + random.nextInt(LIFETIMES);
    Options options =
        Options.builder()
            .uriPath("rd")
            .uriQuery("ep=" + endpoint)
            .uriQuery("lwm2m=1.1")
            .uriQuery("b=U")
            .uriQuery("lt=" + wanted)
            .contentFormat(ContentFormat.LINK_FORMAT)
            .build();
    unsure = true;
    observed = false;
    Optional<Message> answer = wire.ask(request(Code.POST, options, OBJECTS), WAIT_MILLIS);
    if (judge(answer, Code.CREATED, "Register")) {
      handle = Optional.of(answer.get().options().locationPath().getLast());
      lifetime = wanted;
      unsure = false;
    }
  }

  private void update(boolean change) throws InterruptedException {
    long wanted = change ? LIFETIME_MIN + random.nextInt(LIFETIMES) : lifetime;
    Options.Builder options = Options.builder().uriPath("rd", handle.orElseThrow());
    if (change) {
      options.uriQuery("lt=" + wanted);
    }
    boolean before = unsure;
    unsure |= change;
    Optional<Message> answer =
        wire.ask(request(Code.POST, options.build(), Bytes.EMPTY), WAIT_MILLIS);
    boolean gone = answer.map(a -> a.code().equals(Code.NOT_FOUND)).orElse(false);
    if (before && gone) {
      // A Register or De-register without answer was done.
      handle = Optional.empty();
      observed = false;
    } else if (judge(answer, Code.CHANGED, "Update")) {
      unsure = before && !change;
      lifetime = wanted;
    }
  }

  private void deregister() throws InterruptedException {
    Options options = Options.builder().uriPath("rd", handle.orElseThrow()).build();
    unsure = true;
    Optional<Message> answer = wire.ask(request(Code.DELETE, options, Bytes.EMPTY), WAIT_MILLIS);
    // One that was done before the crash has no answer to its repetition but 4.04.
    boolean gone = answer.map(a -> a.code().equals(Code.NOT_FOUND)).orElse(false);
    if (gone || judge(answer, Code.DELETED, "De-register")) {
      handle = Optional.empty();
      unsure = false;
      observed = false;
    }
  }

  private boolean judge(Optional<Message> answer, Code expected, String operation) {
    if (answer.isEmpty()) {
      findings.unanswered();
      return false;
    }
    Code code = answer.get().code();
    if (code.equals(expected)) {
      findings.acknowledged();
      return true;
    }
    if (code.equals(Code.SERVICE_UNAVAILABLE)) {
      findings.refused();
    } else {
      findings.violation(endpoint + ": " + operation + " was answered " + code);
    }
    return false;
  }

  private void sendNotification() throws InterruptedException {
    Token token = observation;
    if (token == null) {
      return;
    }
    long told = ++value;
    observe++;
    Options options =
        Options.builder().contentFormat(ContentFormat.TEXT).observe(observe + 1).build();
    Message message =
        new Message(
            Type.CON,
            Code.CONTENT,
            nextMessageId(),
            token,
            options,
            Bytes.ofUtf8(Long.toString(told)));
    Optional<Message> answer = wire.ask(message, WAIT_MILLIS);
    if (answer.isEmpty()) {
      findings.unanswered();
    } else if (answer.get().type() == Type.RST) {
      findings.violation(endpoint + ": a notification with a token that is known got a Reset");
      observed = false;
    } else {
      findings.acknowledged();
      acknowledged.add(told);
    }
  }

  /// Waits until it has no operation under way, then asks somebody else something about it.
  void observe(Calls calls) throws InterruptedException {
    if (!busy.tryLock()) {
      return;
    }
    try {
      if (handle.isPresent() && !observed && calls.observe(endpoint)) {
        findings.acknowledged();
        observed = true;
        observe = 1;
      }
    } finally {
      busy.unlock();
    }
  }

  /// Checks it against what the server says, once it has no operation under way.
  ///
  /// @param shown the registration id and lifetime, empty where the server has none
  void check(Optional<Calls.Shown> shown) {
    busy.lock();
    try {
      if (unsure) {
        return;
      }
      if (handle.isEmpty() && shown.isPresent()) {
        findings.violation(endpoint + " has left and is there again");
      } else if (handle.isPresent() && shown.isEmpty()) {
        findings.violation(endpoint + " is gone although nobody removed it");
      } else if (handle.isPresent()
          && !shown.orElseThrow().equals(new Calls.Shown(handle.get(), lifetime))) {
        findings.violation(
            endpoint
                + " is "
                + shown.get()
                + " but "
                + handle.get()
                + " with "
                + lifetime
                + " s was acknowledged");
      }
    } finally {
      busy.unlock();
    }
  }

  /// Checks the values the server has of it.
  void check(Set<Long> values) {
    busy.lock();
    try {
      for (long told : acknowledged) {
        if (!values.contains(told)) {
          findings.violation(endpoint + ": the value " + told + " was acknowledged and is gone");
        }
      }
    } finally {
      busy.unlock();
    }
  }

  /// Waits until it has no operation under way.
  void settle() {
    busy.lock();
    try {
      assert busy.isHeldByCurrentThread();
    } finally {
      busy.unlock();
    }
  }

  @Override
  public void close() {
    wire.close();
  }
}
