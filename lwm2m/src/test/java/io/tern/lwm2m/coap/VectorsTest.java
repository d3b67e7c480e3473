// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import io.tern.coap.link.Link;
import io.tern.coap.link.LinkLimits;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.codec.DecodeLimits;
import io.tern.lwm2m.codec.DecodedPaths;
import io.tern.lwm2m.codec.Formats;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.lwm2m.op.Uplink;
import io.tern.spec.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Vectors of whole messages, from the datagram to the operation.
class VectorsTest {
  private static final ClientProfile CLIENT =
      new ClientProfile(Release.V1_1, "", List.of(), Models.NONE, DecodeLimits.DEFAULT);

  private static Message message(String hex) {
    Bytes datagram = Bytes.ofHex(hex.replace(" ", ""));
    Decoded decoded = UdpCodec.decode(datagram);
    assertThat(decoded).isInstanceOf(Decoded.Ok.class);
    Message message = ((Decoded.Ok) decoded).message();
    assertThat(UdpCodec.encode(message)).isEqualTo(datagram);
    return message;
  }

  private static Request request(Message message) {
    return Request.of(message.code(), message.options(), message.payload());
  }

  @Test
  @Spec("VEC-33")
  void a_register_over_udp() {
    Message message =
        message(
            "42 02 01 02 A1 B2 B2 72 64 11 28 38 65 70 3D 64 65 76 2D 31 06 6C 74 3D 33 30 30 09 6C 77"
                + "6D 32 6D 3D 31 2E 31 03 62 3D 55 01 51 FF 3C 2F 31 2F 30 3E 2C 3C 2F 33 2F 30 3E");
    assertThat(message.type()).isEqualTo(Type.CON);
    assertThat(message.token()).isEqualTo(Token.of(Bytes.of(0xA1, 0xB2)));
    UplinkReading reading =
        ServerUplinks.read(request(message), new ObjectLists(LinkLimits.DEFAULT));
    assertThat(reading).isInstanceOf(UplinkReading.Understood.class);
    Uplink.Register register = (Uplink.Register) ((UplinkReading.Understood) reading).uplink();
    assertThat(register.endpoint().orElseThrow().value()).isEqualTo("dev-1");
    assertThat(register.lifetimeSeconds()).hasValue(300);
    assertThat(register.release()).isEqualTo(Release.V1_1);
    assertThat(register.binding()).isEqualTo(Binding.U);
    assertThat(register.queueMode()).isTrue();
    assertThat(register.objects().objects())
        .containsExactly(
            new SupportedObject(1, Optional.empty(), List.of(0)),
            new SupportedObject(3, Optional.empty(), List.of(0)));
  }

  @Test
  @Spec("VEC-34")
  void the_answer_to_a_register() {
    Message message = message("62 41 01 02 A1 B2 82 72 64 04 35 61 33 66");
    assertThat(message.type()).isEqualTo(Type.ACK);
    assertThat(message.code()).isEqualTo(Code.CREATED);
    assertThat(message.options()).isEqualTo(ServerUplinks.registered("5a3f").options());
  }

  @Test
  @Spec("VEC-35")
  void an_observe_that_wants_senml_cbor() {
    Message message = message("41 01 70 01 01 60 51 33 01 30 01 39 61 70");
    assertThat(message.options().observe()).hasValue(0);
    assertThat(ClientDownlinks.read(request(message), CLIENT, Instant.EPOCH))
        .isEqualTo(
            new DownlinkReading.Understood(
                new Downlink.Observe(Path.of(3, 0, 9), Optional.of(ContentFormat.SENML_CBOR)),
                Optional.of(ContentFormat.SENML_CBOR)));
  }

  @Test
  @Spec("VEC-36")
  void a_fetch_of_two_paths() {
    Message message =
        message("41 05 70 02 02 C1 70 51 70 FF 82 A1 00 66 2F 33 2F 30 2F 39 A1 00 64 2F 31 2F 30");
    assertThat(message.code().value()).isEqualTo(5);
    assertThat(message.options().uriPath()).isEmpty();
    assertThat(message.options().accept()).contains(ContentFormat.SENML_CBOR);
    assertThat(
            Formats.decodePaths(
                message.options().contentFormat().orElseThrow(),
                message.payload(),
                CLIENT.reading(Instant.EPOCH)))
        .isEqualTo(new DecodedPaths.Paths(List.of(Path.of(3, 0, 9), Path.of(1, 0)), Set.of()));
  }

  @Test
  @Spec("VEC-37")
  void an_execute_with_an_argument() {
    Message message = message("41 02 70 03 03 B1 31 01 30 01 38 FF 30 3D 27 55 27");
    assertThat(message.options().contentFormat()).isEmpty();
    assertThat(ClientDownlinks.read(request(message), CLIENT, Instant.EPOCH))
        .isInstanceOfSatisfying(
            DownlinkReading.Understood.class,
            understood -> {
              Downlink.Execute execute = (Downlink.Execute) understood.operation();
              assertThat(execute.path()).isEqualTo(Path.of(1, 0, 8));
              assertThat(execute.arguments()).hasToString("0='U'");
            });
  }

  @Test
  @Spec("VEC-38")
  void the_first_block_of_a_firmware() {
    Message message =
        message(
            "41 03 70 04 04 B1 35 01 30 01 30 11 2A D1 02 0E D2 14 0B B8 FF" + "00".repeat(1024));
    assertThat(message.options().contentFormat()).contains(ContentFormat.OPAQUE);
    assertThat(message.options().block1()).contains(new Block(0, true, 6));
    assertThat(message.options().uint(OptionNumber.SIZE1)).hasValue(3000);
    assertThat(message.payload().size()).isEqualTo(1024);
  }

  private static Outcome<List<Link>> discovered(
      String links, ClientProfile client, List<Tolerance> tolerated) {
    Response response =
        Response.content(Code.CONTENT, ContentFormat.LINK_FORMAT, Bytes.ofUtf8(links));
    return ServerDownlinks.outcome(
        new Downlink.Discover(Path.of(3), OptionalInt.empty()),
        response,
        client,
        Instant.EPOCH,
        tolerated::addAll);
  }

  private static List<Link> links(String text, List<Tolerance> tolerated) {
    Outcome<List<Link>> outcome = discovered(text, CLIENT, tolerated);
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    return ((Outcome.Answered<List<Link>>) outcome).value();
  }

  @Test
  @Spec("VEC-66")
  void the_links_of_bootstrap_discover() {
    List<Tolerance> tolerated = new ArrayList<>();
    List<Link> links =
        links(
            "</>;lwm2m=1.1,</0/0>;ssid=1;uri=\"coaps://h:5684\",</0/1>,</1/0>;ssid=1,</3/0>,"
                + "</21/0>;ssid=1,</21/1>",
            tolerated);
    assertThat(links).hasSize(7);
    assertThat(links.get(0).attribute("lwm2m")).contains("1.1");
    assertThat(links.get(1).attribute("ssid")).contains("1");
    assertThat(links.get(1).attribute("uri")).contains("coaps://h:5684");
    assertThat(links.get(2).attributes()).isEmpty();
    assertThat(links.get(5).attribute("ssid")).contains("1");
    assertThat(links.get(6).attributes()).isEmpty();
    assertThat(tolerated).isEmpty();
  }

  @Test
  @Spec("REG-32")
  void blanks_in_an_answer_to_discover_are_forgiven_and_named() {
    List<Tolerance> tolerated = new ArrayList<>();
    assertThat(links("</3>, </3/0>,</3/0/9>;pmin=1;pmin=1,", tolerated)).hasSize(3);
    assertThat(tolerated)
        .containsExactlyInAnyOrder(
            Tolerance.LINKS_BLANKS, Tolerance.LINKS_REPEATED, Tolerance.LINKS_EMPTY);
  }

  @Test
  @Spec("VEC-67")
  void the_links_of_bootstrap_discover_in_their_legacy_form() {
    List<Tolerance> tolerated = new ArrayList<>();
    String legacy = "lwm2m=\"1.0\",</0/0>;ssid=1,</0/1>,</1/0>;ssid=1,</3/0>";
    List<Link> links = links(legacy, tolerated);
    assertThat(links).hasSize(5);
    assertThat(links.getFirst()).isEqualTo(Link.of("/").with("lwm2m", "1.0"));
    assertThat(tolerated).containsExactly(Tolerance.LINKS_BARE_ATTRIBUTES);
    ClientProfile strict =
        new ClientProfile(
            Release.V1_1,
            "",
            List.of(),
            Models.NONE,
            DecodeLimits.DEFAULT.refusing(Tolerance.all()));
    assertThat(discovered(legacy, strict, tolerated)).isInstanceOf(Outcome.Undecodable.class);
  }

  @Test
  @Spec("VER-04")
  void a_version_stands_bare_and_is_read_with_quotes_as_well() {
    ObjectList objects =
        new ObjectList(
            "",
            List.of(),
            List.of(new SupportedObject(10, Optional.of(new Version(1, 1)), List.of())));
    assertThat(UplinkObjects.write(objects).utf8()).isEqualTo("</10>;ver=1.1");
    assertThat(UplinkObjects.parse(Bytes.ofUtf8("</10>;ver=1.1"), LinkLimits.DEFAULT))
        .isEqualTo(new UplinkObjects.Parsed(objects, Set.of(Tolerance.VERSION_BARE)));
    assertThat(UplinkObjects.parse(Bytes.ofUtf8("</10>;ver=\"1.1\""), LinkLimits.DEFAULT))
        .isEqualTo(new UplinkObjects.Parsed(objects, Set.of(Tolerance.VERSION_QUOTED)));
  }

  @Test
  @Spec("FMT-16")
  void a_refused_format_gives_way_to_the_next() {
    io.tern.lwm2m.node.Node node =
        new io.tern.lwm2m.node.Node.SingleResource(1, new io.tern.lwm2m.Value.Int(60));
    assertThat(FormatChoice.towards(CLIENT, node)).startsWith(ContentFormat.SENML_CBOR);
    ClientProfile once = CLIENT.refusing(Set.of(ContentFormat.SENML_CBOR));
    assertThat(FormatChoice.towards(once, node)).startsWith(ContentFormat.SENML_JSON);
    ClientProfile always =
        CLIENT.refusing(
            Set.of(
                ContentFormat.SENML_CBOR,
                ContentFormat.SENML_JSON,
                ContentFormat.TLV,
                ContentFormat.TEXT));
    assertThat(FormatChoice.towards(always, node)).startsWith(ContentFormat.SENML_CBOR);
  }
}
