// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.link.LinkLimits;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.op.Uplink;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Registers and Updates that are not quite as they should be, as clients of the field send them.
class SloppyUplinksTest {
  private static final Bytes LINKS = Bytes.ofUtf8("</1/0>,</3/0>");

  private static UplinkReading read(Request request, Set<Tolerance> tolerated) {
    return ServerUplinks.read(request, new ObjectLists(LinkLimits.DEFAULT), tolerated);
  }

  private static UplinkReading.Understood understood(Request request, Tolerance... needed) {
    UplinkReading reading = read(request, Tolerance.all());
    assertThat(reading).isInstanceOf(UplinkReading.Understood.class);
    UplinkReading.Understood understood = (UplinkReading.Understood) reading;
    assertThat(understood.tolerances()).containsExactlyInAnyOrder(needed);
    for (Tolerance tolerance : needed) {
      Set<Tolerance> others = Tolerance.all();
      others.remove(tolerance);
      assertThat(read(request, others))
          .isInstanceOfSatisfying(
              UplinkReading.Refused.class,
              refused -> {
                assertThat(refused.code()).isEqualTo(Code.BAD_REQUEST);
                assertThat(refused.diagnostic()).contains("which is not tolerated");
              });
    }
    return understood;
  }

  private static Options.Builder rd(String... query) {
    Options.Builder options = Options.builder().uriPath("rd");
    List.of(query).forEach(options::uriQuery);
    return options;
  }

  /// A Register of 1.1 that is as it should be but for its links.
  private static Request listing(String links) {
    Options options =
        rd("ep=d", "lt=60", "lwm2m=1.1").contentFormat(ContentFormat.LINK_FORMAT).build();
    return Request.of(Code.POST, options, Bytes.ofUtf8(links));
  }

  private static Request post(Options options) {
    return Request.of(Code.POST, options, LINKS);
  }

  @Test
  @Spec("REG-21")
  void an_object_list_of_another_format_is_refused() {
    Options none = rd("ep=d", "lwm2m=1.0").build();
    Options text = none.toBuilder().contentFormat(ContentFormat.TEXT).build();
    Options oversized =
        none.toBuilder().add(OptionNumber.CONTENT_FORMAT, Bytes.of(0, 0, 40)).build();
    for (Options options : List.of(text, oversized)) {
      assertThat(read(post(options), Tolerance.all()))
          .isInstanceOfSatisfying(
              UplinkReading.Refused.class,
              refused -> assertThat(refused.code()).isEqualTo(Code.UNSUPPORTED_CONTENT_FORMAT));
    }
  }

  @Test
  @Spec("REG-21")
  void an_object_list_may_come_without_content_format() {
    Options register = rd("ep=d", "lwm2m=1.0").build();
    Options update = Options.builder().uriPath("rd", "5a3f").build();
    Uplink.Register registered =
        (Uplink.Register) understood(post(register), Tolerance.LINKS_WITHOUT_FORMAT).uplink();
    assertThat(registered.objects().objects()).hasSize(2);
    Uplink.Update updated =
        (Uplink.Update) understood(post(update), Tolerance.LINKS_WITHOUT_FORMAT).uplink();
    assertThat(updated.objects().orElseThrow().objects()).hasSize(2);
  }

  @Test
  @Spec({"REG-02", "REG-62"})
  void an_update_without_payload_may_have_a_content_format() {
    Options update =
        Options.builder().uriPath("rd", "5a3f").contentFormat(ContentFormat.LINK_FORMAT).build();
    Uplink.Update updated = (Uplink.Update) understood(Request.of(Code.POST, update)).uplink();
    assertThat(updated.objects()).isEmpty();
  }

  @Test
  @Spec({"REG-13", "VERS-06"})
  void a_release_without_minor_number_is_the_first_of_its_major() {
    Options register = rd("ep=d", "lwm2m=1").contentFormat(ContentFormat.LINK_FORMAT).build();
    Uplink.Register registered =
        (Uplink.Register) understood(post(register), Tolerance.RELEASE_WITHOUT_MINOR).uplink();
    assertThat(registered.release()).isEqualTo(Release.V1_0);
  }

  @Test
  @Spec({"REG-02", "REG-03", "REG-53"})
  void empty_segments_of_a_path_are_left_out() {
    Options location = Options.builder().uriPath("rd", "", "5a3f").build();
    assertThat(understood(Request.of(Code.POST, location), Tolerance.PATH_EMPTY_SEGMENT).uplink())
        .isInstanceOfSatisfying(
            Uplink.Update.class, update -> assertThat(update.handle()).isEqualTo("5a3f"));
    assertThat(understood(Request.of(Code.DELETE, location), Tolerance.PATH_EMPTY_SEGMENT).uplink())
        .isEqualTo(new Uplink.Deregister("5a3f"));
  }

  @Test
  @Spec({"REG-02", "REG-18"})
  void a_query_may_come_in_one_option() {
    Options.Builder register = Options.builder().uriPath("rd").uriQuery("ep=d&lt=60&lwm2m=1&b=UQ");
    Uplink.Register registered =
        (Uplink.Register)
            understood(
                    post(register.contentFormat(ContentFormat.LINK_FORMAT).build()),
                    Tolerance.QUERY_IN_ONE_OPTION,
                    Tolerance.RELEASE_WITHOUT_MINOR)
                .uplink();
    assertThat(registered.endpoint()).hasValueSatisfying(ep -> assertThat(ep).hasToString("d"));
    assertThat(registered.lifetimeSeconds()).hasValue(60);
    assertThat(registered.queueMode()).isTrue();
    Options update = Options.builder().uriPath("rd", "5a3f").uriQuery("lt=60&b=U").build();
    Uplink.Update updated =
        (Uplink.Update)
            understood(Request.of(Code.POST, update), Tolerance.QUERY_IN_ONE_OPTION).uplink();
    assertThat(updated.lifetimeSeconds()).hasValue(60);
  }

  @ParameterizedTest
  @Spec({"EP-05", "REG-18"})
  @ValueSource(strings = {"ep=a&b", "ep=salt&pepper=1", "ep=a&Q", "ep=a&", "ep=R&D&lt"})
  void an_endpoint_name_may_hold_an_ampersand(String argument) {
    Options.Builder register = rd(argument, "lwm2m=1.0");
    Uplink.Register registered =
        (Uplink.Register)
            understood(post(register.contentFormat(ContentFormat.LINK_FORMAT).build())).uplink();
    assertThat(registered.endpoint())
        .hasValueSatisfying(ep -> assertThat(ep).hasToString(argument.substring(3)));
  }

  @Test
  @Spec("REG-30")
  void resources_stand_for_their_instances_where_no_instance_is_listed() {
    Uplink.Register registered =
        (Uplink.Register)
            understood(
                    listing("</3/0/0>;obs,</3303/1/5700>;rt=\"temp\";obs,</0/0/1>,</x/1>"),
                    Tolerance.LINKS_BELOW_INSTANCES,
                    Tolerance.LINKS_NEVER_LISTED,
                    Tolerance.LINKS_OF_NOTHING)
                .uplink();
    assertThat(registered.objects().objects())
        .containsExactly(
            new SupportedObject(3, Optional.empty(), List.of(0)),
            new SupportedObject(3303, Optional.empty(), List.of(1)));
    Uplink.Register usual =
        (Uplink.Register)
            understood(listing("</3/0>,</3303/1/5700>"), Tolerance.LINKS_BELOW_INSTANCES).uplink();
    assertThat(usual.objects().objects()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "//", "/rd/a//b", "/bs/"})
  void what_is_no_uplink_without_them_is_none_with_them(String path) {
    Options options = Options.builder().uriPath(path.split("/", -1)).build();
    assertThat(read(Request.of(Code.POST, options), Tolerance.all()))
        .isInstanceOfSatisfying(
            UplinkReading.Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(Code.NOT_FOUND));
  }

  static Stream<Arguments> links() {
    return Stream.of(
        arguments("</1/0>, </3/0>", Tolerance.LINKS_BLANKS),
        arguments("</1/0>,</3/0>\n", Tolerance.LINKS_BLANKS),
        arguments("</1/0>,</3/0>,", Tolerance.LINKS_EMPTY),
        arguments("</>;ct=,</1/0>,</3/0>", Tolerance.LINKS_EMPTY),
        arguments("</1/0>,</3/0>,</1/0>", Tolerance.LINKS_REPEATED),
        arguments("</1/0>,</3/0>;a=1;a=1", Tolerance.LINKS_REPEATED),
        arguments("</1/0/>,</3/0>", Tolerance.LINKS_TRAILING_SLASH),
        arguments("</dm/>;rt=\"oma.lwm2m\",</dm/1/0>,</dm/3/0>", Tolerance.LINKS_TRAILING_SLASH),
        arguments("</0/1>,</1/0>,</3/0>", Tolerance.LINKS_NEVER_LISTED),
        arguments("</.well-known/core>,</1/0>,</3/0>", Tolerance.LINKS_OF_NOTHING),
        arguments("<1/1>,</1/0>,</3/0>", Tolerance.LINKS_OF_NOTHING),
        arguments("</1/0>,</3/0>,</3/0/9>;obs", Tolerance.LINKS_BELOW_INSTANCES),
        arguments("</dm>;rt=\"oma.lwm2m\",</dm/1/0>,</3/0>", Tolerance.LINKS_BESIDE_ALTERNATE_PATH),
        arguments("</>;ct=\"110,112\",</1/0>,</3/0>", Tolerance.LINKS_FORMATS),
        arguments("</>;ct=\"110  112\",</1/0>,</3/0>", Tolerance.LINKS_FORMATS),
        arguments("</>;ct=senml,</1/0>,</3/0>", Tolerance.LINKS_FORMATS),
        arguments("</1>;ver=\"1.1\",</1/0>,</3/0>", Tolerance.VERSION_QUOTED),
        arguments("</1/0>,</3/0>,</10>;ver=abc", Tolerance.VERSION_UNUSABLE),
        arguments("</1/0>,</3/0>,</10>;ver", Tolerance.VERSION_UNUSABLE),
        arguments("</1>;ver=1.1,</1/0>;ver=1.2,</3/0>", Tolerance.VERSION_UNUSABLE));
  }

  @ParameterizedTest
  @MethodSource("links")
  @Spec({"REG-21", "REG-23", "REG-25", "REG-26", "REG-27", "REG-30", "REG-32", "VER-04", "VEC-62"})
  void each_deviation_of_links_is_named_and_can_be_refused(String links, Tolerance needed) {
    Uplink.Register registered = (Uplink.Register) understood(listing(links), needed).uplink();
    assertThat(registered.objects().hasInstance(1, 0)).isTrue();
    assertThat(registered.objects().hasInstance(3, 0)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "</1/0>,</3/0>",
        "</>;ct=110,</1/0>,</3/0>",
        "</>;rt=\"oma.lwm2m\";ct=\"110 112\",</1>;ver=1.1,</1/0>,</3/0>",
        "</dm>;rt=\"oma.lwm2m\",</>;ct=110,</dm/1/0>,</dm/3/0>",
        "</1>;ver=1.1,</1/0>;ver=1.1,</3/0>;x=\"a, b\";y"
      })
  @Spec({"REG-22", "REG-25", "REG-26", "REG-27", "VER-03"})
  void links_as_they_should_be_need_no_tolerance(String links) {
    assertThat(read(listing(links), Set.of())).isInstanceOf(UplinkReading.Understood.class);
  }

  @Test
  @Spec("VER-04")
  void quotes_around_a_version_belong_to_release_1_0() {
    for (String release : List.of("lwm2m=1.0", "lwm2m=1.2")) {
      Options options =
          rd("ep=d", "lt=60", release).contentFormat(ContentFormat.LINK_FORMAT).build();
      Request quoted = Request.of(Code.POST, options, Bytes.ofUtf8("</3>;ver=\"1.1\",</3/0>"));
      Request bare = Request.of(Code.POST, options, Bytes.ofUtf8("</3>;ver=1.1,</3/0>"));
      if (release.endsWith("1.0")) {
        understood(quoted);
        understood(bare, Tolerance.VERSION_BARE);
      } else {
        understood(quoted, Tolerance.VERSION_QUOTED);
        understood(bare);
      }
    }
    Options update =
        Options.builder().uriPath("rd", "5a3f").contentFormat(ContentFormat.LINK_FORMAT).build();
    understood(Request.of(Code.POST, update, Bytes.ofUtf8("</3>;ver=\"1.1\",</4>;ver=1.1")));
  }

  static Stream<Arguments> queries() {
    return Stream.of(
        arguments(Tolerance.RELEASE_MISSING, "ep=d&lt=60"),
        arguments(Tolerance.LIFETIME_MISSING, "ep=d&lwm2m=1.1"),
        arguments(Tolerance.BINDING_WITH_QUEUE_MODE, "ep=d&lt=60&lwm2m=1.2&b=UQ"),
        arguments(Tolerance.QUEUE_MODE_WITH_VALUE, "ep=d&lt=60&lwm2m=1.1&Q=true"),
        arguments(Tolerance.SMS_WITH_PLUS, "ep=d&lt=60&lwm2m=1.1&sms=+491701234"),
        arguments(Tolerance.QUERY_UNKNOWN, "ep=d&lt=60&lwm2m=1.1&et=x"),
        arguments(Tolerance.QUERY_UNKNOWN, "ep=d&lt=60&lwm2m=1.0&Q"),
        arguments(Tolerance.QUERY_UNKNOWN, "ep=d&lt=60&lwm2m=1.1&pid=v:a"));
  }

  @ParameterizedTest
  @MethodSource("queries")
  @Spec({"REG-04", "REG-12", "REG-13", "REG-14", "REG-15", "REG-16", "REG-17"})
  void each_deviation_of_a_query_is_named_and_can_be_refused(Tolerance needed, String query) {
    Options options = rd(query.split("&", -1)).contentFormat(ContentFormat.LINK_FORMAT).build();
    understood(post(options), needed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ep=d&lwm2m=1.0",
        "ep=d&lwm2m=1.0&b=UQ&sms=49170",
        "ep=d&lt=60&lwm2m=1.1&b=UT&Q",
        "ep=d&lt=60&lwm2m=1.2&pid=v:a"
      })
  @Spec({"REG-12", "REG-14", "REG-15"})
  void a_query_as_it_should_be_needs_no_tolerance(String query) {
    Options options = rd(query.split("&", -1)).contentFormat(ContentFormat.LINK_FORMAT).build();
    assertThat(read(post(options), Set.of())).isInstanceOf(UplinkReading.Understood.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ep=d", "lwm2m=1.1", "et=x"})
  @Spec({"REG-02", "REG-04"})
  void what_an_update_does_not_have_is_left_out_and_named(String argument) {
    Options options = Options.builder().uriPath("rd", "5a3f").uriQuery(argument).build();
    assertThat(understood(Request.of(Code.POST, options), Tolerance.QUERY_UNKNOWN).uplink())
        .isInstanceOfSatisfying(
            Uplink.Update.class, update -> assertThat(update.lifetimeSeconds()).isEmpty());
  }
}
