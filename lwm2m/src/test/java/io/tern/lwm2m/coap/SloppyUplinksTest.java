// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  private static Request post(Options options) {
    return Request.of(Code.POST, options, LINKS);
  }

  @Test
  @Spec("REG-21")
  void an_object_list_of_another_format_is_refused() {
    Options none = Options.builder().uriPath("rd").uriQuery("ep=d").build();
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
    Options register = Options.builder().uriPath("rd").uriQuery("ep=d").build();
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
    Options register =
        Options.builder()
            .uriPath("rd")
            .uriQuery("ep=d")
            .uriQuery("lwm2m=1")
            .contentFormat(ContentFormat.LINK_FORMAT)
            .build();
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
    Options.Builder register = Options.builder().uriPath("rd").uriQuery(argument);
    Uplink.Register registered =
        (Uplink.Register)
            understood(post(register.contentFormat(ContentFormat.LINK_FORMAT).build())).uplink();
    assertThat(registered.endpoint())
        .hasValueSatisfying(ep -> assertThat(ep).hasToString(argument.substring(3)));
  }

  @Test
  @Spec("REG-30")
  void resources_stand_for_their_instances_where_no_instance_is_listed() {
    Options options =
        Options.builder()
            .uriPath("rd")
            .uriQuery("ep=d")
            .contentFormat(ContentFormat.LINK_FORMAT)
            .build();
    Bytes deep = Bytes.ofUtf8("</3/0/0>;obs,</3303/1/5700>;rt=\"temp\";obs,</0/0/1>,</x/1>");
    Uplink.Register registered =
        (Uplink.Register)
            understood(Request.of(Code.POST, options, deep), Tolerance.LINKS_BELOW_INSTANCES)
                .uplink();
    assertThat(registered.objects().objects())
        .containsExactly(
            new SupportedObject(3, Optional.empty(), List.of(0)),
            new SupportedObject(3303, Optional.empty(), List.of(1)));
    Bytes both = Bytes.ofUtf8("</3/0>,</3303/1/5700>");
    Uplink.Register usual =
        (Uplink.Register) understood(Request.of(Code.POST, options, both)).uplink();
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
}
