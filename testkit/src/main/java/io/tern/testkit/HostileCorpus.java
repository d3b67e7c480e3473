// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.UdpCodec;
import java.util.List;
import java.util.stream.Stream;

/// Valid messages that [HostileBytes] damages.
public final class HostileCorpus {
  private static final Token TOKEN = Token.of(0x0102030405060708L, 8);

  private HostileCorpus() {}

  /// What LwM2M devices and servers say to each other over CoAP, and the corners of the format.
  public static List<Bytes> coap() {
    return Stream.concat(uplink(), Stream.concat(downlink(), corners()))
        .map(UdpCodec::encode)
        .toList();
  }

  private static Stream<Message> uplink() {
    Options register =
        Options.builder()
            .uriPath("rd")
            .contentFormat(ContentFormat.LINK_FORMAT)
            .uriQuery("ep=urn:imei:004999010640000")
            .uriQuery("lt=86400")
            .uriQuery("lwm2m=1.1")
            .uriQuery("b=U")
            .build();
    Bytes links = Bytes.ofUtf8("</>;rt=\"oma.lwm2m\";ct=110,</1/0>;ver=1.1,</3/0>,</3303/0>");
    Options part =
        register.toBuilder()
            .block1(new Block(0, true, 2))
            .add(OptionNumber.REQUEST_TAG, Bytes.of(1))
            .build();
    Options senml = Options.builder().uriPath("dp").contentFormat(ContentFormat.SENML_JSON).build();
    Options notification = Options.builder().observe(77).contentFormat(ContentFormat.TLV).build();
    return Stream.of(
        message(Type.CON, Code.POST, register, links),
        message(Type.CON, Code.POST, part, Bytes.wrap(new byte[64])),
        message(Type.CON, Code.POST, senml, Bytes.ofUtf8("[{\"n\":\"/3303/0/5700\",\"v\":21.5}]")),
        message(Type.CON, Code.POST, path("rd", "5a3f"), Bytes.EMPTY),
        message(Type.CON, Code.DELETE, path("rd", "5a3f"), Bytes.EMPTY),
        message(Type.NON, Code.CONTENT, notification, Bytes.ofHex("e41644428f5c29")));
  }

  private static Stream<Message> downlink() {
    Options observe = path("3303", "0", "5700").toBuilder().observe(0).build();
    Options next = path("5", "0", "0").toBuilder().block2(new Block(1000, true, 6)).build();
    Options write = path("3", "0", "14").toBuilder().contentFormat(ContentFormat.TEXT).build();
    Options attributes = path("3", "0").toBuilder().uriQuery("pmin=10").uriQuery("gt=2.5").build();
    return Stream.of(
        message(Type.CON, Code.GET, observe, Bytes.EMPTY),
        message(Type.CON, Code.GET, next, Bytes.EMPTY),
        message(Type.CON, Code.PUT, write, Bytes.ofUtf8("+02:00")),
        message(Type.CON, Code.PUT, attributes, Bytes.EMPTY),
        message(Type.CON, Code.FETCH, path(), Bytes.ofHex("81a100632f332f30")),
        message(Type.ACK, Code.CREATED, location(), Bytes.EMPTY),
        message(Type.ACK, Code.CONTENT, next, Bytes.wrap(new byte[1024])),
        message(Type.ACK, Code.BAD_REQUEST, Options.NONE, Bytes.ofUtf8("no such resource")));
  }

  private static Stream<Message> corners() {
    Options.Builder many = Options.builder();
    for (int i = 0; i < 40; i++) {
      many.uriPath("s" + i);
    }
    Options far =
        Options.builder()
            .add(65_001, Bytes.wrap(new byte[300]))
            .add(2_049, Bytes.of(1))
            .add(OptionNumber.IF_NONE_MATCH, Bytes.EMPTY)
            .build();
    return Stream.of(
        Message.empty(Type.CON, 1),
        Message.empty(Type.ACK, 65_535),
        Message.empty(Type.RST, 0),
        message(Type.NON, Code.GET, many.build(), Bytes.EMPTY),
        message(Type.CON, Code.PUT, far, Bytes.of(0xFF, 0xFF)),
        message(Type.CON, Code.of(7, 1), Options.NONE, Bytes.EMPTY));
  }

  private static Options path(String... segments) {
    return Options.builder().uriPath(segments).build();
  }

  private static Options location() {
    return Options.builder().locationPath("rd", "5a3f").build();
  }

  private static Message message(Type type, Code code, Options options, Bytes payload) {
    return new Message(type, code, 0x1234, TOKEN, options, payload);
  }
}
