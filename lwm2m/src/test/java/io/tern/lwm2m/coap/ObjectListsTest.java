// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.link.LinkLimits;
import org.junit.jupiter.api.Test;

class ObjectListsTest {
  @Test
  void a_list_that_came_before_is_the_same_object_until_many_others_came() {
    ObjectLists lists = new ObjectLists(LinkLimits.DEFAULT);
    UplinkObjects first = lists.parse(Bytes.ofUtf8("</1/0>,</3/0>"));
    assertThat(lists.parse(Bytes.ofUtf8("</1/0>,</3/0>"))).isSameAs(first);
    for (int i = 1; i <= 256; i++) {
      lists.parse(Bytes.ofUtf8("</1/0>,</3/" + i + ">"));
    }
    assertThat(lists.parse(Bytes.ofUtf8("</1/0>,</3/0>"))).isNotSameAs(first).isEqualTo(first);
  }

  @Test
  void what_is_refused_is_refused_again() {
    ObjectLists lists = new ObjectLists(LinkLimits.DEFAULT);
    assertThat(lists.parse(Bytes.ofUtf8("</1/0>,<"))).isInstanceOf(UplinkObjects.Refused.class);
    assertThat(lists.parse(Bytes.ofUtf8("</1/0>,<"))).isInstanceOf(UplinkObjects.Refused.class);
  }

  @Test
  void a_list_too_long_to_be_kept_is_read_all_the_same() {
    ObjectLists lists = new ObjectLists(LinkLimits.DEFAULT);
    StringBuilder links = new StringBuilder("</1/0>");
    while (links.length() <= 2_048) {
      links.append(",</3303/").append(links.length()).append('>');
    }
    Bytes payload = Bytes.ofUtf8(links.toString());
    assertThat(lists.parse(payload)).isEqualTo(UplinkObjects.parse(payload, LinkLimits.DEFAULT));
  }
}
