// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.server.ModelSource;
import io.tern.server.Registration;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Clients of the field, message by message, against the engine behind its CoAP endpoint: how Wakaama,
/// Contiki-NG, Zephyr, Anjay and sketches for microcontrollers register and update.
class FieldClientsTest {
  private static final Peer DEVICE = peer(1);

  private final EngineFixture fixture = new EngineFixture();
  private Wire wire;
  private Wire.Node server;
  private int messageId = 0x7000;

  @BeforeEach
  void start() {
    wire = new Wire(1);
    server =
        wire.attach(peer(5683), requester -> fixture.engineOn(wire, requester, ModelSource.NONE));
  }

  /// What the server sends back, one message, to the device's next message.
  private Message ask(Type type, Code method, Token token, Options options, Bytes payload) {
    wire.unclaimed.clear();
    Message request = new Message(type, method, messageId++, token, options, payload);
    server.receive(DEVICE, UdpCodec.encode(request));
    wire.run(SECOND);
    assertThat(wire.unclaimed).hasSize(1);
    Message answer = ((Decoded.Ok) UdpCodec.decode(wire.unclaimed.getFirst())).message();
    assertThat(answer.token()).isEqualTo(token);
    return answer;
  }

  private Message post(Options options, String payload) {
    return ask(Type.CON, Code.POST, Token.of(0xA1B2, 2), options, Bytes.ofUtf8(payload));
  }

  private static Options.Builder at(List<String> path, String... query) {
    Options.Builder options = Options.builder().uriPath(path.toArray(String[]::new));
    List.of(query).forEach(options::uriQuery);
    return options;
  }

  private static Options.Builder rd(String... query) {
    return at(List.of("rd"), query);
  }

  private Registration registered(Message answer) {
    assertThat(answer.code()).isEqualTo(Code.CREATED);
    assertThat(answer.options().locationPath()).hasSize(2).startsWith("rd");
    return fixture.registration(answer.options().locationPath().getLast());
  }

  @Test
  @Spec({"REG-02", "REG-21", "REG-48", "QRK-02"})
  void wakaama_updates_its_object_list_without_content_format() {
    Message created =
        post(
            rd("lwm2m=1.1", "ep=testlwm2mclient", "b=U", "lt=300")
                .contentFormat(ContentFormat.LINK_FORMAT)
                .build(),
            "</>;rt=\"oma.lwm2m\";ct=112,</1>;ver=1.1,</1/0>,</2/0>,</3/0>,</5/0>");
    Registration before = registered(created);
    assertThat(before.terms().objects().formats()).containsExactly(ContentFormat.SENML_CBOR);
    Message updated =
        post(
            at(created.options().locationPath()).build(),
            "</>;rt=\"oma.lwm2m\";ct=112,</1>;ver=1.1,</1/0>,</2/0>,</3/0>,</5/0>,</31024/10>");
    assertThat(updated.code()).isEqualTo(Code.CHANGED);
    Registration after = fixture.registration(created.options().locationPath().getLast());
    assertThat(after.terms().objects().hasInstance(31024, 10)).isTrue();
    assertThat(fixture.events.tolerated).containsExactly(Tolerance.LINKS_WITHOUT_FORMAT);
  }

  @Test
  @Spec({"REG-01", "REG-13", "REG-21", "CBLK-02"})
  void contiki_registers_in_blocks_of_128_bytes_without_release_and_content_format() {
    StringBuilder links = new StringBuilder("</>;ct=\"11543 110\",</1/0>,</3/0>");
    for (int i = 0; i < 30; i++) {
      links.append(",</3303/").append(i).append('>');
    }
    Bytes body = Bytes.ofUtf8(links.toString());
    List<Code> codes = new ArrayList<>();
    Message answer = null;
    for (int number = 0; number * 128 < body.size(); number++) {
      int end = Math.min(body.size(), number * 128 + 128);
      Block block = new Block(number, end < body.size(), 3);
      answer =
          ask(
              Type.CON,
              Code.POST,
              Token.of(0x40 + number, 1),
              rd("ep=Contiki-NG-00", "b=U", "lt=300").block1(block).build(),
              body.slice(number * 128, end));
      codes.add(answer.code());
      assertThat(answer.options().block1()).contains(block);
    }
    assertThat(codes).hasSizeGreaterThan(2).last().isEqualTo(Code.CREATED);
    assertThat(codes.subList(0, codes.size() - 1)).containsOnly(Code.CONTINUE);
    Registration registration = registered(answer);
    assertThat(registration.terms().release()).isEqualTo(Release.V1_0);
    assertThat(registration.terms().objects().hasInstance(3303, 29)).isTrue();
    assertThat(fixture.events.tolerated)
        .containsExactlyInAnyOrder(Tolerance.LINKS_WITHOUT_FORMAT, Tolerance.RELEASE_MISSING);
  }

  @Test
  @Spec({"REG-12", "REG-13", "REG-32"})
  void a_sketch_registers_with_a_bare_release_and_blanks_between_links() {
    Message created =
        ask(
            Type.CON,
            Code.POST,
            Token.EMPTY,
            rd("ep=EspOizom", "lt=1246543", "lwm2m=1").build(),
            Bytes.ofUtf8("</1>, </2>, </3>, </4>, </5>"));
    Registration registration = registered(created);
    assertThat(registration.terms().release()).isEqualTo(Release.V1_0);
    assertThat(registration.terms().objects().objects()).hasSize(5);
    assertThat(fixture.events.tolerated)
        .containsExactlyInAnyOrder(
            Tolerance.LINKS_WITHOUT_FORMAT,
            Tolerance.RELEASE_WITHOUT_MINOR,
            Tolerance.LINKS_BLANKS);
  }

  @Test
  @Spec({"REG-01", "REG-53", "REG-62"})
  void zephyr_has_room_for_a_location_of_32_characters_and_sends_what_changed() {
    Message created =
        post(
            rd("lwm2m=1.0", "ep=qemu_x86", "lt=30", "b=UQ")
                .contentFormat(ContentFormat.LINK_FORMAT)
                .build(),
            "</1/0>,</3/0>,</5/0>,</3303/0>,</3311/0>");
    Registration registration = registered(created);
    assertThat(created.options().locationPath().getLast()).hasSizeLessThanOrEqualTo(32);
    assertThat(registration.terms().queueMode()).isTrue();
    assertThat(post(at(created.options().locationPath(), "lt=60").build(), "").code())
        .isEqualTo(Code.CHANGED);
    Options same =
        at(created.options().locationPath()).contentFormat(ContentFormat.LINK_FORMAT).build();
    assertThat(post(same, "").code()).isEqualTo(Code.CHANGED);
    Registration after = fixture.registration(created.options().locationPath().getLast());
    assertThat(after.terms().lifetimeSeconds()).isEqualTo(60);
    assertThat(after.terms().queueMode()).isTrue();
    assertThat(after.terms().objects()).isEqualTo(registration.terms().objects());
    assertThat(fixture.events.tolerated).isEmpty();
  }

  @Test
  @Spec({"REG-01", "REG-03", "REG-18", "VER-04"})
  void anjay_names_the_release_first_and_quotes_versions() {
    Message created =
        post(
            rd("lwm2m=1.0", "ep=urn:dev:os:0023C7-000001", "lt=86400")
                .contentFormat(ContentFormat.LINK_FORMAT)
                .build(),
            "</1/1>,</2>,</3/0>,</4>;ver=\"1.1\",</4/0>,</5/0>,</1337>;ver=\"1.0\"");
    Registration registration = registered(created);
    assertThat(registration.endpoint()).hasToString("urn:dev:os:0023C7-000001");
    assertThat(registration.terms().objects().object(4).orElseThrow().version())
        .hasValueSatisfying(version -> assertThat(version).hasToString("1.1"));
    Options location = at(created.options().locationPath()).build();
    assertThat(ask(Type.CON, Code.DELETE, Token.of(7, 8), location, Bytes.EMPTY).code())
        .isEqualTo(Code.DELETED);
    assertThat(post(location, "").code()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  @Spec({"REG-32", "REG-48", "VER-04"})
  void what_is_forgiven_in_a_list_is_told_at_every_register_and_update_that_brings_one() {
    String links = "</1/0/>,</3/0>,</10>;ver=abc";
    Message created =
        post(
            rd("lwm2m=1.1", "ep=sloppy", "lt=60").contentFormat(ContentFormat.LINK_FORMAT).build(),
            links);
    Registration registration = registered(created);
    assertThat(registration.terms().objects().hasInstance(1, 0)).isTrue();
    assertThat(registration.terms().objects().object(10).orElseThrow().version()).isEmpty();
    Tolerance[] once = {Tolerance.LINKS_TRAILING_SLASH, Tolerance.VERSION_UNUSABLE};
    // `abc` has no quotes either: bare is right in 1.1.
    assertThat(fixture.events.tolerated).containsExactlyInAnyOrder(once);
    Options location = at(created.options().locationPath()).build();
    assertThat(post(location, "").code()).isEqualTo(Code.CHANGED);
    assertThat(fixture.events.tolerated).hasSize(2);
    Options listed = location.toBuilder().contentFormat(ContentFormat.LINK_FORMAT).build();
    assertThat(post(listed, links).code()).isEqualTo(Code.CHANGED);
    assertThat(fixture.events.tolerated.subList(2, 4)).containsExactlyInAnyOrder(once);
  }

  @Test
  @Spec({"REG-01", "4.16"})
  void five_hundred_clients_behind_one_port_register_at_once() {
    HeldJournal journal = new HeldJournal();
    fixture.journal = journal;
    start();
    for (int i = 0; i < 500; i++) {
      Options options =
          rd("ep=d" + i, "lwm2m=1.1").contentFormat(ContentFormat.LINK_FORMAT).build();
      Message register =
          new Message(
              Type.CON, Code.POST, i, Token.of(i, 2), options, Bytes.ofUtf8("</1/0>,</3/0>"));
      server.receive(DEVICE, UdpCodec.encode(register));
    }
    wire.run(SECOND / 2);
    assertThat(wire.unclaimed).isEmpty();
    journal.flush(true);
    wire.run(SECOND / 4);
    assertThat(wire.unclaimed)
        .hasSize(500)
        .allSatisfy(
            datagram ->
                assertThat(((Decoded.Ok) UdpCodec.decode(datagram)).message().code())
                    .isEqualTo(Code.CREATED));
  }

  @Test
  @Spec({"REG-01", "RFC7252-5.3.1", "RFC7252-5.2.3"})
  void tokens_of_any_length_and_both_types_are_answered_alike() {
    for (int length = 0; length <= 8; length++) {
      for (Type type : List.of(Type.CON, Type.NON)) {
        Options options =
            rd("ep=d" + length, "lwm2m=1.1", "lt=60")
                .contentFormat(ContentFormat.LINK_FORMAT)
                .build();
        Token token = length == 0 ? Token.EMPTY : Token.of(0x5A, length);
        Message created = ask(type, Code.POST, token, options, Bytes.ofUtf8("</1/0>,</3/0>"));
        registered(created);
        assertThat(created.type()).isEqualTo(type == Type.CON ? Type.ACK : Type.NON);
      }
    }
    assertThat(fixture.registrations.count()).isEqualTo(9);
    assertThat(fixture.find("d8").orElseThrow().terms().objects().hasInstance(3, 0)).isTrue();
  }
}
