// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A deviation that devices in the field show and that does no harm: understood, reported, and refused where
/// the configuration says so. What each payload needed stands beside what was decoded from it.
public enum Tolerance {
  /// TLV for an object of one instance holds the resources without that instance.
  TLV_WITHOUT_INSTANCE("the resources of the only instance without the instance"),
  /// TLV for an instance or below is wrapped in the instance that the path names already (TLV-14).
  TLV_IN_INSTANCE("wrapped in its instance"),
  /// TLV for a multiple resource holds its instances without the resource.
  TLV_WITHOUT_RESOURCE("resource instances without the resource"),
  /// TLV for a resource instance is wrapped in its resource (TLV-16).
  TLV_IN_RESOURCE("wrapped in its resource"),
  /// TLV for a resource instance holds a resource.
  TLV_RESOURCE_FOR_INSTANCE("a resource in place of its instance"),
  /// A multiple resource comes as one value, taken as its instance 0.
  TLV_VALUE_FOR_MULTIPLE("one value for a multiple resource"),
  /// A single resource comes as a multiple one with one instance.
  TLV_MULTIPLE_FOR_VALUE("an instance of a single resource"),
  /// An integer in more bytes than it needs (DT-11).
  TLV_WIDE_INTEGER("an integer in more bytes than it needs"),
  /// A name of SenML that does not begin with a slash (SML-33).
  SENML_NAME_WITHOUT_SLASH("a name without leading slash"),
  /// SenML CBOR with arrays or maps of indefinite length (SML-29).
  SENML_INDEFINITE_LENGTH("an array or map of indefinite length"),
  /// A SenML pack under the number of the JSON of 1.0 (OJ-05).
  SENML_AS_OLD_JSON("SenML under the number of the JSON of 1.0"),
  /// A time more than a day ahead of the moment in which it is received, in SenML or the JSON of 1.0.
  TIME_AHEAD("a time more than a day ahead"),
  /// JSON of 1.0 whose base name and name need a slash between them, such as `/3/0` and `9`.
  OLD_JSON_NAMES_WITHOUT_SLASH_BETWEEN("names without a slash between them"),
  /// JSON of 1.0 with a base name, or a whole name, that does not begin with a slash.
  OLD_JSON_NAME_WITHOUT_SLASH("a name without leading slash"),
  /// A null leaf in LwM2M CBOR, which says nothing (LCB-10).
  CBOR_NULL("a null, which says nothing"),
  /// A number with a fraction of zero for an integer, such as 5.0 (DT-21).
  FRACTION_FOR_INTEGER("an integer written as a fraction"),
  /// Base64 in the other alphabet, or with padding where there is none, or without (DT-15).
  BASE64_VARIANT("base64 of another variant"),
  /// The null link as FFFF:FFFF (DT-14).
  HEX_NULL_LINK("the null link in hexadecimal"),
  /// A Content-Format number from before the registration of the media types (FMT-12).
  OLD_FORMAT_NUMBER("a Content-Format number of the drafts"),
  /// Links of Bootstrap-Discover that begin with bare attributes (VEC-67).
  LINKS_BARE_ATTRIBUTES("attributes without a link"),
  /// The object list of Register or Update without Content-Format (REG-21).
  LINKS_WITHOUT_FORMAT("an object list without Content-Format"),
  /// The release as `1` in place of `1.0` (VERS-06).
  RELEASE_WITHOUT_MINOR("a release without its minor number"),
  /// The parameters of Register or Update in one Uri-Query option, with `&` between them.
  QUERY_IN_ONE_OPTION("a query in one option"),
  /// An object list with links to resources, such as `</3303/0/5700>` (REG-30). They are left out where an
  /// object or instance is listed as well, and else stand for their instances.
  LINKS_BELOW_INSTANCES("links to resources"),
  /// Blanks or line ends in a list of links (REG-32).
  LINKS_BLANKS("blanks in a list of links"),
  /// A separator in a list of links with nothing behind it, such as `</1/0>,` or `ct=`.
  LINKS_EMPTY("an empty link, attribute or value"),
  /// An instance in an object list twice, or an attribute of a link.
  LINKS_REPEATED("an instance or an attribute twice"),
  /// A link with a slash at its end, such as `</1/0/>` (REG-32).
  LINKS_TRAILING_SLASH("a link that ends with a slash"),
  /// A link to Security, OSCORE or COSE, which nobody announces; it is left out (REG-23).
  LINKS_NEVER_LISTED("a link to an object that is never listed"),
  /// A link to neither an object nor an instance; it is left out (REG-25).
  LINKS_OF_NOTHING("a link that names no object"),
  /// A link without the alternate path that the same list declares (REG-27).
  LINKS_BESIDE_ALTERNATE_PATH("a link beside the alternate path"),
  /// A `ct` that is not different numbers of formats with a blank between them; those that are count (REG-26).
  LINKS_FORMATS("content formats that are not numbers with a blank between them"),
  /// A version in quotes from 1.1 on, in a Register (VER-04).
  VERSION_QUOTED("a version in quotes"),
  /// A version without quotes in a Register of 1.0 (VER-04).
  VERSION_BARE("a version without quotes"),
  /// A version that is none, or not the one given before for the same object; it is ignored (REG-25).
  VERSION_UNUSABLE("a version that is none or that contradicts another"),
  /// A Register without release, taken as 1.0 (REG-13).
  RELEASE_MISSING("no release"),
  /// A Register of 1.1 or later without lifetime: that of the configuration (REG-12).
  LIFETIME_MISSING("no lifetime"),
  /// A binding of 1.0 with queue mode, such as `UQ`, in a Register of 1.1 or later (REG-14).
  BINDING_WITH_QUEUE_MODE("a binding with queue mode in it"),
  /// Queue mode with a value, such as `Q=true` (REG-15).
  QUEUE_MODE_WITH_VALUE("queue mode with a value"),
  /// An MSISDN with the plus sign (REG-16).
  SMS_WITH_PLUS("an MSISDN with a plus sign"),
  /// A parameter that the operation does not have, or a Register not in its release (`Q` in 1.0, `pid`
  /// before 1.2); what is unknown is ignored (REG-04).
  QUERY_UNKNOWN("a parameter that is not one of the operation"),
  /// A path of the Registration interface with an empty segment, such as `/rd//5a3f`.
  PATH_EMPTY_SEGMENT("an empty segment in a path"),
  /// An answer or a notification without Content-Format (FMT-13): in that of the one before, or the one asked
  /// for, else text for one value and TLV for more.
  VALUE_WITHOUT_FORMAT("a value without Content-Format");

  private final String words;

  Tolerance(String words) {
    this.words = words;
  }

  /// As configuration, metrics and the REST interface spell it, such as `tlv-wide-integer`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The one of that label; empty where there is none.
  public static Optional<Tolerance> labelled(String label) {
    return Stream.of(values()).filter(tolerance -> tolerance.label().equals(label)).findFirst();
  }

  /// All of them.
  public static Set<Tolerance> all() {
    return EnumSet.allOf(Tolerance.class);
  }

  /// What deviates, as a short sentence part.
  @Override
  public String toString() {
    return words;
  }
}
