// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.link.LinkLimits;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.ProfileId;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.op.Uplink;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UplinksTest {
  private static final String LINKS = "</1/0>,</3/0>";

  private static Request register(String links, String... query) {
    Options.Builder options = Options.builder().uriPath("rd");
    for (String argument : query) {
      options.uriQuery(argument);
    }
    if (!links.isEmpty()) {
      options.contentFormat(ContentFormat.LINK_FORMAT);
    }
    return Request.of(Code.POST, options.build(), Bytes.ofUtf8(links));
  }

  private static UplinkReading read(Request request) {
    return ServerUplinks.read(request, new ObjectLists(LinkLimits.DEFAULT));
  }

  private static Uplink.Register registered(String links, String... query) {
    UplinkReading reading = read(register(links, query));
    assertThat(reading).isInstanceOf(UplinkReading.Understood.class);
    return (Uplink.Register) ((UplinkReading.Understood) reading).uplink();
  }

  private static Code refusal(Request request) {
    UplinkReading reading = read(request);
    assertThat(reading).isInstanceOf(UplinkReading.Refused.class);
    UplinkReading.Refused refused = (UplinkReading.Refused) reading;
    assertThat(refused.diagnostic()).isNotBlank();
    assertThat(refused.response().code()).isEqualTo(refused.code());
    return refused.code();
  }

  private static ObjectList objects(String links) {
    return registered(links, "ep=d").objects();
  }

  @Test
  @Spec({"REG-01", "REG-16"})
  void register_carries_all_parameters() {
    Uplink.Register register =
        registered(LINKS, "ep=dev-1", "lt=300", "lwm2m=1.1", "b=UT", "Q", "sms=491701234");
    assertThat(register.endpoint()).contains(new EndpointName("dev-1"));
    assertThat(register.lifetimeSeconds()).hasValue(300);
    assertThat(register.release()).isEqualTo(Release.V1_1);
    assertThat(register.binding()).hasToString("UT");
    assertThat(register.queueMode()).isTrue();
    assertThat(register.sms()).contains("491701234");
    assertThat(register.objects().objects())
        .containsExactly(
            new SupportedObject(1, Optional.empty(), List.of(0)),
            new SupportedObject(3, Optional.empty(), List.of(0)));
  }

  @Test
  @Spec("REG-18")
  void parameters_come_in_any_order() {
    List<String> query =
        new ArrayList<>(List.of("ep=d", "lt=60", "lwm2m=1.2", "b=U", "Q", "sms=49", "x=1", "x=2"));
    Uplink.Register expected = registered(LINKS, query.toArray(String[]::new));
    Random random = new Random(20);
    for (int i = 0; i < 50; i++) {
      Collections.shuffle(query, random);
      assertThat(registered(LINKS, query.toArray(String[]::new))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @Spec("REG-18")
  @ValueSource(strings = {"ep=e", "lt=60", "lwm2m=1.1", "b=U", "Q", "sms=49", "pid=v:a"})
  void a_parameter_given_twice_is_refused(String argument) {
    List<String> query = new ArrayList<>(List.of(argument, argument));
    if (!argument.startsWith("ep")) {
      query.add("ep=d");
    }
    assertThat(refusal(register(LINKS, query.toArray(String[]::new)))).isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec("REG-04")
  void unknown_parameters_are_ignored() {
    assertThat(registered(LINKS, "ep=d", "et=x", "foo", "=", ""))
        .isEqualTo(registered(LINKS, "ep=d"));
  }

  @ParameterizedTest
  @Spec({"REG-04", "REG-12"})
  @ValueSource(
      strings = {"abc", "-5", "", "+5", "4294967296", "99999999999999999999", "1e3", "5.0", " 5"})
  void a_lifetime_that_is_no_number_is_refused(String lifetime) {
    assertThat(refusal(register(LINKS, "ep=d", "lt=" + lifetime))).isEqualTo(Code.BAD_REQUEST);
  }

  @ParameterizedTest
  @Spec("REG-12")
  @CsvSource({"0, 0", "1, 1", "0300, 300", "4294967295, 4294967295"})
  void a_lifetime_is_any_unsigned_32_bit_number(String text, long seconds) {
    assertThat(registered(LINKS, "ep=d", "lt=" + text).lifetimeSeconds()).hasValue(seconds);
  }

  @Test
  @Spec({"REG-12", "REG-13", "REG-14"})
  void what_is_missing_is_left_open_or_means_release_1_0_over_udp() {
    Uplink.Register register = registered(LINKS);
    assertThat(register.endpoint()).isEmpty();
    assertThat(register.lifetimeSeconds()).isEmpty();
    assertThat(register.release()).isEqualTo(Release.V1_0);
    assertThat(register.binding()).isEqualTo(Binding.U);
    assertThat(register.queueMode()).isFalse();
  }

  @ParameterizedTest
  @Spec("REG-13")
  @ValueSource(strings = {"1.0", "1.1", "1.2"})
  void the_releases_1_0_to_1_2_are_accepted(String release) {
    assertThat(registered(LINKS, "ep=d", "lwm2m=" + release).release()).hasToString(release);
  }

  @ParameterizedTest
  @Spec({"REG-08", "REG-13"})
  @CsvSource({"2.0, 4.12", "1.3, 4.12", "0.9, 4.12", "2, 4.00", "abc, 4.00", "'', 4.00"})
  void another_release_is_refused(String release, String code) {
    assertThat(refusal(register(LINKS, "ep=d", "lwm2m=" + release))).hasToString(code);
  }

  @ParameterizedTest
  @Spec({"REG-14", "VEC-76", "VEC-77"})
  @CsvSource({
    "1.0, U, U, false", "1.0, UQ, U, true", "1.0, S, S, false", "1.0, SQ, S, true",
    "1.0, US, US, false", "1.0, UQS, US, true", "1.1, UT, UT, false", "1.1, NU, UN, false",
    "1.1, UTSN, UTSN, false", "1.1, UQ, U, true", "1.2, UM, UM, false", "1.2, H, H, false"
  })
  void bindings_of_each_release_are_understood(
      String release, String text, String letters, boolean queue) {
    Uplink.Register register = registered(LINKS, "ep=d", "lwm2m=" + release, "b=" + text);
    assertThat(register.binding()).isEqualTo(Binding.parse(letters).orElseThrow());
    assertThat(register.queueMode()).isEqualTo(queue);
  }

  @ParameterizedTest
  @Spec({"REG-14", "VEC-76", "VEC-77"})
  @CsvSource({
    "1.0, UQSQ",
    "1.0, USQ",
    "1.0, QU",
    "1.0, T",
    "1.1, X",
    "1.1, UU",
    "1.1, ''",
    "1.1, H",
    "1.1, Q",
    "1.2, UTQ",
    "1.2, u"
  })
  void a_binding_that_is_none_is_refused(String release, String text) {
    assertThat(refusal(register(LINKS, "ep=d", "lwm2m=" + release, "b=" + text)))
        .isEqualTo(Code.BAD_REQUEST);
  }

  @ParameterizedTest
  @Spec({"REG-15", "AMB-42"})
  @CsvSource({"Q, true", "Q=, true", "Q=true, true", "Q=1, true", "Q=false, false", "Q=0, false"})
  void queue_mode_is_a_flag_that_may_have_a_value(String argument, boolean queue) {
    assertThat(registered(LINKS, "ep=d", "lwm2m=1.1", argument).queueMode()).isEqualTo(queue);
  }

  @ParameterizedTest
  @Spec("REG-04")
  @ValueSource(strings = {"Q=maybe", "sms=abc", "sms=", "sms=1234567890123456789012", "ep="})
  void other_illegal_values_are_refused(String argument) {
    assertThat(refusal(register(LINKS, argument))).isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec({"EP-05", "EP-10"})
  void an_endpoint_name_is_raw_utf8_and_never_percent_decoded() {
    assertThat(registered(LINKS, "ep=Zähler%207=x").endpoint())
        .contains(new EndpointName("Zähler%207=x"));
    Options broken =
        Options.builder()
            .uriPath("rd")
            .add(15, Bytes.of('e', 'p', '=', 0xC0, 0x80))
            .contentFormat(ContentFormat.LINK_FORMAT)
            .build();
    assertThat(refusal(Request.of(Code.POST, broken, Bytes.ofUtf8(LINKS))))
        .isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec({"REG-07", "REG-17", "REG-81", "REG-90"})
  void without_payload_and_profile_the_objects_cannot_be_determined() {
    assertThat(refusal(register("", "ep=d"))).isEqualTo(Code.CONFLICT);
    Uplink.Register named = registered("", "ep=d", "lt=60", "lwm2m=1.2", "pid=6:27354b9a");
    assertThat(named.profiles()).containsExactly(new ProfileId("6:27354b9a"));
    assertThat(named.objects().objects()).isEmpty();
    Uplink.Register both =
        registered(LINKS, "ep=d", "lt=60", "lwm2m=1.2", "pid=\"6:27354b9a,oma:x\"");
    assertThat(both.profiles()).hasSize(2);
    assertThat(both.objects().objects()).hasSize(2);
    assertThat(refusal(register(LINKS, "ep=d", "pid=x"))).isEqualTo(Code.BAD_REQUEST);
    assertThat(read(ClientUplinks.request(named, Release.V1_2)))
        .isEqualTo(new UplinkReading.Understood(named));
    assertThat(read(ClientUplinks.request(both, Release.V1_2)))
        .isEqualTo(new UplinkReading.Understood(both));
  }

  @Test
  @Spec({"REG-22", "REG-26", "REG-28", "VEC-61"})
  void a_root_link_tells_the_content_formats() {
    ObjectList list = objects("</>;rt=\"oma.lwm2m\";ct=\"110 112 60\",</1/0>,</3/0>,</5>");
    assertThat(list.alternatePath()).isEmpty();
    assertThat(list.formats())
        .containsExactly(ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR, ContentFormat.CBOR);
    assertThat(list.object(5)).contains(new SupportedObject(5, Optional.empty(), List.of()));
    assertThat(objects("</>;ct=110,</3/0>").formats()).containsExactly(ContentFormat.SENML_JSON);
    assertThat(objects("</>;ct=\"x 70000 110 110  112 \",</3/0>").formats())
        .containsExactly(ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR);
  }

  @ParameterizedTest
  @Spec({"REG-27", "VEC-60"})
  @ValueSource(
      strings = {
        "</lwm2m>;rt=\"oma.lwm2m\",</lwm2m/1/0>,</lwm2m/10>;ver=1.1,</lwm2m/10/0>",
        "</lwm2m/>;rt=oma.lwm2m,</1/0>,</10>;ver=1.1,</10/0>",
        "</lwm2m/10/0>,</lwm2m/10>;ver=\"1.1\",</lwm2m/1/0>,</lwm2m>;rt=\"x oma.lwm2m\";ct=112"
      })
  void an_alternate_path_is_found_with_both_styles_of_children(String links) {
    ObjectList list = objects(links);
    assertThat(list.alternatePath()).isEqualTo("/lwm2m");
    assertThat(list.objects())
        .containsExactly(
            new SupportedObject(1, Optional.empty(), List.of(0)),
            new SupportedObject(10, Optional.of(new Version(1, 1)), List.of(0)));
  }

  @ParameterizedTest
  @Spec("REG-27")
  @ValueSource(strings = {"/5", "/lwm2m/7", "//", "lwm2m", "/lw//m2m"})
  void an_alternate_path_that_could_be_an_object_is_refused(String root) {
    assertThat(refusal(register("<" + root + ">;rt=\"oma.lwm2m\",</1/0>", "ep=d")))
        .isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec({"REG-32", "VEC-62", "VER-04"})
  void blanks_trailing_slashes_and_quotes_are_tolerated() {
    ObjectList list = objects("</>;ct=110, </1/0/>, </10>;ver=\"1.1\"");
    assertThat(list.object(1).orElseThrow().instances()).containsExactly(0);
    assertThat(list.object(10).orElseThrow().version()).contains(new Version(1, 1));
  }

  @Test
  @Spec({"VER-03", "REG-22"})
  void a_version_stands_on_the_object_or_on_its_only_instance() {
    assertThat(objects("</10/0>;ver=2.1").object(10).orElseThrow().version())
        .contains(new Version(2, 1));
    assertThat(objects("</10>;ver=1.2,</10/0>,</10/1>").object(10).orElseThrow())
        .isEqualTo(new SupportedObject(10, Optional.of(new Version(1, 2)), List.of(0, 1)));
  }

  @Test
  @Spec({"REG-23", "VEC-63"})
  void links_that_nobody_may_announce_are_dropped() {
    assertThat(objects("</0/0>,</1/0>,</3/0>,</21/0>,</23/0>").objects())
        .extracting(SupportedObject::id)
        .containsExactly(1, 3);
  }

  @Test
  @Spec({"REG-25", "REG-30", "VEC-65"})
  void deeper_links_unknown_links_and_attributes_and_bad_versions_are_ignored() {
    ObjectList list =
        objects(
            "</3/0>;foo=bar;title=\"a,b;c\",</3/0/9>,</sensors/1>,</65535/0>,</3/65535>,</60000/1>;ver=x");
    assertThat(list.objects())
        .containsExactly(
            new SupportedObject(3, Optional.empty(), List.of(0)),
            new SupportedObject(60000, Optional.empty(), List.of(1)));
  }

  @Test
  @Spec({"REG-04", "VEC-64", "AMB-26"})
  void a_payload_that_is_no_link_list_or_announces_nothing_is_refused() {
    for (String links : List.of("</1/0></3/0>", "</1/0", "hello", "</0/0>", "</>;ct=110")) {
      assertThat(refusal(register(links, "ep=d"))).as(links).isEqualTo(Code.BAD_REQUEST);
    }
  }

  @Test
  @Spec("REG-04")
  void ten_thousand_links_are_refused() {
    StringBuilder links = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      links.append(i == 0 ? "" : ",").append("</3303/").append(i).append('>');
    }
    assertThat(refusal(register(links.toString(), "ep=d")))
        .isEqualTo(Code.REQUEST_ENTITY_TOO_LARGE);
    assertThat(
            ((UplinkReading.Refused)
                    ServerUplinks.read(
                        register(links.toString(), "ep=d"),
                        new ObjectLists(new LinkLimits(1 << 20, 1_000, 8))))
                .code())
        .isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec("REG-02")
  void update_carries_what_changed() {
    Options options = Options.builder().uriPath("rd", "5a3f").uriQuery("lt=60").build();
    assertThat(read(Request.of(Code.POST, options)))
        .isEqualTo(
            new UplinkReading.Understood(
                new Uplink.Update(
                    "5a3f",
                    OptionalLong.of(60),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty())));
    Options bad = Options.builder().uriPath("rd", "5a3f").uriQuery("lt=x").build();
    assertThat(refusal(Request.of(Code.POST, bad))).isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec({"ARCH-12", "REG-03"})
  void only_rd_and_what_is_right_below_it_are_uplinks() {
    assertThat(read(Request.of(Code.DELETE, Options.builder().uriPath("rd", "5a3f").build())))
        .isEqualTo(new UplinkReading.Understood(new Uplink.Deregister("5a3f")));
    assertThat(refusal(Request.of(Code.GET, Options.builder().uriPath("rd").build())))
        .isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(refusal(Request.of(Code.PUT, Options.builder().uriPath("rd", "a").build())))
        .isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(refusal(Request.of(Code.POST, Options.builder().uriPath("rd", "a", "b").build())))
        .isEqualTo(Code.NOT_FOUND);
    assertThat(refusal(Request.of(Code.POST, Options.NONE))).isEqualTo(Code.NOT_FOUND);
    assertThat(refusal(Request.of(Code.POST, Options.builder().uriPath("rD").build())))
        .isEqualTo(Code.NOT_FOUND);
  }

  @Test
  @Spec({"REG-01", "REG-02", "REG-03", "REG-14"})
  void the_server_reads_back_what_the_client_writes() {
    ObjectList objects =
        new ObjectList(
            "/lwm2m",
            List.of(ContentFormat.SENML_CBOR, ContentFormat.TLV),
            List.of(
                new SupportedObject(1, Optional.empty(), List.of(0)),
                new SupportedObject(10, Optional.of(new Version(1, 1)), List.of()),
                new SupportedObject(3303, Optional.of(new Version(1, 2)), List.of(0, 7))));
    for (Release release : Release.values()) {
      for (String letters : List.of("U", "S", "US")) {
        Uplink.Register register =
            new Uplink.Register(
                EndpointName.parse("urn:dev:1"),
                OptionalLong.of(300),
                release,
                Binding.parse(letters).orElseThrow(),
                true,
                Optional.of("4917"),
                List.of(),
                objects);
        Set<Tolerance> needed = release == Release.V1_0 ? Set.of(Tolerance.VERSION_BARE) : Set.of();
        assertThat(read(ClientUplinks.request(register, release)))
            .isEqualTo(new UplinkReading.Understood(register, needed));
      }
      Uplink.Update update =
          new Uplink.Update(
              "5a3f",
              OptionalLong.of(5),
              Optional.of(Binding.U),
              Optional.of(true),
              Optional.empty(),
              List.of(),
              Optional.of(objects));
      assertThat(read(ClientUplinks.request(update, release)))
          .isEqualTo(new UplinkReading.Understood(update));
    }
    Uplink.Deregister deregister = new Uplink.Deregister("5a3f");
    assertThat(read(ClientUplinks.request(deregister, Release.V1_1)))
        .isEqualTo(new UplinkReading.Understood(deregister));
  }

  @Test
  @Spec("REG-23")
  void a_client_never_announces_its_security_object() {
    ObjectList objects =
        new ObjectList(
            "",
            List.of(),
            List.of(
                new SupportedObject(0, Optional.empty(), List.of(0)),
                new SupportedObject(3, Optional.empty(), List.of(0))));
    Uplink.Update update =
        new Uplink.Update(
            "a",
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of(objects));
    assertThat(ClientUplinks.request(update, Release.V1_1).payload().utf8()).isEqualTo("</3/0>");
  }

  @Test
  @Spec("REG-62")
  void an_update_without_news_is_empty() {
    Uplink.Update update =
        new Uplink.Update(
            "a",
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty());
    Request request = ClientUplinks.request(update, Release.V1_1);
    assertThat(request.options().uriQuery()).isEmpty();
    assertThat(request.options().contentFormat()).isEmpty();
    assertThat(request.payload().isEmpty()).isTrue();
  }

  @Test
  @Spec("REG-53")
  void a_location_is_separate_segments_and_a_sloppy_one_is_understood() {
    Uplink register = registered(LINKS, "ep=d");
    Response response = ServerUplinks.registered("5a3f");
    assertThat(response.options().locationPath()).containsExactly("rd", "5a3f");
    assertThat(ClientUplinks.result(register, response))
        .isEqualTo(new UplinkResult.Registered("5a3f"));
    Options sloppy = Options.builder().locationPath("rd/5a3f").build();
    assertThat(ClientUplinks.result(register, new Response(Code.CREATED, sloppy, Bytes.EMPTY)))
        .isEqualTo(new UplinkResult.Registered("5a3f"));
    for (List<String> bad : List.of(List.<String>of(), List.of("rd"), List.of("x", "y"))) {
      Options location = Options.builder().locationPath(bad.toArray(String[]::new)).build();
      assertThat(ClientUplinks.result(register, new Response(Code.CREATED, location, Bytes.EMPTY)))
          .isInstanceOf(UplinkResult.Unusable.class);
    }
  }

  @Test
  @Spec({"REG-02", "REG-03", "REG-67"})
  void the_client_tells_success_refusal_and_nonsense_apart() {
    Uplink deregister = new Uplink.Deregister("a");
    assertThat(ClientUplinks.result(deregister, ServerUplinks.deregistered()))
        .isEqualTo(new UplinkResult.Done());
    assertThat(ClientUplinks.result(deregister, ServerUplinks.updated()))
        .isInstanceOf(UplinkResult.Unusable.class);
    assertThat(ClientUplinks.result(deregister, Response.error(Code.NOT_FOUND, "gone")))
        .isEqualTo(new UplinkResult.Refused(Code.NOT_FOUND, "gone"));
  }
}
