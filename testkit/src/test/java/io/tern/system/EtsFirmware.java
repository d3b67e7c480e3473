// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.client.Change;
import io.tern.client.Instance;
import io.tern.client.InstanceHost;
import io.tern.client.object.Device;
import io.tern.client.object.ObjectInstance;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.testkit.SimNet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;

/// A Firmware Update object (object 5, state machine of its definition) whose images say what becomes of
/// them: their first word is `good`, followed by the new version, or the failure.
final class EtsFirmware implements Instance {
  static final int ID = 5;
  static final int PACKAGE = 0;
  static final int PACKAGE_URI = 1;
  static final int UPDATE = 2;
  static final int STATE = 3;
  static final int RESULT = 5;

  static final int IDLE = 0;
  static final int DOWNLOADING = 1;
  static final int DOWNLOADED = 2;
  static final int UPDATING = 3;

  private static final Duration TAKES = Duration.ofSeconds(2);
  private static final Map<String, Integer> FAILURES =
      Map.of("large", 2, "memory", 3, "lost", 4, "corrupt", 5, "foreign", 6, "nowhere", 7);

  private final SimNet net;
  private final ObjectInstance device;
  private final ObjectInstance held;
  private String image = "";
  private int state = IDLE;

  /// @param device has its firmware version changed
  EtsFirmware(ObjectModel model, SimNet net, ObjectInstance device) {
    this.net = net;
    this.device = device;
    this.held =
        ObjectInstance.of(model, 0)
            .accepting(PACKAGE, PACKAGE_URI)
            .executing(UPDATE, arguments -> {})
            .holding(STATE, IDLE)
            .holding(RESULT, 0)
            .holding(8, Map.of(0, 0))
            .holding(9, 2);
  }

  private void become(int next, int result) {
    state = next;
    held.set(STATE, next);
    held.set(RESULT, result);
  }

  private void onWritten(Node.ResourceNode content) {
    String text =
        switch (content) {
          case Node.SingleResource(int id, Value.Opaque(Bytes bytes)) ->
              new String(bytes.toArray(), StandardCharsets.UTF_8);
          case Node.SingleResource(int id, Value.Text(String uri)) ->
              uri.substring(uri.lastIndexOf('/') + 1);
          default -> throw new AssertionError(content);
        };
    if (text.isEmpty() || text.equals("\0")) {
      become(IDLE, 0);
      return;
    }
    image = text;
    become(DOWNLOADING, 0);
    net.after(TAKES, now -> onDownloaded());
  }

  private void onDownloaded() {
    Integer failure = FAILURES.get(word(0));
    become(failure == null ? DOWNLOADED : IDLE, failure == null ? 0 : failure);
  }

  private String word(int index) {
    return List.of(image.split("[ -]", -1)).get(index);
  }

  private void onInstalled() {
    if (word(0).equals("good")) {
      device.set(Device.FIRMWARE_VERSION, word(1));
      become(IDLE, 1);
    } else {
      become(DOWNLOADED, 8);
    }
  }

  @Override
  public ObjectModel model() {
    return held.model();
  }

  @Override
  public int id() {
    return held.id();
  }

  @Override
  public void onServed(InstanceHost host) {
    held.onServed(host);
  }

  @Override
  public boolean supports(int resourceId) {
    return held.supports(resourceId);
  }

  @Override
  public List<Integer> resources() {
    return held.resources();
  }

  @Override
  public void read(
      OptionalInt resourceId, AnswerListener<Node.InstanceNode> listener, long nowNanos) {
    held.read(resourceId, listener, nowNanos);
  }

  @Override
  public void check(
      SortedMap<Integer, Change> changes, AnswerListener<Downlink.Done> listener, long nowNanos) {
    held.check(changes, listener, nowNanos);
  }

  @Override
  public void write(
      SortedMap<Integer, Change> changes, AnswerListener<Downlink.Done> listener, long nowNanos) {
    held.write(changes, listener, nowNanos);
    for (Change change : changes.values()) {
      if (change instanceof Change.Put(Node.ResourceNode content)) {
        onWritten(content);
      }
    }
  }

  @Override
  public void execute(
      int resourceId, Arguments arguments, AnswerListener<Downlink.Done> listener, long nowNanos) {
    if (state != DOWNLOADED) {
      listener.onAnswer(
          Answer.refused(Code.METHOD_NOT_ALLOWED, "there is nothing to install"), nowNanos);
      return;
    }
    listener.onAnswer(Answer.DONE, nowNanos);
    become(UPDATING, 0);
    net.after(TAKES, now -> onInstalled());
  }
}
