// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Names an object list, so that a client need not spell it out: the `pid` of Register and Update
/// (LwM2M 1.2 Core §6.2.1.3).
///
/// Either a hash such as `6:27354b9a`, whose first part is a suite of RFC 6920, or a name that both
/// sides have been told, such as `oma:meter` or `v:acme-7`. What exactly is hashed nobody has written
/// down, so a hash says only whether two lists are the same.
public record ProfileId(String value) {
  /// The greatest length of one id.
  public static final int LENGTH_MAX = 80;

  /// How many ids one message may name.
  public static final int COUNT_MAX = 16;

  private static final Pattern LEGAL =
      Pattern.compile("[1-6]:(?:[0-9a-f]{2}){4,32}|(?:oma|v):[A-Za-z0-9-]{1,64}");

  public ProfileId {
    if (value.length() > LENGTH_MAX || !LEGAL.matcher(value).matches()) {
      throw new IllegalArgumentException("not a profile id");
    }
  }

  /// The ids that `text` spells: one, or several in quotes with commas between them. Empty where one is
  /// illegal or given twice, or where there are too many.
  public static Optional<List<ProfileId>> parseAll(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    String list = quoted ? text.substring(1, text.length() - 1) : text;
    if (list.length() > COUNT_MAX * (LENGTH_MAX + 1)) {
      return Optional.empty();
    }
    List<ProfileId> ids = new ArrayList<>(1);
    for (String one : list.split(",", -1)) {
      boolean legal = one.length() <= LENGTH_MAX && LEGAL.matcher(one).matches();
      if (!legal || ids.contains(new ProfileId(one)) || ids.size() == COUNT_MAX) {
        return Optional.empty();
      }
      ids.add(new ProfileId(one));
    }
    return quoted || ids.size() == 1 ? Optional.of(List.copyOf(ids)) : Optional.empty();
  }

  /// Whether it is a hash of the list, and not a name that both sides have been told.
  public boolean isHash() {
    return value.charAt(0) <= '9';
  }

  /// The text that [#parseAll] reads.
  ///
  /// @param ids at least one
  public static String write(List<ProfileId> ids) {
    String list = String.join(",", ids.stream().map(ProfileId::value).toList());
    return ids.size() == 1 ? list : '"' + list + '"';
  }

  @Override
  public String toString() {
    return value;
  }
}
