// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import io.tern.coap.link.Link;

/// Notification attributes on the links of a Discover (LwM2M 1.2 Core §6.3.2).
public final class AttributeLinks {
  private AttributeLinks() {}

  /// `link` with the attributes that are set added, such as `</3/0/9>;pmin=10`.
  public static Link onto(Link link, Attributes attributes) {
    Link result = link;
    for (AttributeText.Entry entry : AttributeText.entries(attributes)) {
      result = result.with(entry.attribute().label, entry.text());
    }
    return result;
  }

  /// The notification attributes of a link. What cannot be read is left out: a Discover is still good
  /// when one attribute of one link is not.
  public static Attributes of(Link link) {
    AttributesBuilder builder = new AttributesBuilder(Attributes.NONE);
    for (Attribute attribute : Attribute.values()) {
      link.attribute(attribute.label).ifPresent(text -> builder.set(attribute, text));
    }
    return builder.build(java.util.Set.of());
  }
}
