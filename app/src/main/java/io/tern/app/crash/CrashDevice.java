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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// A device that remembers what the server acknowledged, one operation at a time.
final class CrashDevice implements AutoCloseable {
  static final String OBSERVED = "3303/0/5700";
  static final String SENT = "3303/0/5601";
  static final String WRITTEN_BY_COMMAND = "3303/0/5750";
  static final String EXECUTED_BY_COMMAND = "3/0/12";
  static final String EXECUTED = "3/0/4";
  private static final String SENT_WITH_IT = "3303/0/5602";
  private static final long WAIT_MILLIS = 60_000;
  private static final long LIFETIME_MIN = 86_400;
  private static final int LIFETIMES = 1_000;
  private static final Bytes OBJECTS =
      Bytes.ofUtf8("</>;rt=\"oma.lwm2m\";ct=110,</1/0>,</3/0>,</3303/0>");

  final String endpoint;
  final CommandBook commands;
  final AwakeBook awake;
  private final Wire wire;
  private final Random random;
  private final Findings findings;
  private final ReentrantLock busy = new ReentrantLock();
  private final Set<String> executed = ConcurrentHashMap.newKeySet();
  private int messageId;
  private int observe;
  private long value;
  private long sendNumber;

  /// The handle of the registration that the server acknowledged.
  private Optional<String> handle = Optional.empty();

  private long lifetime;

  /// Whether an operation that changes the registration had no answer: it may have been done or not.
  private boolean unsure;

  /// The token of the observation that was asked for last; the wire's thread sets it.
  private volatile @Nullable Token observation;

  /// How often it was asked for.
  private final AtomicInteger asked = new AtomicInteger();

  /// Whether the server said that it observes, and has not asked again since.
  private volatile boolean observed;

  // What was acknowledged.
  private final Set<Long> notified = new TreeSet<>();
  private final Set<Long> sent = new TreeSet<>();
  private final Set<String> registered = new TreeSet<>();
  private final Set<String> deregistered = new TreeSet<>();

  /// Sleeps between its messages, as far as the server knows.
  private final boolean queueMode;

  CrashDevice(
      String endpoint,
      boolean queueMode,
      InetSocketAddress server,
      Random random,
      Findings findings)
      throws IOException {
    this.endpoint = endpoint;
    this.queueMode = queueMode;
    this.random = random;
    this.findings = findings;
    commands = new CommandBook(endpoint, findings);
    awake = new AwakeBook(endpoint, new Random(random.nextLong()), findings);
    messageId = random.nextInt(65_536);
    wire = new Wire(server, this::answer);
  }

  /// What the server asks of it; runs on the wire's thread.
  private Message answer(Message request) {
    String path = String.join("/", request.options().uriPath());
    if (request.code().equals(Code.PUT)) {
      commands.seen(CommandBook.Kind.WRITE, number(request.payload().utf8()));
      return response(request, Code.CHANGED, Options.NONE, Bytes.EMPTY);
    }
    if (request.code().equals(Code.POST)) {
      String arguments = request.payload().utf8();
      if (path.equals(EXECUTED_BY_COMMAND)) {
        commands.seen(CommandBook.Kind.EXECUTE, number(arguments.replaceAll("0='(\\d+)'", "$1")));
      } else if (!executed.add(arguments)) {
        findings.violation(endpoint + " executed " + arguments + " twice");
      }
      return response(request, Code.CHANGED, Options.NONE, Bytes.EMPTY);
    }
    boolean begins = request.options().observe().orElse(1) == 0;
    if (begins) {
      // Until somebody says that this one is established, notifications may find nobody.
      observed = false;
      observation = request.token();
      asked.incrementAndGet();
    }
    Options.Builder options = Options.builder().contentFormat(ContentFormat.TEXT);
    if (begins) {
      options.observe(1);
    }
    return response(request, Code.CONTENT, options.build(), Bytes.ofUtf8("0"));
  }

  /// The number in a text; 0, which nobody gives, where there is none.
  private static long number(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private static Message response(Message request, Code code, Options options, Bytes payload) {
    return new Message(Type.ACK, code, request.messageId(), request.token(), options, payload);
  }

  /// One operation of its own choice, unless it has one under way.
  ///
  /// @return what it wants of the server's users next
  Wish operate() throws InterruptedException {
    if (!busy.tryLock()) {
      return Wish.NONE;
    }
    try {
      int dice = random.nextInt(100);
      if (handle.isEmpty()) {
        register();
      } else if (dice < 30) {
        tell();
      } else if (dice < 45) {
        send();
      } else if (dice < 55) {
        update(true);
      } else if (dice < 65) {
        update(false);
      } else if (dice < 68) {
        deregister();
      } else if (dice < 71) {
        register();
      } else if (dice < 75) {
        return Wish.EXECUTE;
      } else if (dice < 85) {
        return Wish.COMMAND;
      } else if (dice < 87) {
        return Wish.AWAKE;
      } else {
        return observed ? Wish.NONE : Wish.OBSERVE;
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
    EXECUTE,
    COMMAND,
    AWAKE
  }

  /// Lets the server hear of it.
  void wake() throws InterruptedException {
    busy.lock();
    try {
      if (handle.isEmpty()) {
        register();
      } else {
        update(false);
      }
    } finally {
      busy.unlock();
    }
  }

  /// Registers anew; what it was told before comes before that in the event log.
  ///
  /// @return the registration id
  String registerLast() throws IOException, InterruptedException {
    busy.lock();
    try {
      register();
      if (unsure) {
        throw new IOException("the server does not answer a Register");
      }
      return handle.orElseThrow();
    } finally {
      busy.unlock();
    }
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
    Options.Builder query =
        Options.builder()
            .uriPath("rd")
            .uriQuery("ep=" + endpoint)
            .uriQuery("lwm2m=1.1")
            .uriQuery("b=U")
            .uriQuery("lt=" + wanted)
            .contentFormat(ContentFormat.LINK_FORMAT);
    if (queueMode) {
      query.uriQuery("Q");
    }
    unsure = true;
    observed = false;
    Optional<Message> answer = wire.ask(request(Code.POST, query.build(), OBJECTS), WAIT_MILLIS);
    if (judge(answer, Code.CREATED, "Register")) {
      handle = Optional.of(answer.get().options().locationPath().getLast());
      registered.add(handle.get());
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
      if (!gone) {
        deregistered.add(handle.orElseThrow());
      }
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

  private void tell() throws InterruptedException {
    if (observed) {
      sendNotification();
    } else {
      send();
    }
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
    Bytes payload = Bytes.ofUtf8(Long.toString(told));
    Message message = new Message(Type.CON, Code.CONTENT, nextMessageId(), token, options, payload);
    Optional<Message> answer = wire.ask(message, WAIT_MILLIS);
    if (answer.isEmpty()) {
      findings.unanswered();
    } else if (answer.get().type() == Type.RST) {
      // Unless the server has put another observation in its place meanwhile.
      if (observed) {
        findings.violation(endpoint + ": a notification with a token that is known got a Reset");
      }
      observed = false;
    } else {
      findings.acknowledged();
      notified.add(told);
    }
  }

  /// Two values in one message: both are there or none.
  private void send() throws InterruptedException {
    long told = ++sendNumber;
    String pack =
        "[{\"n\":\"/%s\",\"v\":%d},{\"n\":\"/%s\",\"v\":%d}]"
            .formatted(SENT, told, SENT_WITH_IT, told);
    Options options =
        Options.builder().uriPath("dp").contentFormat(ContentFormat.SENML_JSON).build();
    Optional<Message> answer =
        wire.ask(request(Code.POST, options, Bytes.ofUtf8(pack)), WAIT_MILLIS);
    boolean unknown = answer.map(a -> a.code().equals(Code.BAD_REQUEST)).orElse(false);
    // A Register or De-register without answer was done: nobody knows it there.
    if (!(unknown && unsure) && judge(answer, Code.CHANGED, "Send")) {
      sent.add(told);
    }
  }

  /// Asks somebody else to observe it, unless it has an operation under way.
  void observe(Calls calls) throws InterruptedException {
    if (!busy.tryLock()) {
      return;
    }
    try {
      if (handle.isPresent() && !observed) {
        int before = asked.get();
        boolean agreed = calls.observe(endpoint);
        // Where it was asked twice meanwhile, which of the two was established is not known.
        if (agreed && asked.get() == before + 1) {
          findings.acknowledged();
          observed = true;
          observe = 1;
        }
      }
    } finally {
      busy.unlock();
    }
  }

  /// Leaves a command for it, and takes one in five back.
  ///
  /// @param lives counts how often the server was killed
  void leaveCommand(Calls calls, IntSupplier lives) throws InterruptedException {
    if (!busy.tryLock()) {
      return;
    }
    try {
      if (handle.isEmpty()) {
        return;
      }
      int dice = random.nextInt(10);
      CommandBook.Kind kind = dice < 5 ? CommandBook.Kind.EXECUTE : CommandBook.Kind.WRITE;
      CommandBook.Entry entry = commands.begin(kind, lives.getAsInt());
      Optional<String> id = calls.leave(endpoint, kind, entry.number);
      if (id.isPresent()) {
        commands.accepted(entry, id.get());
        if (dice % 5 == 0 && calls.withdraw(commands.withdrawing(entry))) {
          commands.withdrawn(entry, lives.getAsInt());
        }
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
        String acknowledged = handle.get() + " with " + lifetime + " s was acknowledged";
        findings.violation(endpoint + " is " + shown.get() + " but " + acknowledged);
      }
    } finally {
      busy.unlock();
    }
  }

  /// Checks the values the server has of it.
  void checkValues(Calls calls) throws IOException, InterruptedException {
    busy.lock();
    try {
      has(calls.values(endpoint, OBSERVED), notified, "the notified value");
      has(calls.values(endpoint, SENT), sent, "the sent value");
      has(calls.values(endpoint, SENT_WITH_IT), sent, "the second sent value");
    } finally {
      busy.unlock();
    }
  }

  private <T> void has(Collection<T> there, Set<T> acknowledged, String what) {
    for (T told : acknowledged) {
      if (!there.contains(told)) {
        findings.violation(endpoint + ": " + what + " " + told + " was acknowledged and is gone");
      }
    }
  }

  /// Checks what the event log has of it.
  void checkEvents(EventCheck events) {
    busy.lock();
    try {
      EventCheck.OfDevice there = events.of(endpoint);
      has(there.registered, registered, "the event of registration");
      has(there.deregistered, deregistered, "the event of de-registration");
      has(there.sent, sent, "the event of sent value");
      has(there.notified, notified, "the event of notified value");
      inOrder(there.sent, "sent");
      inOrder(there.notified, "notified");
      once(there.registered, "registered");
      once(there.deregistered, "deregistered");
      for (CommandBook.Entry entry : commands.accepted()) {
        events.checkCommand(commands.id(entry), commands.result(entry));
      }
    } finally {
      busy.unlock();
    }
  }

  /// What is repeated across a restart comes twice, but nothing comes after what followed it.
  private void inOrder(List<Long> numbers, String what) {
    for (int i = 1; i < numbers.size(); i++) {
      if (numbers.get(i) < numbers.get(i - 1)) {
        findings.violation(endpoint + ": events of values " + what + " are out of order");
      }
    }
  }

  private void once(List<String> ids, String what) {
    if (Set.copyOf(ids).size() < ids.size()) {
      findings.violation(endpoint + " has two events " + what + " of one registration");
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
