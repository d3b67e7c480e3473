// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static io.tern.app.main.RawDialogue.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.net.HostPort;
import io.tern.spec.Spec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A device whose answer got lost repeats its message, and the server has been restarted meanwhile: what it
/// remembered of message ids is gone (RFC 7252 §4.5). Docs: operations, after a restart.
class RepeatedAfterRestartTest {
  @TempDir Path data;

  private Product product;
  private RawDialogue device;

  @BeforeEach
  void start() throws IOException {
    product = Product.start("data.dir", data.toString());
    device = new RawDialogue(product.program().coapAddress());
  }

  @AfterEach
  void end() {
    product.close();
    device.close();
  }

  private void restart() {
    HostPort where = product.program().coapAddress();
    product.close();
    product = Product.start("data.dir", data.toString(), "coap.bind", where.toString());
  }

  private static Message register(int id) {
    return request(id, Code.POST, RawDialogue.registering("d"), RawDialogue.LINKS);
  }

  private static Message send(int id, String senml) {
    Options.Builder options =
        Options.builder().uriPath("dp").contentFormat(ContentFormat.SENML_JSON);
    return request(id, Code.POST, options, Bytes.ofUtf8(senml));
  }

  private String registered(Message register) throws IOException {
    Message answer = device.ask(register);
    assertThat(answer.code()).isEqualTo(Code.CREATED);
    return answer.options().locationPath().getLast();
  }

  private List<JsonNode> values(String path) {
    JsonNode page = product.http().get("/api/v1/devices/d/values/" + path + "?limit=10").body();
    return List.copyOf(page.findValues("value"));
  }

  private JsonNode shown() {
    return product.http().get("/api/v1/devices/d").body();
  }

  @Test
  @Spec("REG-41")
  void a_register_takes_the_place_of_the_one_that_was_done() throws IOException {
    String first = registered(register(1));
    restart();
    String second = registered(register(1));
    assertThat(second).isNotEqualTo(first);
    assertThat(shown().path("registrationId").asText()).isEqualTo(second);
    assertThat(product.http().get("/api/v1/devices").body().path("items")).hasSize(1);
  }

  @Test
  void an_update_changes_nothing_more_and_a_de_register_finds_nothing() throws IOException {
    String handle = registered(register(1));
    Options.Builder longer = Options.builder().uriPath("rd", handle).uriQuery("lt=600");
    Message update = request(2, Code.POST, longer, Bytes.EMPTY);
    assertThat(device.ask(update).code()).isEqualTo(Code.CHANGED);
    restart();
    assertThat(device.ask(update).code()).isEqualTo(Code.CHANGED);
    assertThat(shown().path("lifetimeSeconds").asInt()).isEqualTo(600);
    Message deregister =
        request(3, Code.DELETE, Options.builder().uriPath("rd", handle), Bytes.EMPTY);
    assertThat(device.ask(deregister).code()).isEqualTo(Code.DELETED);
    restart();
    assertThat(device.ask(deregister).code()).isEqualTo(Code.NOT_FOUND);
    assertThat(product.http().get("/api/v1/devices").body().path("items")).isEmpty();
  }

  @Test
  void a_send_is_kept_again_unless_it_says_when_its_values_were_measured() throws IOException {
    registered(register(1));
    Message without = send(2, "[{\"n\":\"/3303/0/5700\",\"v\":21.5}]");
    Message with = send(3, "[{\"bt\":1700000000,\"n\":\"/3303/0/5601\",\"v\":7}]");
    assertThat(device.ask(without).code()).isEqualTo(Code.CHANGED);
    assertThat(device.ask(with).code()).isEqualTo(Code.CHANGED);
    restart();
    assertThat(device.ask(without).code()).isEqualTo(Code.CHANGED);
    assertThat(device.ask(with).code()).isEqualTo(Code.CHANGED);
    assertThat(values("3303/0/5700")).extracting(JsonNode::asDouble).containsExactly(21.5, 21.5);
    assertThat(values("3303/0/5601")).extracting(JsonNode::asDouble).containsExactly(7.0);
  }

  @Test
  void a_notification_is_acknowledged_and_not_kept_again() throws Exception {
    registered(register(1));
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Integer> observing =
          CompletableFuture.supplyAsync(
              () -> product.http().put("/api/v1/devices/d/observations/3303/0/5700", "{}").status(),
              executor);
      Message asked = device.receive();
      device.transmit(notification(Type.ACK, asked.messageId(), asked.token(), 1, "20"));
      assertThat(observing.join()).isEqualTo(200);
      Message notification = notification(Type.CON, 900, asked.token(), 2, "21");
      assertThat(device.ask(notification).type()).isEqualTo(Type.ACK);
      restart();
      assertThat(device.ask(notification).type()).isEqualTo(Type.ACK);
      assertThat(device.ask(notification(Type.CON, 901, asked.token(), 3, "22")).type())
          .isEqualTo(Type.ACK);
    }
    assertThat(values("3303/0/5700"))
        .extracting(JsonNode::asDouble)
        .containsOnlyOnce(21.0)
        .containsOnlyOnce(22.0);
  }

  private static Message notification(Type type, int id, Token token, int observe, String text) {
    Options options = Options.builder().contentFormat(ContentFormat.TEXT).observe(observe).build();
    return new Message(type, Code.CONTENT, id, token, options, Bytes.ofUtf8(text));
  }
}
