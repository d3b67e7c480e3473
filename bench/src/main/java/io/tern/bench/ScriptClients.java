// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/// Clients that go through the steps of a [Script], one request at a time (NSTART 1).
///
/// Requests are encoded beforehand; message id and token are put in. A client counts its message ids
/// up and stops in an error before they would repeat: a server would answer from its memory of
/// duplicates, which costs next to nothing.
final class ScriptClients implements Clients {
  private static final int MESSAGE_IDS = 65_536;
  private static final int ACK_TOKEN_4 = 0x64;
  private static final int NON_TOKEN_4 = 0x54;

  private final Script script;
  private final int[] sent;
  private final int[] step;
  private int answerBytes;

  ScriptClients(Script script, int count) {
    this.script = script;
    sent = new int[count];
    step = new int[count];
  }

  @Override
  public int count() {
    return sent.length;
  }

  @Override
  public int begin(int unit, MemorySegment out, long at) {
    step[unit] = 0;
    return request(unit, out, at);
  }

  private int request(int client, MemorySegment out, long at) {
    if (sent[client] == MESSAGE_IDS) {
      throw new IllegalStateException("message ids would repeat: take more clients or less time");
    }
    sent[client]++;
    byte[] template = script.step(step[client]).request();
    MemorySegment.copy(template, 0, out, JAVA_BYTE, at, template.length);
    putShort(out, at + 2, messageId(client));
    putShort(out, at + 4, client >>> 16);
    putShort(out, at + 6, client);
    return template.length;
  }

  private static void putShort(MemorySegment out, long at, int value) {
    out.set(JAVA_BYTE, at, (byte) (value >>> 8));
    out.set(JAVA_BYTE, at + 1, (byte) value);
  }

  private int messageId(int client) {
    return sent[client] - 1;
  }

  @Override
  public Verdict take(int client, Datagram answer, MemorySegment out, long at) {
    answerBytes = 0;
    Script.Step now = script.step(step[client]);
    if (answer.size < 8) {
      return Verdict.WRONG;
    }
    boolean mine =
        (answer.octet(4) << 24 | answer.octet(5) << 16 | answer.octet(6) << 8 | answer.octet(7))
            == client;
    if (!mine || !isRight(client, now, answer)) {
      return Verdict.WRONG;
    }
    if (step[client] + 1 == script.count()) {
      return Verdict.DONE;
    }
    step[client]++;
    answerBytes = request(client, out, at);
    return Verdict.GOES_ON;
  }

  private boolean isRight(int client, Script.Step now, Datagram answer) {
    boolean sameId = answer.messageId() == messageId(client);
    if (script.echoed()) {
      return sameId && answer.size == now.request().length;
    }
    return answer.octet(1) == now.code()
        && answer.size >= now.answerBytesMin()
        && (script.confirmable()
            ? answer.octet(0) == ACK_TOKEN_4 && sameId
            : answer.octet(0) == NON_TOKEN_4);
  }

  @Override
  public int answerBytes() {
    return answerBytes;
  }
}
